CREATE TABLE "given_ratings" (
	"team_id" integer NOT NULL,
	"moment" varchar(12) NOT NULL,
	"season_year" integer NOT NULL,
	"elo" double precision NOT NULL,
	"source" varchar(200) NOT NULL,
	"actor" varchar(100) NOT NULL,
	"given_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "given_ratings_pkey" PRIMARY KEY("team_id","moment","season_year"),
	CONSTRAINT "given_moment_known" CHECK ("given_ratings"."moment" in ('first_game', 'season_end', 'season_start')),
	CONSTRAINT "given_season_told" CHECK (("given_ratings"."moment" = 'first_game') = ("given_ratings"."season_year" = 0))
);
--> statement-breakpoint
CREATE TABLE "team_ratings" (
	"game_id" integer NOT NULL,
	"team_id" integer NOT NULL,
	"opponent_id" integer NOT NULL,
	"league_id" integer NOT NULL,
	"season_year" integer NOT NULL,
	"played_on" date NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"is_home" boolean NOT NULL,
	"is_neutral" boolean NOT NULL,
	"points_for" integer NOT NULL,
	"points_against" integer NOT NULL,
	"result" double precision NOT NULL,
	"expected" double precision NOT NULL,
	"elo_before" double precision NOT NULL,
	"elo_after" double precision NOT NULL,
	"pythagorean_share" double precision,
	"rules" varchar(40) NOT NULL,
	"refreshed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "team_ratings_pkey" PRIMARY KEY("game_id","team_id"),
	CONSTRAINT "rating_sides_differ" CHECK ("team_ratings"."team_id" <> "team_ratings"."opponent_id"),
	CONSTRAINT "rating_result_known" CHECK ("team_ratings"."result" in (0, 0.5, 1)),
	CONSTRAINT "rating_expected_possible" CHECK ("team_ratings"."expected" between 0 and 1)
);
--> statement-breakpoint
ALTER TABLE "given_ratings" ADD CONSTRAINT "given_ratings_team_id_teams_id_fk" FOREIGN KEY ("team_id") REFERENCES "public"."teams"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idx_team_ratings_team" ON "team_ratings" USING btree ("team_id","season_year","played_on","starts_at","game_id");--> statement-breakpoint
CREATE INDEX "idx_team_ratings_season" ON "team_ratings" USING btree ("league_id","season_year");--> statement-breakpoint
-- Ratings follow games: the league is the entity of a change, and no other dataset takes it for its own. Games to come are
-- noted as well: they tell which clubs play a season.
CREATE FUNCTION note_ratings_of_games() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO changed_keys (input, season_year, entity_ids, dataset)
    SELECT 'games', seasons.year, array_agg(DISTINCT game.league_id), 'team_ratings'
    FROM changed_games AS game JOIN seasons ON seasons.id = game.season_id GROUP BY seasons.year;
    RETURN NULL;
END
$$;--> statement-breakpoint
CREATE TRIGGER note_ratings_of_new_games AFTER INSERT ON games REFERENCING NEW TABLE AS changed_games
    FOR EACH STATEMENT EXECUTE FUNCTION note_ratings_of_games();--> statement-breakpoint
CREATE TRIGGER note_ratings_of_gone_games AFTER DELETE ON games REFERENCING OLD TABLE AS changed_games
    FOR EACH STATEMENT EXECUTE FUNCTION note_ratings_of_games();--> statement-breakpoint
CREATE FUNCTION note_ratings_of_game() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO changed_keys (input, season_year, entity_ids, dataset)
    SELECT 'games', seasons.year, array_agg(DISTINCT game.league_id), 'team_ratings'
    FROM (VALUES (old.season_id, old.league_id), (new.season_id, new.league_id)) AS game (season_id, league_id)
    JOIN seasons ON seasons.id = game.season_id GROUP BY seasons.year;
    RETURN NULL;
