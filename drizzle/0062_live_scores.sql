CREATE TABLE "live_polls" (
	"id" serial PRIMARY KEY NOT NULL,
	"provider" varchar(30) NOT NULL,
	"sport" varchar(20) NOT NULL,
	"credits" integer NOT NULL,
	"run_id" varchar(100),
	"asked_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "live_scores" (
	"game_id" integer PRIMARY KEY NOT NULL,
	"source" varchar(30) NOT NULL,
	"status" varchar(20) NOT NULL,
	"status_text" varchar(100) NOT NULL,
	"period" smallint,
	"is_break" boolean DEFAULT false NOT NULL,
	"is_shootout" boolean DEFAULT false NOT NULL,
	"clock_time" varchar(12),
	"refuted_sources" text[] DEFAULT '{}' NOT NULL,
	"home_score" integer,
	"away_score" integer,
	"seen_at" timestamp with time zone NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	"expected_by" timestamp with time zone NOT NULL,
	"run_id" varchar(100),
	CONSTRAINT "live_score_status_known" CHECK ("live_scores"."status" in ('scheduled', 'in_progress', 'completed', 'postponed', 'suspended', 'cancelled', 'awarded')),
	CONSTRAINT "live_score_not_negative" CHECK ("live_scores"."home_score" >= 0 and "live_scores"."away_score" >= 0)
);
--> statement-breakpoint
ALTER TABLE "source_differences" DROP CONSTRAINT "difference_settled_reason_known";--> statement-breakpoint
ALTER TABLE "source_line_differences" DROP CONSTRAINT "line_difference_settled_reason_known";--> statement-breakpoint
ALTER TABLE "odds_sightings" ADD COLUMN "empty_markets" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "provider_accounts" ADD COLUMN "credits_reset_day" smallint;--> statement-breakpoint
ALTER TABLE "provider_accounts" ADD COLUMN "credits_planned" integer;--> statement-breakpoint
ALTER TABLE "provider_accounts" ADD COLUMN "credits_planned_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "live_scores" ADD CONSTRAINT "live_scores_game_id_games_id_fk" FOREIGN KEY ("game_id") REFERENCES "public"."games"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idx_live_polls_asked" ON "live_polls" USING btree ("provider","asked_at");--> statement-breakpoint
CREATE INDEX "idx_live_scores_seen" ON "live_scores" USING btree ("seen_at");--> statement-breakpoint
CREATE INDEX "idx_api_usage_live_looks" ON "api_usage" USING btree ("started_at") WHERE run_id like 'finish_early/%';--> statement-breakpoint
ALTER TABLE "source_differences" ADD CONSTRAINT "difference_settled_reason_known" CHECK ("source_differences"."settled_because" in ('source_agrees', 'result_rewritten', 'game_unlinked'));--> statement-breakpoint
ALTER TABLE "source_line_differences" ADD CONSTRAINT "line_difference_settled_reason_known" CHECK ("source_line_differences"."settled_because" in ('source_agrees', 'result_rewritten', 'game_unlinked'));--> statement-breakpoint
-- What a source said of a game belongs to the start that it had then.
CREATE FUNCTION drop_live_score() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM live_scores WHERE game_id = new.id;
    RETURN NULL;
END
$$;--> statement-breakpoint
CREATE TRIGGER drop_live_score_of_moved_game AFTER UPDATE OF game_datetime, status ON games FOR EACH ROW
    WHEN (old.game_datetime IS DISTINCT FROM new.game_datetime
          OR new.status IN ('postponed', 'cancelled') AND old.status IS DISTINCT FROM new.status)
    EXECUTE FUNCTION drop_live_score();
