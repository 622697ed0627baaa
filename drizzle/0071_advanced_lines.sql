-- What box scores say beyond their sums, by the formulas of docs/factors.md: views over the lines, so that a corrected line
-- is corrected here in the same moment. Nothing is rounded; what needs a number that nobody counted is null.
CREATE VIEW team_game_advanced AS
WITH line AS NOT MATERIALIZED (
    SELECT stats.season_year, stats.game_id, stats.team_id, stats.is_home, stats.points::float8 AS points,
           stats.field_goals_made::float8 AS fg, stats.field_goals_attempted::float8 AS fga,
           stats.three_pointers_attempted::float8 AS tpa, stats.free_throws_attempted::float8 AS fta,
           stats.offensive_rebounds::float8 AS oreb, stats.defensive_rebounds::float8 AS dreb, stats.turnovers::float8 AS tov,
           shots.plays, (stats.field_goals_made + 0.5::float8 * stats.three_pointers_made) / nullif(stats.field_goals_attempted, 0) AS efg,
           100 * stats.turnovers::float8 / nullif(shots.plays + stats.turnovers, 0) AS tov_pct,
           stats.free_throws_made::float8 / nullif(stats.field_goals_attempted, 0) AS ft_rate,
           -- Four periods of twelve minutes, and overtimes of five.
           coalesce(stats.seconds_played / 60.0::float8,
                    240 + 25 * greatest(0, array_length(game.home_period_scores, 1) - 4)) AS minutes
    FROM nba_team_game_stats AS stats
    JOIN games AS game ON game.id = stats.game_id
    CROSS JOIN LATERAL (SELECT stats.field_goals_attempted + 0.44::float8 * stats.free_throws_attempted AS plays) AS shots
)
SELECT line.season_year, line.game_id, line.team_id, line.is_home, line.points, other.points AS opp_points,
       CASE WHEN both_ways.halves IS NOT NULL THEN 'both_sides' WHEN both_ways.simple IS NOT NULL THEN 'simple' END AS method,
       possessions.counted AS possessions_formula,
       100 * line.points / nullif(possessions.counted, 0) AS ortg,
       100 * other.points / nullif(possessions.counted, 0) AS drtg,
       100 * (line.points - other.points) / nullif(possessions.counted, 0) AS net_rating,
       48 * possessions.counted / nullif(line.minutes / 5, 0) AS pace,
       line.efg, line.tov_pct, 100 * line.oreb / nullif(line.oreb + other.dreb, 0) AS oreb_pct, line.ft_rate,
       other.efg AS opp_efg, other.tov_pct AS opp_tov_pct, 100 * line.dreb / nullif(line.dreb + other.oreb, 0) AS dreb_pct,
       other.ft_rate AS opp_ft_rate, line.fta / nullif(line.fga, 0) AS ftr, line.tpa / nullif(line.fga, 0) AS three_par,
       line.points / nullif(2 * line.plays, 0) AS ts, line.minutes
FROM line
LEFT JOIN line AS other
    ON other.season_year = line.season_year AND other.game_id = line.game_id AND other.team_id <> line.team_id
CROSS JOIN LATERAL (
    SELECT (line.fga + 0.4 * line.fta - 1.07 * line.oreb / nullif(line.oreb + other.dreb, 0) * (line.fga - line.fg) + line.tov
            + other.fga + 0.4 * other.fta - 1.07 * other.oreb / nullif(other.oreb + line.dreb, 0) * (other.fga - other.fg)
            + other.tov) / 2 AS halves,
           line.plays - line.oreb + line.tov AS simple
) AS both_ways
CROSS JOIN LATERAL (SELECT coalesce(both_ways.halves, both_ways.simple) AS counted) AS possessions;--> statement-breakpoint
COMMENT ON VIEW team_game_advanced IS 'Possessions, ratings, pace and the four factors of a team in a game of the NBA; one row a side of a game.';--> statement-breakpoint
COMMENT ON COLUMN team_game_advanced.possessions_formula IS 'By the formula of both sides, or the simple one where the opponent''s line is missing (method); not those of play by play.';--> statement-breakpoint
COMMENT ON COLUMN team_game_advanced.ortg IS 'Points in a hundred possessions.';--> statement-breakpoint
COMMENT ON COLUMN team_game_advanced.pace IS 'Possessions in 48 minutes.';--> statement-breakpoint
COMMENT ON COLUMN team_game_advanced.efg IS 'Effective field goals, a share.';--> statement-breakpoint
COMMENT ON COLUMN team_game_advanced.tov_pct IS 'Turnovers in a hundred plays.';--> statement-breakpoint
COMMENT ON COLUMN team_game_advanced.oreb_pct IS 'Rebounds of a hundred own misses; the team''s own rebounds, without those credited to nobody.';--> statement-breakpoint
COMMENT ON COLUMN team_game_advanced.ft_rate IS 'Free throws made for each field goal attempt.';--> statement-breakpoint
COMMENT ON COLUMN team_game_advanced.minutes IS 'Minutes of five players together: 240, and 25 for each overtime where the line does not say them.';--> statement-breakpoint
CREATE VIEW player_game_advanced AS
SELECT line.season_year, line.game_id, line.player_id, line.team_id, line.is_starter, line.seconds_played / 60.0::float8 AS minutes,
       line.points::float8 / nullif(2 * shots.plays, 0) AS ts,
       (line.field_goals_made + 0.5::float8 * line.three_pointers_made) / nullif(line.field_goals_attempted, 0) AS efg,
       100 * (shots.plays + line.turnovers) * (team.minutes / 5)
           / nullif(line.seconds_played / 60.0::float8 * (team.fga + 0.44 * team.fta + team.tov), 0) AS usg,
       100 * line.assists::float8
           / nullif(line.seconds_played / 60.0::float8 / nullif(team.minutes / 5, 0) * team.fg - line.field_goals_made, 0) AS ast_pct,
       100 * line.turnovers::float8 / nullif(shots.plays + line.turnovers, 0) AS tov_pct,
       line.points + 0.4::float8 * line.field_goals_made - 0.7::float8 * line.field_goals_attempted
           - 0.4::float8 * (line.free_throws_attempted - line.free_throws_made) + 0.7::float8 * line.offensive_rebounds
           + 0.3::float8 * line.defensive_rebounds + line.steals + 0.7::float8 * line.assists + 0.7::float8 * line.blocks
           - 0.4::float8 * line.personal_fouls - line.turnovers AS game_score
