CREATE TABLE "market_results" (
	"game_id" integer NOT NULL,
	"market" varchar(20) NOT NULL,
	"moment" varchar(10) NOT NULL,
	"book" varchar(60) NOT NULL,
	"source" varchar(30) NOT NULL,
	"side" varchar(10) NOT NULL,
	"league_id" integer NOT NULL,
	"season_year" integer NOT NULL,
	"point" numeric(7, 2),
	"price" numeric(9, 4),
	"fair_probability" numeric(7, 6),
	"is_stale" boolean NOT NULL,
	"result" varchar(10) NOT NULL,
	"lead" numeric(7, 2),
	"profit" numeric(9, 4),
	"refreshed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "market_results_pkey" PRIMARY KEY("game_id","market","moment","book","source","side"),
	CONSTRAINT "market_result_market_known" CHECK ("market_results"."market" in ('h2h', 'h2h_3_way', 'spreads', 'totals')),
	CONSTRAINT "market_result_moment_known" CHECK ("market_results"."moment" in ('open', 'close')),
	CONSTRAINT "market_result_side_known" CHECK ("market_results"."side" in ('home', 'away', 'draw', 'over', 'under', 'yes', 'no')),
	CONSTRAINT "market_result_known" CHECK ("market_results"."result" in ('win', 'half_win', 'push', 'half_loss', 'loss', 'void')),
	CONSTRAINT "market_result_price_possible" CHECK ("market_results"."price" > 1),
	CONSTRAINT "market_result_probability_possible" CHECK ("market_results"."fair_probability" between 0 and 1),
	CONSTRAINT "market_result_line_told" CHECK (("market_results"."point" is null) = ("market_results"."market" in ('h2h', 'h2h_3_way')))
);
--> statement-breakpoint
ALTER TABLE "data_refresh_log" ADD COLUMN "rows_read" integer;--> statement-breakpoint
ALTER TABLE "data_refresh_log" ADD COLUMN "rows_added" integer;--> statement-breakpoint
ALTER TABLE "data_refresh_log" ADD COLUMN "rows_changed" integer;--> statement-breakpoint
ALTER TABLE "data_refresh_log" ADD COLUMN "rows_same" integer;--> statement-breakpoint
CREATE INDEX "idx_market_results_close" ON "market_results" USING btree ("game_id") WHERE book = 'consensus' and moment = 'close';--> statement-breakpoint
CREATE INDEX "idx_market_results_league" ON "market_results" USING btree ("league_id","season_year","book","market");--> statement-breakpoint
-- Market efficiency follows closing lines by leagues, market results by games: each note names the dataset that it is for.
CREATE OR REPLACE FUNCTION note_market_efficiency() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    lines text := CASE tg_op WHEN 'INSERT' THEN 'SELECT game_id FROM new_lines'
                             WHEN 'DELETE' THEN 'SELECT game_id FROM old_lines'
                             ELSE 'SELECT game_id FROM new_lines UNION ALL SELECT game_id FROM old_lines' END;
BEGIN
    EXECUTE format(
        'INSERT INTO changed_keys (input, season_year, entity_ids, dataset)
         SELECT %L, changed.year, followed.entity_ids, followed.dataset
         FROM (SELECT seasons.year, array_agg(DISTINCT games.league_id) AS league_ids, array_agg(DISTINCT games.id) AS game_ids
               FROM (%s) AS line
               JOIN games ON games.id = line.game_id JOIN seasons ON seasons.id = games.season_id GROUP BY seasons.year) AS changed
         CROSS JOIN LATERAL (VALUES (league_ids, ''market_efficiency''), (game_ids, ''market_results''))
             AS followed (entity_ids, dataset)',
        tg_table_name, lines);
    RETURN NULL;
END
$$;--> statement-breakpoint
CREATE OR REPLACE FUNCTION note_market_efficiency_of_game() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO changed_keys (input, season_year, entity_ids, dataset)
    SELECT 'closing_lines', seasons.year, ARRAY[game.league_id], 'market_efficiency'
    FROM (VALUES (old.season_id, old.league_id)) AS game (season_id, league_id)
    JOIN seasons ON seasons.id = game.season_id
    WHERE tg_op = 'DELETE' OR EXISTS (SELECT FROM closing_lines WHERE closing_lines.game_id = old.id)
    UNION
    SELECT 'closing_lines', seasons.year, ARRAY[game.league_id], 'market_efficiency'
    FROM games AS game JOIN seasons ON seasons.id = game.season_id
    WHERE game.id = old.id AND EXISTS (SELECT FROM closing_lines WHERE closing_lines.game_id = old.id);
    RETURN NULL;
