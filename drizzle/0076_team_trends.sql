CREATE TABLE "predictions_log" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"game_id" integer NOT NULL,
	"model" varchar(60) NOT NULL,
	"version" varchar(60) NOT NULL,
	"made_at" timestamp with time zone DEFAULT now() NOT NULL,
	"inputs_hash" varchar(64) NOT NULL,
	"data_as_of" timestamp with time zone NOT NULL,
	"seed" bigint,
	"probabilities" jsonb NOT NULL,
	"margin" double precision,
	"total" double precision,
	"fair_odds" jsonb,
	"lines_at_the_time" jsonb DEFAULT '[]' NOT NULL,
	"run_id" varchar(100),
	CONSTRAINT "unique_prediction" UNIQUE("game_id","model","version","inputs_hash"),
	CONSTRAINT "prediction_saw_the_past" CHECK ("predictions_log"."data_as_of" <= "predictions_log"."made_at")
);
--> statement-breakpoint
CREATE TABLE "head_to_head_history" (
	"team_lo" integer NOT NULL,
	"team_hi" integer NOT NULL,
	"league_id" integer NOT NULL,
	"season_year" integer NOT NULL,
	"as_of" date NOT NULL,
	"games" integer NOT NULL,
	"wins" integer NOT NULL,
	"losses" integer NOT NULL,
	"level" integer NOT NULL,
	"points_for" integer NOT NULL,
	"points_against" integer NOT NULL,
	"home_games" integer NOT NULL,
	"home_wins" integer NOT NULL,
	"ats_wins" numeric(6, 1) NOT NULL,
	"ats_losses" numeric(6, 1) NOT NULL,
	"ats_pushes" numeric(6, 1) NOT NULL,
	"ats_margin" numeric(9, 2) NOT NULL,
	"ats_bets" integer NOT NULL,
	"ats_profit" numeric(10, 4) NOT NULL,
	"overs" numeric(6, 1) NOT NULL,
	"unders" numeric(6, 1) NOT NULL,
	"total_pushes" numeric(6, 1) NOT NULL,
	"total_bets" integer NOT NULL,
	"over_profit" numeric(10, 4) NOT NULL,
	"under_profit" numeric(10, 4) NOT NULL,
	"refreshed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "head_to_head_history_pkey" PRIMARY KEY("team_lo","team_hi","league_id","season_year"),
	CONSTRAINT "head_to_head_in_order" CHECK ("head_to_head_history"."team_lo" < "head_to_head_history"."team_hi"),
	CONSTRAINT "head_to_head_adds_up" CHECK ("head_to_head_history"."games" = "head_to_head_history"."wins" + "head_to_head_history"."losses" + "head_to_head_history"."level")
);
--> statement-breakpoint
CREATE TABLE "official_stats" (
	"official_name" varchar(200) NOT NULL,
	"league_id" integer NOT NULL,
	"season_year" integer NOT NULL,
	"as_of" date NOT NULL,
	"games" integer NOT NULL,
	"home_wins" integer NOT NULL,
	"level" integer NOT NULL,
	"points" integer NOT NULL,
	"foul_games" integer NOT NULL,
	"fouls" integer NOT NULL,
	"overs" numeric(6, 1) NOT NULL,
	"unders" numeric(6, 1) NOT NULL,
	"total_pushes" numeric(6, 1) NOT NULL,
	"refreshed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "official_stats_pkey" PRIMARY KEY("official_name","league_id","season_year")
);
--> statement-breakpoint
CREATE TABLE "situational_stats" (
	"team_id" integer NOT NULL,
	"league_id" integer NOT NULL,
	"season_year" integer NOT NULL,
	"situation" varchar(20) NOT NULL,
	"as_of" date NOT NULL,
	"games" integer NOT NULL,
	"wins" integer NOT NULL,
	"losses" integer NOT NULL,
	"level" integer NOT NULL,
	"points_for" integer NOT NULL,
	"points_against" integer NOT NULL,
	"ats_wins" numeric(6, 1) NOT NULL,
	"ats_losses" numeric(6, 1) NOT NULL,
	"ats_pushes" numeric(6, 1) NOT NULL,
	"ats_margin" numeric(9, 2) NOT NULL,
	"ats_bets" integer NOT NULL,
	"ats_profit" numeric(10, 4) NOT NULL,
	"overs" numeric(6, 1) NOT NULL,
	"unders" numeric(6, 1) NOT NULL,
	"total_pushes" numeric(6, 1) NOT NULL,
	"total_bets" integer NOT NULL,
	"over_profit" numeric(10, 4) NOT NULL,
	"under_profit" numeric(10, 4) NOT NULL,
	"refreshed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "situational_stats_pkey" PRIMARY KEY("team_id","league_id","season_year","situation"),
	CONSTRAINT "situational_adds_up" CHECK ("situational_stats"."games" = "situational_stats"."wins" + "situational_stats"."losses" + "situational_stats"."level")
);
--> statement-breakpoint
CREATE TABLE "team_performance_trends" (
	"team_id" integer NOT NULL,
	"league_id" integer NOT NULL,
	"season_year" integer NOT NULL,
	"as_of" date NOT NULL,
	"window_games" smallint NOT NULL,
	"games" smallint NOT NULL,
	"win_share" numeric(12, 6) NOT NULL,
	"points_for" numeric(12, 6) NOT NULL,
	"points_against" numeric(12, 6) NOT NULL,
	"ortg" numeric(12, 6),
	"drtg" numeric(12, 6),
	"net_rating" numeric(12, 6),
	"pace" numeric(12, 6),
	"slope" numeric(12, 6),
	"ewma" numeric(12, 6) NOT NULL,
	"ats_wins" numeric(6, 1) NOT NULL,
	"ats_losses" numeric(6, 1) NOT NULL,
	"ats_pushes" numeric(6, 1) NOT NULL,
	"overs" numeric(6, 1) NOT NULL,
	"unders" numeric(6, 1) NOT NULL,
	"total_pushes" numeric(6, 1) NOT NULL,
	"refreshed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "team_performance_trends_pkey" PRIMARY KEY("team_id","league_id","season_year","as_of","window_games"),
	CONSTRAINT "trend_window_known" CHECK ("team_performance_trends"."window_games" in (0, 5, 10, 20))
);
--> statement-breakpoint
CREATE TABLE "team_schedule_context" (
	"game_id" integer NOT NULL,
	"team_id" integer NOT NULL,
	"opponent_id" integer NOT NULL,
	"league_id" integer NOT NULL,
	"season_year" integer NOT NULL,
	"played_on" date NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"is_home" boolean NOT NULL,
	"previous_game_id" integer,
	"rest_days" smallint,
	"is_back_to_back" boolean NOT NULL,
	"games_in_4" smallint NOT NULL,
	"games_in_6" smallint NOT NULL,
	"road_trip_no" smallint NOT NULL,
	"travel_km" numeric(7, 1),
	"tz_shift_h" numeric(4, 2),
	"refreshed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "team_schedule_context_pkey" PRIMARY KEY("game_id","team_id"),
	CONSTRAINT "schedule_sides_differ" CHECK ("team_schedule_context"."team_id" <> "team_schedule_context"."opponent_id"),
	CONSTRAINT "schedule_rest_possible" CHECK ("team_schedule_context"."rest_days" >= 0 and "team_schedule_context"."games_in_6" >= "team_schedule_context"."games_in_4")
);
--> statement-breakpoint
ALTER TABLE "predictions_log" ADD CONSTRAINT "predictions_log_game_id_games_id_fk" FOREIGN KEY ("game_id") REFERENCES "public"."games"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idx_predictions_log_model" ON "predictions_log" USING btree ("model","version","made_at");--> statement-breakpoint
CREATE INDEX "idx_head_to_head_hi" ON "head_to_head_history" USING btree ("team_hi");--> statement-breakpoint
CREATE INDEX "idx_official_stats_league" ON "official_stats" USING btree ("league_id","season_year");--> statement-breakpoint
CREATE INDEX "idx_situational_stats_league" ON "situational_stats" USING btree ("league_id","season_year","situation");--> statement-breakpoint
CREATE INDEX "idx_team_performance_trends_league" ON "team_performance_trends" USING btree ("league_id","window_games","as_of");--> statement-breakpoint
CREATE INDEX "idx_team_schedule_context_team" ON "team_schedule_context" USING btree ("team_id","season_year","starts_at");--> statement-breakpoint
CREATE INDEX "idx_team_schedule_context_league" ON "team_schedule_context" USING btree ("league_id","played_on");--> statement-breakpoint
-- What trends of a league's season are read from, without its table: games lie far apart there.
CREATE INDEX idx_market_results_league_close ON market_results (league_id, season_year, market, side)
    INCLUDE (game_id, source, point, result, lead, profit, refreshed_at) WHERE book = 'consensus' AND moment = 'close';--> statement-breakpoint
