ALTER TABLE "seeding_tasks" DROP CONSTRAINT "task_hold_reason_known";--> statement-breakpoint
ALTER TABLE "provider_quota" ADD COLUMN "doubt" jsonb;--> statement-breakpoint
ALTER TABLE "provider_quota" ADD COLUMN "earmarks" jsonb;--> statement-breakpoint
ALTER TABLE "seeding_tasks" ADD CONSTRAINT "task_hold_reason_known" CHECK ("seeding_tasks"."hold_reason" is null or "seeding_tasks"."hold_reason" in ('not_final', 'quota', 'breaker_open', 'worker_trouble', 'paused', 'time_unknown', 'postponed'));