END
$$;--> statement-breakpoint
-- What moves a result that counts or counted, and what changes who plays a season.
CREATE TRIGGER note_ratings_of_changed_game AFTER UPDATE OF season_id, league_id, home_team_id, away_team_id, status,
    home_score, away_score, is_neutral_site, game_type, slate_date, game_datetime ON games FOR EACH ROW
    WHEN ((old.season_id, old.league_id, old.home_team_id, old.away_team_id, old.game_type, old.status = 'cancelled')
          IS DISTINCT FROM
          (new.season_id, new.league_id, new.home_team_id, new.away_team_id, new.game_type, new.status = 'cancelled')
          OR ('completed' IN (old.status, new.status)
              AND (old.status, old.home_score, old.away_score, old.is_neutral_site, old.slate_date, old.game_datetime)
                  IS DISTINCT FROM
                  (new.status, new.home_score, new.away_score, new.is_neutral_site, new.slate_date, new.game_datetime)))
    EXECUTE FUNCTION note_ratings_of_game();--> statement-breakpoint
-- Published ratings name teams by their codes, and people give some: both count from the first season of the team on.
CREATE FUNCTION note_ratings_of_team(team integer) RETURNS void LANGUAGE sql AS $$
    INSERT INTO changed_keys (input, season_year, entity_ids, dataset)
    SELECT 'games', min(seasons.year), ARRAY[games.league_id], 'team_ratings'
    FROM games JOIN seasons ON seasons.id = games.season_id
    WHERE team IN (games.home_team_id, games.away_team_id) GROUP BY games.league_id
$$;--> statement-breakpoint
CREATE FUNCTION note_ratings_of_changed_team() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM note_ratings_of_team(new.id);
    RETURN NULL;
END
$$;--> statement-breakpoint
CREATE TRIGGER note_ratings_of_changed_team AFTER UPDATE OF abbreviation ON teams FOR EACH ROW
    WHEN (old.abbreviation IS DISTINCT FROM new.abbreviation) EXECUTE FUNCTION note_ratings_of_changed_team();--> statement-breakpoint
CREATE FUNCTION note_ratings_given() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF tg_op <> 'INSERT' THEN PERFORM note_ratings_of_team(old.team_id); END IF;
    IF tg_op <> 'DELETE' THEN PERFORM note_ratings_of_team(new.team_id); END IF;
    RETURN NULL;
END
$$;--> statement-breakpoint
CREATE TRIGGER note_ratings_given AFTER INSERT OR UPDATE OR DELETE ON given_ratings FOR EACH ROW
    EXECUTE FUNCTION note_ratings_given();--> statement-breakpoint
-- Ratings over time by names of teams and leagues.
CREATE VIEW team_ratings_history AS
SELECT coalesce(team.text_id, team.id::text) AS team_id, coalesce(league.code, league.name) AS league,
       rating.played_on AS rating_date, rating.game_id::text AS game_id, rating.season_year AS season,
       coalesce(opponent.text_id, opponent.id::text) AS opponent_id, rating.is_home, rating.is_neutral,
       rating.points_for, rating.points_against, rating.result, rating.expected, rating.elo_before, rating.elo_after,
       rating.elo_after AS elo_rating, rating.pythagorean_share AS pythagorean_win_pct, rating.rules,
       coalesce(game.result_run_id, game.run_id) AS run_id
FROM team_ratings AS rating
JOIN games AS game ON game.id = rating.game_id
JOIN teams AS team ON team.id = rating.team_id
JOIN teams AS opponent ON opponent.id = rating.opponent_id
JOIN leagues AS league ON league.id = rating.league_id;--> statement-breakpoint
-- What was there before.
INSERT INTO changed_keys (input, season_year, entity_ids, dataset)
SELECT 'games', seasons.year, array_agg(DISTINCT games.league_id), 'team_ratings'
FROM games JOIN seasons ON seasons.id = games.season_id GROUP BY seasons.year;
