CREATE TABLE "calendar_days" (
	"day" date PRIMARY KEY NOT NULL
);
--> statement-breakpoint
-- Days of records as they are written, whoever writes them; a day stays.
CREATE FUNCTION note_days_of_records() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO calendar_days (day)
    SELECT spread.day::date
    FROM (SELECT min(played_on) AS first, max(stands_until) AS last FROM written) AS written,
         generate_series(written.first, written.last, interval '1 day') AS spread (day)
    WHERE NOT EXISTS (SELECT FROM calendar_days AS known WHERE known.day = spread.day::date)
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;--> statement-breakpoint
CREATE TRIGGER note_days_of_new_records AFTER INSERT ON team_day_records
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION note_days_of_records();--> statement-breakpoint
CREATE TRIGGER note_days_of_moved_records AFTER UPDATE ON team_day_records
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION note_days_of_records();--> statement-breakpoint
-- What was there before.
INSERT INTO calendar_days (day)
SELECT spread.day::date
FROM (SELECT min(played_on) AS first, max(stands_until) AS last FROM team_day_records) AS written,
     generate_series(written.first, written.last, interval '1 day') AS spread (day);--> statement-breakpoint
-- As before, with days that are looked up, so that a day that a reader picks goes down to the records.
CREATE OR REPLACE VIEW team_stats_daily AS
SELECT coalesce(team.text_id, team.id::text) AS team_id, coalesce(league.code, league.name) AS league, spread.day AS snapshot_date,
       record.season_year AS season, record.games, record.wins, record.losses, record.level AS ties,
       (record.wins + record.level / 2.0) / nullif(record.games, 0) AS win_pct,
       record.points_for::float8 / nullif(record.games, 0) AS ppg,
       record.points_against::float8 / nullif(record.games, 0) AS papg,
       rating.elo_after AS elo_rating, record.pythagorean_share AS pythagorean_win_pct,
       record.last10_wins || '-' || record.last10_losses
           || CASE WHEN record.last10_level > 0 THEN '-' || record.last10_level ELSE '' END AS last10,
       CASE record.streak_result WHEN 1 THEN 'W' WHEN -1 THEN 'L' ELSE 'T' END || record.streak_games AS streak,
       spread.day - record.played_on AS rest_days, team.name AS team, sport.display_name AS sport
FROM team_day_records AS record
JOIN teams AS team ON team.id = record.team_id
JOIN leagues AS league ON league.id = record.league_id
JOIN sports AS sport ON sport.id = league.sport_id
JOIN calendar_days AS spread ON spread.day BETWEEN record.played_on AND least(record.stands_until, current_date)
LEFT JOIN LATERAL (
    SELECT rated.elo_after FROM team_ratings AS rated
    WHERE rated.team_id = record.team_id AND rated.season_year = record.season_year AND rated.played_on <= record.played_on
    ORDER BY rated.played_on DESC, rated.starts_at DESC, rated.game_id DESC LIMIT 1
) AS rating ON true;
