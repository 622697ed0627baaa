CREATE TABLE "point_deductions" (
	"league_id" integer NOT NULL,
	"season_year" integer NOT NULL,
	"team_id" integer NOT NULL,
	"decided_on" date NOT NULL,
	"points" smallint NOT NULL,
	"source" varchar(300) NOT NULL,
	"actor" varchar(100) NOT NULL,
	"said_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "point_deductions_pkey" PRIMARY KEY("league_id","season_year","team_id","decided_on"),
	CONSTRAINT "deduction_possible" CHECK ("point_deductions"."points" between -50 and 50)
);
--> statement-breakpoint
CREATE TABLE "standings" (
	"league_id" integer NOT NULL,
	"season_year" integer NOT NULL,
	"as_of" date NOT NULL,
	"team_id" integer NOT NULL,
	"conference" varchar(30) NOT NULL,
	"division" varchar(30) NOT NULL,
	"rank" smallint NOT NULL,
	"division_rank" smallint NOT NULL,
	"decided_by" varchar(50),
	"games" smallint NOT NULL,
	"wins" smallint NOT NULL,
	"losses" smallint NOT NULL,
	"level" smallint NOT NULL,
	"win_share" double precision NOT NULL,
	"points" smallint,
	"points_deducted" smallint NOT NULL,
	"points_for" integer NOT NULL,
	"points_against" integer NOT NULL,
	"games_behind" numeric(4, 1),
	"last10_wins" smallint NOT NULL,
	"last10_losses" smallint NOT NULL,
	"last10_level" smallint NOT NULL,
	"streak_result" smallint NOT NULL,
	"streak_games" smallint NOT NULL,
	"results_hash" varchar(16) NOT NULL,
	"refreshed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "standings_pkey" PRIMARY KEY("league_id","season_year","as_of","team_id"),
	CONSTRAINT "standing_adds_up" CHECK ("standings"."games" = "standings"."wins" + "standings"."losses" + "standings"."level"),
	CONSTRAINT "standing_ranked" CHECK ("standings"."rank" > 0 and "standings"."division_rank" > 0)
);
--> statement-breakpoint
ALTER TABLE "point_deductions" ADD CONSTRAINT "point_deductions_league_id_leagues_id_fk" FOREIGN KEY ("league_id") REFERENCES "public"."leagues"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "point_deductions" ADD CONSTRAINT "point_deductions_team_id_teams_id_fk" FOREIGN KEY ("team_id") REFERENCES "public"."teams"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idx_point_deductions_team" ON "point_deductions" USING btree ("team_id");--> statement-breakpoint
-- As before, and the tables of the league follow as well.
CREATE OR REPLACE FUNCTION note_results(season integer, league integer, team_ids integer[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO changed_keys (input, season_year, entity_ids, dataset)
    SELECT 'games', seasons.year, followed.entity_ids, followed.dataset
    FROM seasons CROSS JOIN LATERAL (VALUES (team_ids, 'team_day_records'), (ARRAY[league], 'standings'))
        AS followed (entity_ids, dataset)
    WHERE seasons.id = season;
$$;--> statement-breakpoint
-- What people say of points moves the tables since then.
CREATE FUNCTION note_point_deductions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO changed_keys (input, season_year, entity_ids)
    VALUES ('point_deductions', coalesce(new.season_year, old.season_year), ARRAY[coalesce(new.league_id, old.league_id)]);
    RETURN NULL;
END
$$;--> statement-breakpoint
CREATE TRIGGER note_point_deductions AFTER INSERT OR UPDATE OR DELETE ON point_deductions
    FOR EACH ROW EXECUTE FUNCTION note_point_deductions();--> statement-breakpoint
-- What was there before.
INSERT INTO changed_keys (input, season_year, entity_ids, dataset)
SELECT 'games', seasons.year, array_agg(DISTINCT games.league_id), 'standings'
FROM games JOIN seasons ON seasons.id = games.season_id GROUP BY seasons.year;--> statement-breakpoint
-- As before, with Elo after the team's last game up to the day, whatever kind it was.
CREATE OR REPLACE VIEW team_stats_daily AS
SELECT coalesce(team.text_id, team.id::text) AS team_id, coalesce(league.code, league.name) AS league, spread.day::date AS snapshot_date,
       record.season_year AS season, record.games, record.wins, record.losses, record.level AS ties,
       (record.wins + record.level / 2.0) / nullif(record.games, 0) AS win_pct,
       record.points_for::float8 / nullif(record.games, 0) AS ppg,
       record.points_against::float8 / nullif(record.games, 0) AS papg,
       rating.elo_after AS elo_rating, record.pythagorean_share AS pythagorean_win_pct,
       record.last10_wins || '-' || record.last10_losses
           || CASE WHEN record.last10_level > 0 THEN '-' || record.last10_level ELSE '' END AS last10,
       CASE record.streak_result WHEN 1 THEN 'W' WHEN -1 THEN 'L' ELSE 'T' END || record.streak_games AS streak,
       spread.day::date - record.played_on AS rest_days, team.name AS team, sport.display_name AS sport
FROM team_day_records AS record
JOIN teams AS team ON team.id = record.team_id
JOIN leagues AS league ON league.id = record.league_id
JOIN sports AS sport ON sport.id = league.sport_id
CROSS JOIN LATERAL generate_series(record.played_on, least(record.stands_until, current_date), interval '1 day') AS spread (day)
LEFT JOIN LATERAL (
    SELECT rated.elo_after FROM team_ratings AS rated
    WHERE rated.team_id = record.team_id AND rated.season_year = record.season_year AND rated.played_on <= record.played_on
    ORDER BY rated.played_on DESC, rated.starts_at DESC, rated.game_id DESC LIMIT 1
) AS rating ON true;--> statement-breakpoint
COMMENT ON COLUMN team_stats_daily.elo_rating IS 'After the last game up to the day, play-offs included; null where the sport has no ratings.';
