CREATE TABLE "provider_probes" (
	"subject" varchar(120) PRIMARY KEY NOT NULL,
	"probed_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "season_figure_changes" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"sport" varchar(20) NOT NULL,
	"entity" varchar(10) NOT NULL,
	"season_year" integer NOT NULL,
	"entity_ids" integer[] NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "seeding_tasks" ADD COLUMN "stuck_since" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "idx_seeding_tasks_stuck" ON "seeding_tasks" USING btree ("stuck_since") WHERE stuck_since is not null;