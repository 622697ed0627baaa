CREATE TABLE "provider_accounts" (
	"host" text PRIMARY KEY NOT NULL,
	"plan" varchar(60),
	"is_active" boolean,
	"used" integer,
	"day_limit" integer,
	"read_at" timestamp with time zone,
	"reading_until" timestamp with time zone,
	"problem" text,
	"ledger_used_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "provider_breakers" (
	"host" text PRIMARY KEY NOT NULL,
	"book" jsonb NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "provider_quota_warnings" (
	"host" text NOT NULL,
	"day" date NOT NULL,
	"level" smallint NOT NULL,
	"used" integer NOT NULL,
	"day_limit" integer NOT NULL,
	"crossed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "provider_quota_warnings_host_day_level_pk" PRIMARY KEY("host","day","level")
);
--> statement-breakpoint
ALTER TABLE "worker_heartbeats" ADD COLUMN "problems" text[];--> statement-breakpoint
ALTER TABLE "provider_quota" ADD COLUMN "sharing" jsonb;--> statement-breakpoint
ALTER TABLE "api_usage" ADD COLUMN "cost" integer;--> statement-breakpoint
ALTER TABLE "api_usage" ADD COLUMN "priority" varchar(20);