END
$$;--> statement-breakpoint
UPDATE changed_keys SET dataset = 'market_efficiency' WHERE input = 'closing_lines' AND dataset IS NULL;--> statement-breakpoint
-- Of a game that is gone its lines are gone as well, and only the rows that follow from them say that there were any.
CREATE FUNCTION note_market_results_of_game() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO changed_keys (input, season_year, entity_ids, dataset)
    SELECT 'closing_lines', seasons.year, ARRAY[old.id], 'market_results' FROM seasons
    WHERE seasons.id = old.season_id
      AND (EXISTS (SELECT FROM closing_lines WHERE closing_lines.game_id = old.id)
           OR EXISTS (SELECT FROM market_results WHERE market_results.game_id = old.id));
    RETURN NULL;
END
$$;--> statement-breakpoint
CREATE TRIGGER note_market_results_of_result AFTER UPDATE OF status, home_score, away_score, home_period_scores, away_period_scores, league_id, season_id ON games FOR EACH ROW
    WHEN ((old.status, old.home_score, old.away_score, old.home_period_scores, old.away_period_scores, old.league_id, old.season_id)
              IS DISTINCT FROM (new.status, new.home_score, new.away_score, new.home_period_scores, new.away_period_scores, new.league_id, new.season_id)
          AND (old.status IN ('completed', 'awarded', 'cancelled') OR new.status IN ('completed', 'awarded', 'cancelled')))
    EXECUTE FUNCTION note_market_results_of_game();--> statement-breakpoint
CREATE TRIGGER note_market_results_of_gone_game AFTER DELETE ON games FOR EACH ROW
    WHEN (old.status IN ('completed', 'awarded', 'cancelled')) EXECUTE FUNCTION note_market_results_of_game();--> statement-breakpoint
CREATE VIEW team_market_results AS
SELECT game.id AS game_id, game.league_id, season.year AS season_year, game.slate_date AS played_on, game.game_datetime AS starts_at,
       coalesce(game.game_type, 'regular') AS game_type, side.team_id, side.opponent_id, side.is_home,
       game.is_neutral_site AS is_neutral, side.points_for, side.points_against,
       CASE WHEN side.is_home THEN lines.home_handicap ELSE -lines.home_handicap END AS spread,
       CASE WHEN side.is_home THEN lines.home_ats ELSE lines.away_ats END AS ats_result,
       CASE WHEN side.is_home THEN lines.home_ats_lead ELSE -lines.home_ats_lead END AS ats_margin,
       CASE WHEN side.is_home THEN lines.home_ats_profit ELSE lines.away_ats_profit END AS ats_profit,
       lines.total, lines.over_result, lines.total_margin, lines.over_profit, lines.under_profit,
       CASE WHEN side.is_home THEN lines.home_price ELSE lines.away_price END AS moneyline,
       CASE WHEN side.is_home THEN lines.home_fair ELSE lines.away_fair END AS fair_win_probability,
       CASE WHEN side.is_home THEN lines.home_profit ELSE lines.away_profit END AS moneyline_profit,
       coalesce(nullif(CASE WHEN side.is_home THEN lines.home_handicap ELSE -lines.home_handicap END, 0) < 0,
                nullif(CASE WHEN side.is_home THEN 1 ELSE -1 END * (lines.home_fair - lines.away_fair), 0) > 0)
           AS is_favourite
FROM games AS game
JOIN seasons AS season ON season.id = game.season_id
CROSS JOIN LATERAL (VALUES (game.home_team_id, game.away_team_id, true, game.home_score, game.away_score),
                           (game.away_team_id, game.home_team_id, false, game.away_score, game.home_score))
    AS side (team_id, opponent_id, is_home, points_for, points_against)
