CREATE TABLE "blanket_sweeps" (
	"id" serial PRIMARY KEY NOT NULL,
	"sport_id" integer NOT NULL,
	"season_id" integer NOT NULL,
	"league_id" integer,
	"status" varchar(20) DEFAULT 'running' NOT NULL,
	"origin" varchar(20) DEFAULT 'manual' NOT NULL,
	"actor" varchar(100) NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"leagues_read" integer[] DEFAULT '{}' NOT NULL,
	"last_game_id" integer DEFAULT 0 NOT NULL,
	"games_total" integer,
	"games_queued" integer DEFAULT 0 NOT NULL,
	"api_calls_made" integer DEFAULT 0 NOT NULL,
	"note" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "sweep_status_known" CHECK ("blanket_sweeps"."status" in ('running', 'paused', 'completed', 'cancelled', 'failed')),
	CONSTRAINT "sweep_origin_known" CHECK ("blanket_sweeps"."origin" in ('manual', 'fallback'))
);
--> statement-breakpoint
ALTER TABLE "seeding_task_entities" DROP CONSTRAINT "task_entity_status_known";--> statement-breakpoint
ALTER TABLE "seeding_task_entities" ADD COLUMN "provider_team_id" varchar(20);--> statement-breakpoint
ALTER TABLE "seeding_tasks" ADD COLUMN "plan" varchar(20);--> statement-breakpoint
ALTER TABLE "seeding_tasks" ADD COLUMN "fallback_from" varchar(20);--> statement-breakpoint
ALTER TABLE "seeding_tasks" ADD COLUMN "blanket_id" integer;--> statement-breakpoint
ALTER TABLE "seeding_tasks" ADD COLUMN "entities_expected" integer;--> statement-breakpoint
ALTER TABLE "seeding_tasks" ADD COLUMN "entities_done" integer;--> statement-breakpoint
ALTER TABLE "blanket_sweeps" ADD CONSTRAINT "blanket_sweeps_sport_id_sports_id_fk" FOREIGN KEY ("sport_id") REFERENCES "public"."sports"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "blanket_sweeps" ADD CONSTRAINT "blanket_sweeps_season_id_seasons_id_fk" FOREIGN KEY ("season_id") REFERENCES "public"."seasons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "blanket_sweeps" ADD CONSTRAINT "blanket_sweeps_league_id_leagues_id_fk" FOREIGN KEY ("league_id") REFERENCES "public"."leagues"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "unique_open_sweep" ON "blanket_sweeps" USING btree ("sport_id","season_id",coalesce(league_id, 0)) WHERE status in ('running', 'paused');--> statement-breakpoint
ALTER TABLE "seeding_tasks" ADD CONSTRAINT "seeding_tasks_blanket_id_blanket_sweeps_id_fk" FOREIGN KEY ("blanket_id") REFERENCES "public"."blanket_sweeps"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idx_seeding_tasks_blanket" ON "seeding_tasks" USING btree ("blanket_id") WHERE blanket_id is not null;--> statement-breakpoint
ALTER TABLE "seeding_task_entities" ADD CONSTRAINT "task_entity_status_known" CHECK ("seeding_task_entities"."status" in ('pending', 'completed', 'absent', 'failed'));--> statement-breakpoint
ALTER TABLE "seeding_tasks" ADD CONSTRAINT "task_plan_known" CHECK ("seeding_tasks"."plan" is null or "seeding_tasks"."plan" in ('box-score', 'per-entity', 'hybrid', 'blanket'));