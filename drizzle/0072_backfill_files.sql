ALTER TABLE "backfill_progress" DROP CONSTRAINT "unique_backfill_unit";--> statement-breakpoint
ALTER TABLE "backfill_progress" ADD COLUMN "moment" varchar(10) DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "backfill_progress" ADD COLUMN "file_name" varchar(200);--> statement-breakpoint
ALTER TABLE "backfill_progress" ADD COLUMN "content_hash" varchar(64);--> statement-breakpoint
ALTER TABLE "backfill_progress" ADD COLUMN "content" "bytea";--> statement-breakpoint
ALTER TABLE "backfill_progress" ADD COLUMN "is_newer_copy" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "backfill_progress" ADD COLUMN "progressed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "backfill_progress" ADD CONSTRAINT "unique_backfill_unit" UNIQUE("league_id","part","source","moment","unit");--> statement-breakpoint
-- Prices that providers were asked for were those of the close.
UPDATE backfill_progress SET moment = 'close' WHERE part = 'odds';
