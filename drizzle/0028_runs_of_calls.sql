ALTER TABLE "api_usage" ADD COLUMN "run_id" varchar(100);--> statement-breakpoint
ALTER TABLE "sync_log" ADD COLUMN "run_id" varchar(100);--> statement-breakpoint
CREATE INDEX "idx_api_usage_run" ON "api_usage" USING btree ("run_id") WHERE run_id is not null;--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "idx_api_usage_in_flight" ON "api_usage" USING btree ("started_at") WHERE outcome = 'in_flight';--> statement-breakpoint
CREATE INDEX "idx_sync_log_run" ON "sync_log" USING btree ("run_id") WHERE run_id is not null;