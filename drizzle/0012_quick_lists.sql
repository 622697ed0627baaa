CREATE INDEX IF NOT EXISTS "idx_seeding_tasks_ended" ON "seeding_tasks" USING btree ("status","updated_at","id");--> statement-breakpoint
DROP INDEX IF EXISTS "idx_seeding_tasks_status";--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "idx_seeding_tasks_window" ON "seeding_tasks" USING btree ("scheduled_time","id");--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "idx_seeding_tasks_trouble" ON "seeding_tasks" USING btree ("id") WHERE error_type is not null or error_message is not null or hold_detail is not null;