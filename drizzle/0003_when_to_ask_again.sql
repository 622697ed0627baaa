ALTER TABLE "leagues" ADD COLUMN "schedule_retry_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "teams" ADD COLUMN "roster_retry_at" timestamp with time zone;