FROM nba_player_game_stats AS line
CROSS JOIN LATERAL (SELECT line.field_goals_attempted + 0.44::float8 * line.free_throws_attempted AS plays) AS shots
LEFT JOIN LATERAL (
    SELECT stats.field_goals_made::float8 AS fg, stats.field_goals_attempted::float8 AS fga,
           stats.free_throws_attempted::float8 AS fta, stats.turnovers::float8 AS tov,
           coalesce(stats.seconds_played / 60.0::float8,
                    240 + 25 * greatest(0, array_length(game.home_period_scores, 1) - 4)) AS minutes
    FROM nba_team_game_stats AS stats
    JOIN games AS game ON game.id = stats.game_id
    WHERE stats.season_year = line.season_year AND stats.game_id = line.game_id AND stats.team_id = line.team_id
) AS team ON true;--> statement-breakpoint
COMMENT ON VIEW player_game_advanced IS 'Shooting, usage and game score of a player in a game of the NBA; one row a player in a game.';--> statement-breakpoint
COMMENT ON COLUMN player_game_advanced.usg IS 'Of a hundred plays of the team while the player is on court, estimated by minutes; nba.com counts them from play by play.';--> statement-breakpoint
COMMENT ON COLUMN player_game_advanced.ast_pct IS 'Of a hundred field goals of team mates while the player is on court, estimated by minutes.';--> statement-breakpoint
COMMENT ON COLUMN player_game_advanced.game_score IS 'Hollinger''s game score.';--> statement-breakpoint
CREATE VIEW game_periods AS
SELECT game.id AS game_id, side.team_id, side.is_home, scored.period::integer AS period, scored.points
FROM games AS game
CROSS JOIN LATERAL (VALUES (game.home_team_id, true, game.home_period_scores), (game.away_team_id, false, game.away_period_scores))
    AS side (team_id, is_home, scores)
CROSS JOIN LATERAL unnest(side.scores) WITH ORDINALITY AS scored (points, period);--> statement-breakpoint
COMMENT ON VIEW game_periods IS 'Scores by period, of all sports; one row a side and period of a game.';--> statement-breakpoint
COMMENT ON COLUMN game_periods.period IS 'From 1; overtimes go on behind the last one of the regular time.';
--> statement-breakpoint
CREATE VIEW nba.team_game_advanced AS
SELECT game.game_id, team.team_id, line.is_home, line.points, line.opp_points, line.method, line.possessions_formula, line.ortg,
       line.drtg, line.net_rating, line.pace, line.efg, line.tov_pct, line.oreb_pct, line.ft_rate, line.opp_efg, line.opp_tov_pct,
       line.dreb_pct, line.opp_ft_rate, line.ftr, line.three_par, line.ts, line.minutes
FROM team_game_advanced AS line
JOIN nba.games AS game ON game.own_id = line.game_id
JOIN nba.teams AS team ON team.own_id = line.team_id;--> statement-breakpoint
COMMENT ON VIEW nba.team_game_advanced IS 'team_game_advanced by the ids of this schema; one row a side of a game.';--> statement-breakpoint
CREATE VIEW nba.player_game_advanced AS
SELECT game.game_id, player.player_id, team.team_id, line.is_starter, line.minutes, line.ts, line.efg, line.usg, line.ast_pct,
       line.tov_pct, line.game_score
FROM player_game_advanced AS line
JOIN nba.games AS game ON game.own_id = line.game_id
JOIN nba.players AS player ON player.own_id = line.player_id
JOIN nba.teams AS team ON team.own_id = line.team_id;--> statement-breakpoint
COMMENT ON VIEW nba.player_game_advanced IS 'player_game_advanced by the ids of this schema; one row a player in a game.';
