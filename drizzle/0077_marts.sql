-- Refreshed by the datasets of src/analytics/marts, concurrently, which wants a unique index of each.
CREATE MATERIALIZED VIEW mv_team_current_form AS
SELECT five.team_id, five.league_id, five.season_year, five.as_of AS last_played_on, five.games AS last5_games,
       five.win_share AS last5_win_share, five.net_rating AS last5_net_rating, five.ewma AS last5_margin, five.ats_wins AS last5_ats_wins,
       five.ats_losses AS last5_ats_losses, ten.games AS last10_games, ten.win_share AS last10_win_share,
       ten.net_rating AS last10_net_rating, ten.points_for AS last10_points_for, ten.points_against AS last10_points_against,
       ten.ats_wins AS last10_ats_wins, ten.ats_losses AS last10_ats_losses, record.wins, record.losses, record.level,
       record.streak_result, record.streak_games, rating.elo, rating.pythagorean_share
FROM (SELECT DISTINCT ON (team_id, league_id) * FROM team_performance_trends WHERE window_games = 5
      ORDER BY team_id, league_id, season_year DESC, as_of DESC) AS five
JOIN team_performance_trends AS ten ON ten.team_id = five.team_id AND ten.league_id = five.league_id
    AND ten.season_year = five.season_year AND ten.as_of = five.as_of AND ten.window_games = 10
