-- The start that counts for a price: our schedule's, or the event's as it was known at the capture while no game is linked.
-- A start that was told before and after a capture stood at it, whatever was told for a while between others.
CREATE OR REPLACE VIEW odds_history AS
SELECT change.event_id::text AS event_id, event.game_id::text AS game_id, book.key AS bookmaker, change.market,
       change.side AS outcome, change.subject, change.point, change.price, change.price_text, change.captured_at,
       change.book_updated_at, told.starts_at AS commence_time,
       change.captured_at >= coalesce(game.game_datetime, told.starts_at) AS is_live,
       change.captured_at < coalesce(game.game_datetime, told.starts_at)
           AND coalesce(game.game_datetime, told.starts_at) <= now()
           AND NOT EXISTS (SELECT FROM odds_changes AS later
                           WHERE later.series_id = change.series_id AND later.captured_at > change.captured_at
                             AND later.captured_at < coalesce(game.game_datetime, told.starts_at)) AS is_closing_line,
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
) AS told;
