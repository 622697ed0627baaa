ALTER TABLE "teams" ADD COLUMN "state" varchar(50);--> statement-breakpoint
ALTER TABLE "teams" ADD COLUMN "year_founded" smallint;--> statement-breakpoint
-- The NBA under the names of the database document: its SQL runs after `set search_path to nba, public`. Ids are those of
-- nba.com, where they are known. Where they are not: a game has our own as a text, a team ours, a player ours below zero,
-- for those of nba.com begin at small numbers.
CREATE SCHEMA nba;--> statement-breakpoint
COMMENT ON SCHEMA nba IS 'The NBA under the names of the database document: views over the tables of all sports.';--> statement-breakpoint
CREATE VIEW nba.teams AS
SELECT coalesce(known.external_id::bigint, team.id) AS team_id, team.name AS full_name, team.abbreviation,
       coalesce(team.nickname, team.name) AS nickname, team.city, team.state, team.year_founded, team.created_at,
       team.id AS own_id, team.text_id
FROM teams AS team
JOIN sports AS sport ON sport.id = team.sport_id
LEFT JOIN external_ids AS known ON known.entity_type = 'team' AND known.entity_id = team.id AND known.provider = 'nba-stats'
                               AND known.alias = 0 AND known.external_id ~ '^[0-9]{1,18}$'
WHERE sport.display_name = 'NBA';--> statement-breakpoint
CREATE VIEW nba.players AS
SELECT coalesce(known.external_id::bigint, -player.id) AS player_id, player.full_name, player.first_name, player.last_name,
       player.is_active, player.position, team.team_id AS current_team_id, player.birth_date, player.height_cm, player.weight_kg,
       player.from_year, player.to_year, player.created_at, player.id AS own_id
FROM players AS player
JOIN sports AS sport ON sport.id = player.sport_id
LEFT JOIN external_ids AS known ON known.entity_type = 'player' AND known.entity_id = player.id AND known.provider = 'nba-stats'
                               AND known.alias = 0 AND known.external_id ~ '^[0-9]{1,18}$'
LEFT JOIN nba.teams AS team ON team.own_id = player.current_team_id
WHERE sport.display_name = 'NBA';--> statement-breakpoint
CREATE VIEW nba.seasons AS
SELECT season.year || '-' || lpad(((season.year + 1) % 100)::text, 2, '0') AS season, season.year AS start_year, season.id AS own_id
FROM seasons AS season
JOIN sports AS sport ON sport.id = season.sport_id
WHERE sport.display_name = 'NBA';--> statement-breakpoint
CREATE VIEW nba.games AS
SELECT coalesce(known.external_id, game.id::text) AS game_id, game.slate_date AS game_date, season.season,
       home.team_id AS home_team_id, away.team_id AS away_team_id, game.home_score AS home_team_score,
       game.away_score AS away_team_score,
       CASE game.status WHEN 'completed' THEN 'Final' WHEN 'in_progress' THEN 'In Progress' ELSE initcap(game.status) END AS game_status,
       game.game_datetime, coalesce(game.game_type, 'regular') AS game_type, game.is_neutral_site, game.venue_name, game.created_at,
       game.id AS own_id
FROM games AS game
JOIN nba.seasons AS season ON season.own_id = game.season_id
JOIN nba.teams AS home ON home.own_id = game.home_team_id
JOIN nba.teams AS away ON away.own_id = game.away_team_id
LEFT JOIN external_ids AS known ON known.entity_type = 'game' AND known.entity_id = game.id AND known.provider = 'nba-stats'
                               AND known.alias = 0;--> statement-breakpoint
CREATE VIEW nba.player_game_stats AS
SELECT (line.game_id::bigint << 32) + line.player_id AS id, game.game_id, player.player_id, team.team_id,
       round(line.seconds_played / 60.0)::integer AS minutes, line.seconds_played, line.points, line.total_rebounds AS rebounds, line.assists, line.field_goals_made AS fg_made, line.field_goals_attempted AS fg_attempted, line.three_pointers_made AS fg3_made, line.three_pointers_attempted AS fg3_attempted, line.free_throws_made AS ft_made, line.free_throws_attempted AS ft_attempted, line.offensive_rebounds, line.defensive_rebounds, line.steals, line.blocks, line.turnovers, line.personal_fouls, line.plus_minus, round(line.field_goals_made::numeric / nullif(line.field_goals_attempted, 0), 3) AS fg_pct, round(line.three_pointers_made::numeric / nullif(line.three_pointers_attempted, 0), 3) AS fg3_pct, round(line.free_throws_made::numeric / nullif(line.free_throws_attempted, 0), 3) AS ft_pct,
       line.start_position, line.is_starter, line.comment, line.created_at
