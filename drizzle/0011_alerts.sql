CREATE TABLE "alert_channels" (
	"channel" varchar(20) PRIMARY KEY NOT NULL,
	"digested_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_sent_at" timestamp with time zone,
	"failed_count" integer DEFAULT 0 NOT NULL,
	"last_error" text,
	"next_try_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "alert_deliveries" (
	"alert_id" bigint NOT NULL,
	"channel" varchar(20) NOT NULL,
	"notified_at" timestamp with time zone,
	"resolution_notified_at" timestamp with time zone,
	CONSTRAINT "alert_deliveries_alert_id_channel_pk" PRIMARY KEY("alert_id","channel")
);
--> statement-breakpoint
CREATE TABLE "alerts" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"key" varchar(200) NOT NULL,
	"kind" varchar(40) NOT NULL,
	"severity" varchar(10) NOT NULL,
	"is_urgent" boolean NOT NULL,
	"title" text NOT NULL,
	"detail" text NOT NULL,
	"remedy" text NOT NULL,
	"command" text,
	"path" varchar(300),
	"count" integer DEFAULT 1 NOT NULL,
	"first_seen_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"raised_at" timestamp with time zone,
	"resolved_at" timestamp with time zone,
	CONSTRAINT "alert_severity_known" CHECK ("alerts"."severity" in ('critical', 'warning'))
);
--> statement-breakpoint
ALTER TABLE "alert_deliveries" ADD CONSTRAINT "alert_deliveries_alert_id_alerts_id_fk" FOREIGN KEY ("alert_id") REFERENCES "public"."alerts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "unique_open_alert" ON "alerts" USING btree ("key") WHERE resolved_at is null;--> statement-breakpoint
CREATE INDEX "idx_alerts_last_seen" ON "alerts" USING btree ("last_seen_at");