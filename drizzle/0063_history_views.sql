CREATE TABLE "team_day_records" (
	"team_id" integer NOT NULL,
	"league_id" integer NOT NULL,
	"season_year" integer NOT NULL,
	"played_on" date NOT NULL,
	"stands_until" date NOT NULL,
	"games" integer NOT NULL,
	"wins" integer NOT NULL,
	"losses" integer NOT NULL,
	"level" integer NOT NULL,
	"points_for" integer NOT NULL,
	"points_against" integer NOT NULL,
	"pythagorean_share" double precision,
	"last10_wins" integer NOT NULL,
	"last10_losses" integer NOT NULL,
	"last10_level" integer NOT NULL,
	"streak_result" integer NOT NULL,
	"streak_games" integer NOT NULL,
	"refreshed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "team_day_records_pkey" PRIMARY KEY("team_id","league_id","season_year","played_on"),
	CONSTRAINT "team_day_record_stands" CHECK ("team_day_records"."stands_until" >= "team_day_records"."played_on"),
	CONSTRAINT "team_day_record_adds_up" CHECK ("team_day_records"."games" = "team_day_records"."wins" + "team_day_records"."losses" + "team_day_records"."level"),
	CONSTRAINT "team_day_streak_known" CHECK ("team_day_records"."streak_result" in (-1, 0, 1) and "team_day_records"."streak_games" > 0)
);
--> statement-breakpoint
CREATE INDEX "idx_team_day_records_league" ON "team_day_records" USING btree ("league_id","played_on");--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "idx_games_league_date" ON "games" USING btree ("league_id","game_date");--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "idx_games_home_date" ON "games" USING btree ("home_team_id","game_date");--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "idx_games_id_text" ON "games" USING btree (("id"::text));--> statement-breakpoint
-- What follows from results: the records of both teams. Schedules count as well, since a
-- record stands until the last game of one. `dataset` keeps the notes from datasets that know games by other entities.
CREATE FUNCTION note_results(season integer, league integer, team_ids integer[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO changed_keys (input, season_year, entity_ids, dataset)
    SELECT 'games', seasons.year, team_ids, 'team_day_records' FROM seasons WHERE seasons.id = season;
$$;--> statement-breakpoint
CREATE FUNCTION note_results_of_new_games() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM note_results(season_id, league_id, array_agg(DISTINCT team_id))
    FROM new_games CROSS JOIN LATERAL (VALUES (home_team_id), (away_team_id)) AS side (team_id)
    GROUP BY season_id, league_id;
    RETURN NULL;
END
$$;--> statement-breakpoint
CREATE FUNCTION note_results_of_game() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM note_results(old.season_id, old.league_id, ARRAY[old.home_team_id, old.away_team_id]);
    IF tg_op = 'UPDATE' AND (old.season_id, old.league_id, old.home_team_id, old.away_team_id)
        IS DISTINCT FROM (new.season_id, new.league_id, new.home_team_id, new.away_team_id) THEN
        PERFORM note_results(new.season_id, new.league_id, ARRAY[new.home_team_id, new.away_team_id]);
    END IF;
    RETURN NULL;
END
$$;--> statement-breakpoint
CREATE TRIGGER note_results_of_new_games AFTER INSERT ON games REFERENCING NEW TABLE AS new_games
    FOR EACH STATEMENT EXECUTE FUNCTION note_results_of_new_games();--> statement-breakpoint
CREATE TRIGGER note_results_of_changed_game AFTER UPDATE OF status, home_score, away_score, slate_date, game_type, home_team_id, away_team_id, league_id, season_id ON games FOR EACH ROW
    WHEN ((old.status = 'completed', old.status = 'awarded', old.status = 'cancelled', old.home_score, old.away_score, old.slate_date, old.game_type, old.home_team_id, old.away_team_id, old.league_id, old.season_id)
          IS DISTINCT FROM (new.status = 'completed', new.status = 'awarded', new.status = 'cancelled', new.home_score, new.away_score, new.slate_date, new.game_type, new.home_team_id, new.away_team_id, new.league_id, new.season_id))
    EXECUTE FUNCTION note_results_of_game();--> statement-breakpoint
CREATE TRIGGER note_results_of_gone_game AFTER DELETE ON games FOR EACH ROW
    WHEN (old.status <> 'cancelled') EXECUTE FUNCTION note_results_of_game();--> statement-breakpoint
-- What was there before.
SELECT note_results(season_id, league_id, array_agg(DISTINCT team_id))
FROM games CROSS JOIN LATERAL (VALUES (home_team_id), (away_team_id)) AS side (team_id)
GROUP BY season_id, league_id;--> statement-breakpoint
-- Final games with their closing lines, under the names of the data pipeline's document. The lines are those of
-- `closing_lines`: captured ones, or published ones where no close was captured, and `line_source` says which. A bet that
-- was pushed covered nothing and failed nothing: null, and `is_push` of its market is true.
CREATE VIEW games_history AS
SELECT game.id::text AS game_id, coalesce(league.code, league.name) AS league, season.year AS season, game.game_date,
       coalesce(home.text_id, home.id::text) AS home_team_id, coalesce(away.text_id, away.id::text) AS away_team_id,
       game.home_score, game.away_score, spread.close_point AS spread, total.close_point AS total,
       CASE sign(game.home_score - game.away_score + spread.close_point) WHEN 1 THEN true WHEN -1 THEN false END AS home_covered,
       CASE sign(game.home_score + game.away_score - total.close_point) WHEN 1 THEN true WHEN -1 THEN false END AS went_over,
       game.home_score - game.away_score + spread.close_point = 0 AS is_spread_push,
       game.home_score + game.away_score - total.close_point = 0 AS is_total_push,
       spread.open_point AS opening_spread, total.open_point AS opening_total,
       coalesce(spread.source, total.source) AS line_source, total.source AS total_source,
       sport.display_name AS sport, game.game_datetime, coalesce(game.game_type, 'regular') AS game_type, game.is_neutral_site,
       home.name AS home_team, away.name AS away_team
FROM games AS game
JOIN leagues AS league ON league.id = game.league_id
JOIN sports AS sport ON sport.id = league.sport_id
JOIN seasons AS season ON season.id = game.season_id
JOIN teams AS home ON home.id = game.home_team_id
JOIN teams AS away ON away.id = game.away_team_id
LEFT JOIN closing_lines AS spread ON spread.game_id = game.id AND spread.market = 'spreads' AND spread.side = 'home'
LEFT JOIN closing_lines AS total ON total.game_id = game.id AND total.market = 'totals' AND total.side = 'over'
WHERE game.status = 'completed' AND game.home_score IS NOT NULL AND game.away_score IS NOT NULL;--> statement-breakpoint
COMMENT ON VIEW games_history IS 'Final games with closing lines and how bets on them ended; one row a game.';--> statement-breakpoint
COMMENT ON COLUMN games_history.season IS 'The year in which the season starts.';--> statement-breakpoint
COMMENT ON COLUMN games_history.home_team_id IS 'The text id of the team, unique in its league.';--> statement-breakpoint
COMMENT ON COLUMN games_history.spread IS 'Closing handicap of the home team; negative where it is the favourite.';--> statement-breakpoint
COMMENT ON COLUMN games_history.home_covered IS 'Null without a line, and where the bet was pushed (is_spread_push).';--> statement-breakpoint
COMMENT ON COLUMN games_history.went_over IS 'Null without a line, and where the bet was pushed (is_total_push).';--> statement-breakpoint
COMMENT ON COLUMN games_history.line_source IS 'captured, or the archive whose published lines these are; that of the spread, or of the total without one.';--> statement-breakpoint
COMMENT ON COLUMN games_history.total_source IS 'As line_source, of the total.';--> statement-breakpoint
-- As before, by the game's own id, which an index knows as a text; with the lines of archives, which have no time of
-- capture. A published close counts where `closing_lines` took it.
CREATE OR REPLACE VIEW odds_history AS
SELECT change.event_id::text AS event_id, game.id::text AS game_id, book.key AS bookmaker, change.market,
       change.side AS outcome, change.subject, change.point, change.price, change.price_text, change.captured_at,
       change.book_updated_at, told.starts_at AS commence_time,
       change.captured_at >= coalesce(game.game_datetime, told.starts_at) AS is_live,
       change.captured_at < coalesce(game.game_datetime, told.starts_at)
           AND coalesce(game.game_datetime, told.starts_at) <= now()
           AND NOT EXISTS (SELECT FROM odds_changes AS later
                           WHERE later.series_id = change.series_id AND later.captured_at > change.captured_at
                             AND later.captured_at < coalesce(game.game_datetime, told.starts_at))
           AND NOT EXISTS (SELECT FROM closing_lines AS close
                           WHERE close.game_id = game.id AND close.market = change.market AND close.side = change.side
                             AND change.subject IS NULL AND close.source <> 'captured') AS is_closing_line,
       change.run_id AS snapshot_id, change.source
FROM odds_changes AS change
JOIN odds_events AS event ON event.id = change.event_id
JOIN bookmakers AS book ON book.id = change.bookmaker_id
LEFT JOIN games AS game ON game.id = event.game_id
CROSS JOIN LATERAL (
    SELECT start.starts_at FROM odds_event_starts AS start WHERE start.event_id = event.id
    ORDER BY (start.first_told_at <= change.captured_at AND start.last_told_at >= change.captured_at) DESC,
             start.first_told_at <= change.captured_at DESC,
             CASE WHEN start.first_told_at <= change.captured_at THEN start.first_told_at END DESC, start.first_told_at
    LIMIT 1
) AS told
UNION ALL
SELECT NULL, game.id::text, line.book, line.market, line.side, line.subject, line.point, line.price, line.price_text,
       NULL, NULL, game.game_datetime, false,
       line.moment = 'closing' AND line.doubt IS NULL
           AND EXISTS (SELECT FROM closing_lines AS close
                       WHERE close.game_id = game.id AND close.market = line.market AND close.side = line.side
                         AND line.subject IS NULL AND close.source = line.source),
       line.run_id, line.source
FROM published_lines AS line
JOIN games AS game ON game.id = line.game_id;--> statement-breakpoint
COMMENT ON VIEW odds_history IS 'Changes of prices and lines by game and book, and the lines of archives; one row a change of a series, or a published line.';--> statement-breakpoint
COMMENT ON COLUMN odds_history.captured_at IS 'The capture that showed the price first; null of published lines, of which nobody knows it.';--> statement-breakpoint
COMMENT ON COLUMN odds_history.is_live IS 'Whether the game had begun by the capture.';--> statement-breakpoint
COMMENT ON COLUMN odds_history.is_closing_line IS 'The last of its series before the start, where closing_lines follow from captures; the closing lines of the archive that they follow from otherwise.';--> statement-breakpoint
COMMENT ON COLUMN odds_history.source IS 'The provider that told the price, or the archive.';--> statement-breakpoint
-- A row of `team_day_records` for each day for which it stands, up to today. The Pythagorean share
-- and the record are of the regular season.
CREATE VIEW team_stats_daily AS
SELECT coalesce(team.text_id, team.id::text) AS team_id, coalesce(league.code, league.name) AS league, spread.day::date AS snapshot_date,
       record.season_year AS season, record.games, record.wins, record.losses, record.level AS ties,
       (record.wins + record.level / 2.0) / nullif(record.games, 0) AS win_pct,
       record.points_for::float8 / nullif(record.games, 0) AS ppg,
       record.points_against::float8 / nullif(record.games, 0) AS papg,
       NULL::double precision AS elo_rating, record.pythagorean_share AS pythagorean_win_pct,
       record.last10_wins || '-' || record.last10_losses
           || CASE WHEN record.last10_level > 0 THEN '-' || record.last10_level ELSE '' END AS last10,
       CASE record.streak_result WHEN 1 THEN 'W' WHEN -1 THEN 'L' ELSE 'T' END || record.streak_games AS streak,
       spread.day::date - record.played_on AS rest_days, team.name AS team, sport.display_name AS sport
FROM team_day_records AS record
JOIN teams AS team ON team.id = record.team_id
JOIN leagues AS league ON league.id = record.league_id
JOIN sports AS sport ON sport.id = league.sport_id
CROSS JOIN LATERAL generate_series(record.played_on, least(record.stands_until, current_date), interval '1 day') AS spread (day);--> statement-breakpoint
COMMENT ON VIEW team_stats_daily IS 'How each team stood at the end of each day of its season, from its first game on until its last one, no later than today.';--> statement-breakpoint
COMMENT ON COLUMN team_stats_daily.team_id IS 'The text id of the team, unique in its league.';--> statement-breakpoint
COMMENT ON COLUMN team_stats_daily.season IS 'The year in which the season starts.';--> statement-breakpoint
COMMENT ON COLUMN team_stats_daily.wins IS 'Games of the regular season, as losses and ties are.';--> statement-breakpoint
COMMENT ON COLUMN team_stats_daily.win_pct IS 'From 0 to 1; a tie is half a win. Null before the first game of the regular season.';--> statement-breakpoint
COMMENT ON COLUMN team_stats_daily.pythagorean_win_pct IS 'The share of games that points for and against should have won, by the exponent of the sport.';--> statement-breakpoint
COMMENT ON COLUMN team_stats_daily.last10 IS 'Wins, losses and ties of the last ten games of the season, play-offs included.';--> statement-breakpoint
COMMENT ON COLUMN team_stats_daily.streak IS 'How many of the newest games in a row ended alike: W3, L1, T2; play-offs included.';--> statement-breakpoint
COMMENT ON COLUMN team_stats_daily.rest_days IS 'Days since the last game: 0 on the day of a game, 1 on the day after it.';