-- Kilometres along the great circle; null where a place is not known.
CREATE FUNCTION haversine_km(latitude_a double precision, longitude_a double precision, latitude_b double precision, longitude_b double precision)
    RETURNS double precision LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT 2 * 6371.0088 * asin(least(1, sqrt(
        sin(radians(latitude_b - latitude_a) / 2) ^ 2
        + cos(radians(latitude_a)) * cos(radians(latitude_b)) * sin(radians(longitude_b - longitude_a) / 2) ^ 2)))
$$;--> statement-breakpoint
-- As before; the schedules of both teams follow as well, and what is computed from these.
CREATE OR REPLACE FUNCTION note_results(season integer, league integer, team_ids integer[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO changed_keys (input, season_year, entity_ids, dataset)
    SELECT 'games', seasons.year, followed.entity_ids, followed.dataset
    FROM seasons CROSS JOIN LATERAL (VALUES (team_ids, 'team_day_records'), (ARRAY[league], 'standings'),
                                            (team_ids, 'team_schedule_context'))
        AS followed (entity_ids, dataset)
    WHERE seasons.id = season;
$$;--> statement-breakpoint
CREATE FUNCTION note_schedule_of_game() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO changed_keys (input, season_year, entity_ids, dataset)
    SELECT 'games', seasons.year, ARRAY[new.home_team_id, new.away_team_id], 'team_schedule_context'
    FROM seasons WHERE seasons.id = new.season_id;
    RETURN NULL;
END
$$;--> statement-breakpoint
-- What moves a game within its day, or to another place.
CREATE TRIGGER note_schedule_of_moved_game AFTER UPDATE OF game_datetime, venue_id, is_neutral_site, home_period_scores ON games FOR EACH ROW
    WHEN ((old.game_datetime, old.venue_id, old.is_neutral_site, array_length(old.home_period_scores, 1))
          IS DISTINCT FROM (new.game_datetime, new.venue_id, new.is_neutral_site, array_length(new.home_period_scores, 1)))
    EXECUTE FUNCTION note_schedule_of_game();--> statement-breakpoint
CREATE FUNCTION note_schedules_of_venue() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO changed_keys (input, season_year, entity_ids, dataset)
    SELECT 'games', seasons.year, array_agg(DISTINCT side.team_id), 'team_schedule_context'
    FROM games JOIN seasons ON seasons.id = games.season_id
    CROSS JOIN LATERAL (VALUES (home_team_id), (away_team_id)) AS side (team_id)
    WHERE games.venue_id = new.id GROUP BY seasons.year;
    RETURN NULL;
END
$$;--> statement-breakpoint
CREATE TRIGGER note_schedules_of_venue AFTER UPDATE OF latitude, longitude, timezone ON venues FOR EACH ROW
    WHEN ((old.latitude, old.longitude, old.timezone) IS DISTINCT FROM (new.latitude, new.longitude, new.timezone))
    EXECUTE FUNCTION note_schedules_of_venue();--> statement-breakpoint
-- The possessions of a side count rebounds of the other: both follow a line of one.
CREATE FUNCTION note_trends_of_lines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    lines text := CASE tg_op WHEN 'INSERT' THEN 'SELECT season_year, game_id FROM new_lines'
                             WHEN 'DELETE' THEN 'SELECT season_year, game_id FROM old_lines'
                             ELSE 'SELECT season_year, game_id FROM new_lines UNION ALL SELECT season_year, game_id FROM old_lines' END;
BEGIN
    EXECUTE format(
        'INSERT INTO changed_keys (input, season_year, entity_ids, dataset)
         SELECT %L, line.season_year, array_agg(DISTINCT side.team_id), ''team_performance_trends''
         FROM (%s) AS line JOIN games ON games.id = line.game_id
         CROSS JOIN LATERAL (VALUES (home_team_id), (away_team_id)) AS side (team_id) GROUP BY line.season_year',
        'nba_team_game_stats', lines);
    RETURN NULL;
END
$$;--> statement-breakpoint
CREATE TRIGGER note_trends_of_new_lines AFTER INSERT ON nba_team_game_stats REFERENCING NEW TABLE AS new_lines
    FOR EACH STATEMENT EXECUTE FUNCTION note_trends_of_lines();--> statement-breakpoint
CREATE TRIGGER note_trends_of_changed_lines AFTER UPDATE ON nba_team_game_stats REFERENCING OLD TABLE AS old_lines NEW TABLE AS new_lines
    FOR EACH STATEMENT EXECUTE FUNCTION note_trends_of_lines();--> statement-breakpoint
CREATE TRIGGER note_trends_of_gone_lines AFTER DELETE ON nba_team_game_stats REFERENCING OLD TABLE AS old_lines
    FOR EACH STATEMENT EXECUTE FUNCTION note_trends_of_lines();--> statement-breakpoint
CREATE FUNCTION note_officials() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    named text := CASE tg_op WHEN 'INSERT' THEN 'SELECT game_id FROM new_rows'
                             WHEN 'DELETE' THEN 'SELECT game_id FROM old_rows'
                             ELSE 'SELECT game_id FROM new_rows UNION ALL SELECT game_id FROM old_rows' END;
BEGIN
    EXECUTE format(
        'INSERT INTO changed_keys (input, season_year, entity_ids, dataset)
         SELECT %L, seasons.year, array_agg(DISTINCT games.home_team_id), ''official_stats'' FROM (%s) AS named
         JOIN games ON games.id = named.game_id JOIN seasons ON seasons.id = games.season_id GROUP BY seasons.year',
        tg_table_name, named);
    RETURN NULL;
END
$$;--> statement-breakpoint
CREATE TRIGGER note_new_officials AFTER INSERT ON game_officials REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION note_officials();--> statement-breakpoint
CREATE TRIGGER note_changed_officials AFTER UPDATE ON game_officials REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION note_officials();--> statement-breakpoint
CREATE TRIGGER note_gone_officials AFTER DELETE ON game_officials REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION note_officials();
