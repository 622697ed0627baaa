CREATE TABLE "chore_leases" (
	"name" varchar(60) PRIMARY KEY NOT NULL,
	"holder" varchar(120) NOT NULL,
	"fence" bigint NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "control_processes" (
	"control_id" varchar(100) PRIMARY KEY NOT NULL,
	"hostname" varchar(200) NOT NULL,
	"process_id" integer NOT NULL,
	"version" varchar(40) NOT NULL,
	"url" varchar(300),
	"state" varchar(20) NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	"event_loop_lag_ms" integer,
	"request" varchar(20),
	"requested_by" varchar(200)
);
--> statement-breakpoint
CREATE TABLE "system_events" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"kind" varchar(40) NOT NULL,
	"subject" varchar(200) NOT NULL,
	"message" text NOT NULL,
	"data" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "worker_heartbeats" ADD COLUMN "event_loop_lag_ms" integer;--> statement-breakpoint
ALTER TABLE "worker_heartbeats" ADD COLUMN "rebuilt_count" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "idx_system_events_kind" ON "system_events" USING btree ("kind","created_at" desc);--> statement-breakpoint
CREATE INDEX "idx_system_events_created" ON "system_events" USING btree ("created_at");