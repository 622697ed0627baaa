CREATE INDEX IF NOT EXISTS "idx_seeding_tasks_open" ON "seeding_tasks" USING btree ("due_at","id") WHERE status in ('pending', 'running');--> statement-breakpoint
DROP INDEX IF EXISTS "idx_seeding_tasks_due";
