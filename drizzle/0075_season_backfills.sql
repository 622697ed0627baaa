ALTER TABLE "backfill_progress" ADD COLUMN "season_id" integer;--> statement-breakpoint
ALTER TABLE "backfill_progress" ADD COLUMN "games_total" integer;--> statement-breakpoint
ALTER TABLE "backfill_progress" ADD COLUMN "games_queued" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "backfills" ADD COLUMN "origin" varchar(20) DEFAULT 'manual' NOT NULL;--> statement-breakpoint
ALTER TABLE "backfills" ADD COLUMN "sport_id" integer;--> statement-breakpoint
ALTER TABLE "backfills" ADD COLUMN "season_id" integer;--> statement-breakpoint
ALTER TABLE "backfills" ADD COLUMN "league_id" integer;--> statement-breakpoint
ALTER TABLE "backfills" ADD COLUMN "sweep_id" integer;--> statement-breakpoint
ALTER TABLE "seeding_tasks" ADD COLUMN "unit_id" integer;--> statement-breakpoint
ALTER TABLE "backfill_progress" ADD CONSTRAINT "backfill_progress_season_id_seasons_id_fk" FOREIGN KEY ("season_id") REFERENCES "public"."seasons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "backfills" ADD CONSTRAINT "backfills_sport_id_sports_id_fk" FOREIGN KEY ("sport_id") REFERENCES "public"."sports"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "backfills" ADD CONSTRAINT "backfills_season_id_seasons_id_fk" FOREIGN KEY ("season_id") REFERENCES "public"."seasons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "backfills" ADD CONSTRAINT "backfills_league_id_leagues_id_fk" FOREIGN KEY ("league_id") REFERENCES "public"."leagues"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "seeding_tasks" ADD CONSTRAINT "seeding_tasks_unit_id_backfill_progress_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."backfill_progress"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idx_backfill_progress_season" ON "backfill_progress" USING btree ("season_id") WHERE season_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "unique_open_season_backfill" ON "backfills" USING btree ("sport_id","season_id",coalesce(league_id, 0)) WHERE season_id is not null and status in ('running', 'paused');--> statement-breakpoint
CREATE INDEX "idx_seeding_tasks_unit" ON "seeding_tasks" USING btree ("unit_id") WHERE unit_id is not null;--> statement-breakpoint
ALTER TABLE "backfills" ADD CONSTRAINT "unique_backfill_of_sweep" UNIQUE("sweep_id");--> statement-breakpoint
ALTER TABLE "backfills" ADD CONSTRAINT "backfill_origin_known" CHECK ("backfills"."origin" in ('manual', 'fallback'));