LEFT JOIN LATERAL (
    SELECT wins, losses, level, streak_result, streak_games FROM team_day_records AS day
    WHERE day.team_id = five.team_id AND day.league_id = five.league_id AND day.season_year = five.season_year
    ORDER BY day.played_on DESC LIMIT 1
) AS record ON true
LEFT JOIN LATERAL (
    SELECT rated.elo_after AS elo, rated.pythagorean_share FROM team_ratings AS rated
    WHERE rated.team_id = five.team_id AND rated.season_year = five.season_year
    ORDER BY rated.played_on DESC, rated.starts_at DESC, rated.game_id DESC LIMIT 1
) AS rating ON true;--> statement-breakpoint
CREATE UNIQUE INDEX unique_mv_team_current_form ON mv_team_current_form (team_id, league_id);--> statement-breakpoint
COMMENT ON MATERIALIZED VIEW mv_team_current_form IS 'Last five and ten games, record, streak and ratings of each team in its newest season; one row a team and league.';--> statement-breakpoint
-- Constants as of src/sports/*/ratings.ts; a test holds both together.
CREATE MATERIALIZED VIEW mv_matchup_probabilities AS
WITH rule (sport, home_advantage, carry, mean, slope, home_cut, away_cut) AS (VALUES
    ('NBA', 100::float8, 0.25::float8, 1505::float8, NULL::float8, NULL::float8, NULL::float8),
    ('NFL', 65, 1 / 3.0::float8, 1505, NULL, NULL, NULL),
    ('FOOTBALL', 65, 0, 1500, 1.934, -0.488, -0.752)
),
ahead AS (
    SELECT game.id AS game_id, game.league_id, season.year AS season_year, schedule.played_on, schedule.starts_at,
           game.home_team_id, game.away_team_id, rule.slope, rule.home_cut, rule.away_cut,
           home.elo AS home_elo, away.elo AS away_elo, home.share AS home_share, away.share AS away_share,
           home.elo + CASE WHEN game.is_neutral_site THEN 0 ELSE rule.home_advantage END - away.elo AS lead
    FROM games AS game
    JOIN seasons AS season ON season.id = game.season_id
    JOIN sports AS sport ON sport.id = game.sport_id
    JOIN rule ON rule.sport = sport.display_name
    JOIN team_schedule_context AS schedule ON schedule.game_id = game.id AND schedule.team_id = game.home_team_id
    LEFT JOIN LATERAL (
        SELECT CASE WHEN rated.season_year = season.year THEN rated.elo_after
                    ELSE rated.elo_after + (rule.mean - rated.elo_after) * rule.carry END AS elo,
               CASE WHEN rated.season_year = season.year THEN rated.pythagorean_share END AS share
        FROM team_ratings AS rated WHERE rated.team_id = game.home_team_id AND rated.season_year <= season.year
        ORDER BY rated.season_year DESC, rated.played_on DESC, rated.starts_at DESC, rated.game_id DESC LIMIT 1
    ) AS home ON true
    LEFT JOIN LATERAL (
        SELECT CASE WHEN rated.season_year = season.year THEN rated.elo_after
                    ELSE rated.elo_after + (rule.mean - rated.elo_after) * rule.carry END AS elo,
               CASE WHEN rated.season_year = season.year THEN rated.pythagorean_share END AS share
        FROM team_ratings AS rated WHERE rated.team_id = game.away_team_id AND rated.season_year <= season.year
        ORDER BY rated.season_year DESC, rated.played_on DESC, rated.starts_at DESC, rated.game_id DESC LIMIT 1
    ) AS away ON true
    WHERE game.status IN ('scheduled', 'in_progress')
),
said AS (
    SELECT *, CASE WHEN slope IS NULL THEN 1 / (1 + 10 ^ (-lead / 400)) ELSE 1 / (1 + exp(-(slope * lead / 400 + home_cut))) END AS elo_home,
           CASE WHEN slope IS NULL THEN 1 / (1 + 10 ^ (lead / 400)) ELSE 1 / (1 + exp(-(-slope * lead / 400 + away_cut))) END AS elo_away
    FROM ahead
)
SELECT game_id, league_id, season_year, played_on, starts_at, home_team_id, away_team_id, home_elo, away_elo,
       round(elo_home::numeric, 6) AS elo_home, round(elo_away::numeric, 6) AS elo_away,
       CASE WHEN slope IS NOT NULL THEN round((1 - elo_home - elo_away)::numeric, 6) END AS elo_draw,
       home_share AS home_pythagorean_share, away_share AS away_pythagorean_share,
       -- log5, on neutral ground; shares of football are of points of the table, and no probability of a win.
       CASE WHEN slope IS NULL THEN round(((home_share - home_share * away_share)
           / nullif(home_share + away_share - 2 * home_share * away_share, 0))::numeric, 6) END AS pythagorean_home
FROM said;--> statement-breakpoint
CREATE UNIQUE INDEX unique_mv_matchup_probabilities ON mv_matchup_probabilities (game_id);--> statement-breakpoint
CREATE INDEX idx_mv_matchup_probabilities_day ON mv_matchup_probabilities (played_on, league_id);--> statement-breakpoint
COMMENT ON MATERIALIZED VIEW mv_matchup_probabilities IS 'What Elo and Pythagorean shares say of games to come; one row a game.';--> statement-breakpoint
CREATE MATERIALIZED VIEW mv_player_starter_splits AS
SELECT line.player_id, line.season_year, line.is_starter, count(*)::int AS games,
       round(avg(line.seconds_played) / 60, 2) AS minutes, round(avg(line.points), 3) AS points,
       round(avg(line.total_rebounds), 3) AS rebounds, round(avg(line.assists), 3) AS assists,
       round(avg(line.three_pointers_made), 3) AS threes, round(avg(line.turnovers), 3) AS turnovers,
       round(stddev_samp(line.points), 3) AS points_sd, round(avg(line.plus_minus), 3) AS plus_minus,
       round(sum(line.points)::numeric / nullif(2 * (sum(line.field_goals_attempted) + 0.44 * sum(line.free_throws_attempted)), 0), 4) AS ts,
       round(sum(line.points) * 2160.0 / nullif(sum(line.seconds_played), 0), 3) AS points_per_36
FROM nba_player_game_stats AS line
JOIN games AS game ON game.id = line.game_id
WHERE line.seconds_played > 0 AND coalesce(game.game_type, 'regular') IN ('regular', 'playin', 'playoff')
GROUP BY line.player_id, line.season_year, line.is_starter;--> statement-breakpoint
CREATE UNIQUE INDEX unique_mv_player_starter_splits ON mv_player_starter_splits (player_id, season_year, is_starter);--> statement-breakpoint
COMMENT ON MATERIALIZED VIEW mv_player_starter_splits IS 'Figures of players of the NBA as starters and from the bench; one row a player, season and role.';--> statement-breakpoint
CREATE MATERIALIZED VIEW mv_book_accuracy AS
WITH fair AS (
    SELECT game_id, league_id, season_year, market, book, source, side, point, price, result, lead, profit,
           1 / price / sum(1 / price) OVER of_book AS p, 1 - 1 / sum(1 / price) OVER of_book AS hold, count(*) OVER of_book AS outcomes
    FROM market_results WHERE moment = 'close' AND price IS NOT NULL AND result <> 'void'
    WINDOW of_book AS (PARTITION BY game_id, market, book, source)
),
judged AS (
    SELECT *, CASE result WHEN 'win' THEN 1 WHEN 'half_win' THEN 0.75 WHEN 'half_loss' THEN 0.25 WHEN 'loss' THEN 0 END AS y
    FROM fair WHERE outcomes = CASE market WHEN 'h2h_3_way' THEN 3 ELSE 2 END
)
SELECT league_id, season_year, market, book, source, count(DISTINCT game_id)::int AS games,
       round(sum((p - y) ^ 2) / 2 / nullif(count(DISTINCT game_id) FILTER (WHERE y IS NOT NULL), 0), 6) AS brier,
       round(avg(hold), 6) AS hold, round(avg(abs(lead)) FILTER (WHERE side IN ('home', 'over') AND market IN ('spreads', 'totals')), 4) AS line_error,
       round(avg(profit), 6) AS profit
FROM judged GROUP BY league_id, season_year, market, book, source;--> statement-breakpoint
CREATE UNIQUE INDEX unique_mv_book_accuracy ON mv_book_accuracy (league_id, season_year, market, book, source);--> statement-breakpoint
COMMENT ON MATERIALIZED VIEW mv_book_accuracy IS 'How near closing prices and lines of each book came to results; one row a book in a market of a season.';