FROM nba_player_game_stats AS line
JOIN nba.games AS game ON game.own_id = line.game_id
JOIN nba.players AS player ON player.own_id = line.player_id
JOIN nba.teams AS team ON team.own_id = line.team_id;--> statement-breakpoint
CREATE VIEW nba.team_game_stats AS
SELECT (line.game_id::bigint << 32) + line.team_id AS id, game.game_id, team.team_id, line.is_home,
       round(line.seconds_played / 60.0)::integer AS minutes, line.seconds_played, line.points, line.total_rebounds AS rebounds, line.assists, line.field_goals_made AS fg_made, line.field_goals_attempted AS fg_attempted, line.three_pointers_made AS fg3_made, line.three_pointers_attempted AS fg3_attempted, line.free_throws_made AS ft_made, line.free_throws_attempted AS ft_attempted, line.offensive_rebounds, line.defensive_rebounds, line.steals, line.blocks, line.turnovers, line.personal_fouls, line.plus_minus, round(line.field_goals_made::numeric / nullif(line.field_goals_attempted, 0), 3) AS fg_pct, round(line.three_pointers_made::numeric / nullif(line.three_pointers_attempted, 0), 3) AS fg3_pct, round(line.free_throws_made::numeric / nullif(line.free_throws_attempted, 0), 3) AS ft_pct,
       line.fast_break_points, line.points_in_paint, line.second_chance_points, line.points_off_turnovers, line.created_at
FROM nba_team_game_stats AS line
JOIN nba.games AS game ON game.own_id = line.game_id
JOIN nba.teams AS team ON team.own_id = line.team_id;--> statement-breakpoint
CREATE VIEW nba.standings AS
SELECT season.season, team.team_id, stand.as_of, stand.conference, stand.division, stand.rank, stand.division_rank, stand.decided_by,
       stand.games, stand.wins, stand.losses, round(stand.win_share::numeric, 3) AS win_pct, stand.games_behind,
       CASE stand.streak_result WHEN 1 THEN 'W' WHEN -1 THEN 'L' ELSE 'T' END || stand.streak_games AS streak,
       stand.last10_wins || '-' || stand.last10_losses AS last10, stand.points_for, stand.points_against
FROM standings AS stand
JOIN nba.seasons AS season ON season.start_year = stand.season_year
JOIN nba.teams AS team ON team.own_id = stand.team_id;--> statement-breakpoint
CREATE VIEW nba.data_refresh_log AS
SELECT refresh.id, refresh.dataset AS table_name, refresh.rows_written + refresh.rows_removed AS rows_affected,
       CASE refresh.status WHEN 'done' THEN 'success' ELSE 'failure' END AS refresh_status,
       extract(epoch FROM refresh.finished_at - refresh.started_at) AS refresh_duration_seconds, refresh.error AS error_message,
       refresh.finished_at AS created_at
FROM data_refresh_log AS refresh;--> statement-breakpoint
COMMENT ON VIEW nba.teams IS 'The teams of the NBA; one row a franchise.';--> statement-breakpoint
COMMENT ON COLUMN nba.teams.team_id IS 'The id of nba.com, or our own where it is not known.';--> statement-breakpoint
COMMENT ON COLUMN nba.teams.own_id IS 'The id in the table of all sports.';--> statement-breakpoint
COMMENT ON VIEW nba.players IS 'The players of the NBA; one row a player.';--> statement-breakpoint
COMMENT ON COLUMN nba.players.player_id IS 'The id of nba.com, or our own below zero where it is not known.';--> statement-breakpoint
COMMENT ON VIEW nba.seasons IS 'Seasons of the NBA: 2025-26 is the one that starts in 2025.';--> statement-breakpoint
COMMENT ON VIEW nba.games IS 'Games of the NBA by their day in its zone; one row a game, also where nba.com has no id of it.';--> statement-breakpoint
COMMENT ON COLUMN nba.games.game_id IS 'The id of nba.com, or our own where it is not known.';--> statement-breakpoint
COMMENT ON COLUMN nba.games.game_status IS 'Final of a completed game; else Scheduled, In Progress, Postponed, Suspended, Cancelled, Awarded.';--> statement-breakpoint
COMMENT ON VIEW nba.player_game_stats IS 'Box scores of players; one row a player in a game.';--> statement-breakpoint
COMMENT ON COLUMN nba.player_game_stats.start_position IS 'Where the player began; null of the bench.';--> statement-breakpoint
COMMENT ON VIEW nba.team_game_stats IS 'Box scores of teams; one row a side of a game.';--> statement-breakpoint
COMMENT ON VIEW nba.standings IS 'The table of the NBA after each day of play; one row a team and day.';--> statement-breakpoint
COMMENT ON VIEW nba.data_refresh_log IS 'Refreshes of datasets; one row a refresh.';
