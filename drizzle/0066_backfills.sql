CREATE TABLE "backfill_progress" (
	"id" serial PRIMARY KEY NOT NULL,
	"backfill_id" integer NOT NULL,
	"league_id" integer NOT NULL,
	"part" varchar(20) NOT NULL,
	"source" varchar(30) NOT NULL,
	"unit" varchar(7) NOT NULL,
	"from_day" date NOT NULL,
	"to_day" date NOT NULL,
	"status" varchar(20) DEFAULT 'pending' NOT NULL,
	"revision" integer DEFAULT 0 NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"cursor" varchar(30),
	"calls" integer DEFAULT 0 NOT NULL,
	"credits" integer DEFAULT 0 NOT NULL,
	"rows_read" integer DEFAULT 0 NOT NULL,
	"rows_added" integer DEFAULT 0 NOT NULL,
	"rows_changed" integer DEFAULT 0 NOT NULL,
	"rows_same" integer DEFAULT 0 NOT NULL,
	"rows_refused" integer DEFAULT 0 NOT NULL,
	"sweep_id" integer,
	"run_id" varchar(100),
	"error" text,
	"note" text,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "unique_backfill_unit" UNIQUE("league_id","part","source","unit"),
	CONSTRAINT "backfill_unit_status_known" CHECK ("backfill_progress"."status" in ('pending', 'running', 'completed', 'failed', 'cancelled')),
	CONSTRAINT "backfill_unit_part_known" CHECK ("backfill_progress"."part" in ('schedule', 'box-scores', 'odds'))
);
--> statement-breakpoint
CREATE TABLE "backfills" (
	"id" serial PRIMARY KEY NOT NULL,
	"status" varchar(20) DEFAULT 'running' NOT NULL,
	"league" varchar(100) NOT NULL,
	"from_day" date NOT NULL,
	"to_day" date NOT NULL,
	"parts" text[] NOT NULL,
	"estimated_calls" integer NOT NULL,
	"estimated_credits" integer NOT NULL,
	"actor" varchar(100) NOT NULL,
	"note" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "backfill_status_known" CHECK ("backfills"."status" in ('running', 'paused', 'completed', 'failed', 'cancelled'))
);
--> statement-breakpoint
ALTER TABLE "blanket_sweeps" ADD COLUMN "first_day" date;--> statement-breakpoint
ALTER TABLE "blanket_sweeps" ADD COLUMN "last_day" date;--> statement-breakpoint
ALTER TABLE "backfill_progress" ADD CONSTRAINT "backfill_progress_backfill_id_backfills_id_fk" FOREIGN KEY ("backfill_id") REFERENCES "public"."backfills"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "backfill_progress" ADD CONSTRAINT "backfill_progress_league_id_leagues_id_fk" FOREIGN KEY ("league_id") REFERENCES "public"."leagues"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "backfill_progress" ADD CONSTRAINT "backfill_progress_sweep_id_blanket_sweeps_id_fk" FOREIGN KEY ("sweep_id") REFERENCES "public"."blanket_sweeps"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idx_backfill_progress_backfill" ON "backfill_progress" USING btree ("backfill_id","status");