ALTER TABLE "control_processes" ADD COLUMN "problems" text[];--> statement-breakpoint
ALTER TABLE "control_processes" ADD COLUMN "clock_skew_ms" bigint;--> statement-breakpoint
ALTER TABLE "worker_heartbeats" ADD COLUMN "clock_skew_ms" bigint;