LEFT JOIN LATERAL (
    SELECT max(point) FILTER (WHERE market = 'spreads' AND side = 'home') AS home_handicap,
           max(result) FILTER (WHERE market = 'spreads' AND side = 'home') AS home_ats,
           max(result) FILTER (WHERE market = 'spreads' AND side = 'away') AS away_ats,
           max(lead) FILTER (WHERE market = 'spreads' AND side = 'home') AS home_ats_lead,
           max(profit) FILTER (WHERE market = 'spreads' AND side = 'home') AS home_ats_profit,
           max(profit) FILTER (WHERE market = 'spreads' AND side = 'away') AS away_ats_profit,
           max(point) FILTER (WHERE market = 'totals' AND side = 'over') AS total,
           max(result) FILTER (WHERE market = 'totals' AND side = 'over') AS over_result,
           max(lead) FILTER (WHERE market = 'totals' AND side = 'over') AS total_margin,
           max(profit) FILTER (WHERE market = 'totals' AND side = 'over') AS over_profit,
           max(profit) FILTER (WHERE market = 'totals' AND side = 'under') AS under_profit,
           max(price) FILTER (WHERE market IN ('h2h', 'h2h_3_way') AND side = 'home') AS home_price,
           max(price) FILTER (WHERE market IN ('h2h', 'h2h_3_way') AND side = 'away') AS away_price,
           max(fair_probability) FILTER (WHERE market IN ('h2h', 'h2h_3_way') AND side = 'home') AS home_fair,
           max(fair_probability) FILTER (WHERE market IN ('h2h', 'h2h_3_way') AND side = 'away') AS away_fair,
           max(profit) FILTER (WHERE market IN ('h2h', 'h2h_3_way') AND side = 'home') AS home_profit,
           max(profit) FILTER (WHERE market IN ('h2h', 'h2h_3_way') AND side = 'away') AS away_profit
    FROM market_results WHERE market_results.game_id = game.id AND book = 'consensus' AND moment = 'close'
) AS lines ON true
WHERE game.status = 'completed' AND game.home_score IS NOT NULL AND game.away_score IS NOT NULL;--> statement-breakpoint
COMMENT ON VIEW team_market_results IS 'How the closing lines of a game ended for each side; one row a side of a final game, with or without lines.';--> statement-breakpoint
COMMENT ON COLUMN team_market_results.spread IS 'Closing handicap of the team, of the consensus: negative where it was the favourite.';--> statement-breakpoint
COMMENT ON COLUMN team_market_results.ats_result IS 'How a bet on the team at its closing handicap ended: win, half_win, push, half_loss, loss.';--> statement-breakpoint
COMMENT ON COLUMN team_market_results.ats_margin IS 'By how many points the team was ahead of its handicap.';--> statement-breakpoint
COMMENT ON COLUMN team_market_results.over_result IS 'How a bet on more than the closing total ended.';--> statement-breakpoint
COMMENT ON COLUMN team_market_results.is_favourite IS 'By the handicap, and by the moneyline where there is none or it is 0; null where nobody was.';--> statement-breakpoint
CREATE VIEW closing_line_values AS
SELECT opening.game_id, opening.league_id, opening.season_year, opening.market, opening.book, opening.source, opening.side,
       opening.point AS open_point, opening.price AS open_price, closing.point AS close_point, closing.price AS close_price,
       closing.fair_probability AS fair_close_probability, closing.is_stale AS is_stale_close,
       CASE WHEN opening.point IS NOT DISTINCT FROM closing.point
           THEN opening.price * closing.fair_probability - 1 END AS price_clv,
       CASE WHEN opening.side IN ('home', 'under') THEN opening.point - closing.point
            WHEN opening.side IN ('away', 'over') THEN closing.point - opening.point END AS line_clv,
       opening.result, opening.profit
FROM market_results AS opening
JOIN market_results AS closing ON closing.game_id = opening.game_id AND closing.market = opening.market AND closing.moment = 'close'
                              AND closing.book = 'consensus' AND closing.side = opening.side
WHERE opening.moment = 'open';--> statement-breakpoint
COMMENT ON VIEW closing_line_values IS 'What opening lines and prices were worth by the close of the consensus; one row an outcome of a book, or of the consensus, in an ended game.';--> statement-breakpoint
COMMENT ON COLUMN closing_line_values.price_clv IS 'Opening price times the fair closing probability, less the stake; null where the line moved in between.';--> statement-breakpoint
COMMENT ON COLUMN closing_line_values.line_clv IS 'Points by which the opening line was the better one for its side; null of moneylines.';
