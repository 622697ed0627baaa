CREATE TABLE "data_loads" (
	"id" serial PRIMARY KEY NOT NULL,
	"dataset" varchar(40) NOT NULL,
	"file_hash" varchar(64) NOT NULL,
	"source" text NOT NULL,
	"preset" varchar(40) NOT NULL,
	"status" varchar(20) NOT NULL,
	"rows_done" integer DEFAULT 0 NOT NULL,
	"counts" jsonb NOT NULL,
	"actor" varchar(100) NOT NULL,
	"run_id" varchar(100),
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "unique_data_load" UNIQUE("dataset","file_hash")
);
--> statement-breakpoint
CREATE TABLE "load_quarantine" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"load_id" integer,
	"dataset" varchar(40) NOT NULL,
	"source" text NOT NULL,
	"line" integer NOT NULL,
	"field" varchar(60) NOT NULL,
	"value" text NOT NULL,
	"reason" varchar(40) NOT NULL,
	"detail" text NOT NULL,
	"remedy" text NOT NULL,
	"raw" jsonb NOT NULL,
	"raw_hash" varchar(64) NOT NULL,
	"run_id" varchar(100),
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "unique_load_quarantine" UNIQUE("dataset","raw_hash")
);
--> statement-breakpoint
CREATE TABLE "bookmakers" (
	"id" serial PRIMARY KEY NOT NULL,
	"key" varchar(60) NOT NULL,
	"title" varchar(100) NOT NULL,
	"region" varchar(10),
	"kind" varchar(10) DEFAULT 'book' NOT NULL,
	"is_sharp" boolean DEFAULT false NOT NULL,
	"is_active" boolean DEFAULT true NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "bookmakers_key_unique" UNIQUE("key"),
	CONSTRAINT "bookmaker_kind_known" CHECK ("bookmakers"."kind" in ('book', 'exchange'))
);
--> statement-breakpoint
CREATE TABLE "closing_lines" (
	"game_id" integer NOT NULL,
	"market" varchar(60) NOT NULL,
	"side" varchar(10) NOT NULL,
	"open_point" numeric(7, 2),
	"open_price" numeric(9, 4),
	"opened_at" timestamp with time zone,
	"close_point" numeric(7, 2),
	"close_price" numeric(9, 4),
	"fair_probability" numeric(7, 6),
	"devig_method" varchar(20) NOT NULL,
	"hold" numeric(7, 6),
	"books" integer NOT NULL,
	"books_at_line" integer NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"closed_at" timestamp with time zone NOT NULL,
	"age_minutes" integer NOT NULL,
	"is_stale" boolean NOT NULL,
	"computed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "closing_lines_game_id_market_side_pk" PRIMARY KEY("game_id","market","side")
);
--> statement-breakpoint
CREATE TABLE "closing_lines_due" (
	"game_id" integer PRIMARY KEY NOT NULL,
	"due_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "odds_changes" (
	"series_id" integer NOT NULL,
	"event_id" integer NOT NULL,
	"bookmaker_id" integer NOT NULL,
	"market" varchar(60) NOT NULL,
	"side" varchar(10) NOT NULL,
	"subject" varchar(120),
	"point" numeric(7, 2),
	"price" numeric(9, 4) NOT NULL,
	"price_text" varchar(20) NOT NULL,
	"captured_at" timestamp with time zone NOT NULL,
	"book_updated_at" timestamp with time zone,
	"source" varchar(30) NOT NULL,
	"run_id" varchar(100),
	CONSTRAINT "odds_changes_pkey" PRIMARY KEY("series_id","captured_at"),
	CONSTRAINT "odds_change_price_possible" CHECK ("odds_changes"."price" > 1)
) PARTITION BY RANGE ("captured_at");
--> statement-breakpoint
CREATE TABLE "odds_current" (
	"series_id" serial PRIMARY KEY NOT NULL,
	"event_id" integer NOT NULL,
	"bookmaker_id" integer NOT NULL,
	"market" varchar(60) NOT NULL,
	"side" varchar(10) NOT NULL,
	"subject" varchar(120),
	"line" numeric(7, 2),
	"point" numeric(7, 2),
	"price" numeric(9, 4) NOT NULL,
	"price_text" varchar(20) NOT NULL,
	"captured_at" timestamp with time zone NOT NULL,
	"book_updated_at" timestamp with time zone,
	"source" varchar(30) NOT NULL,
	"run_id" varchar(100),
	"last_seen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "unique_odds_series" UNIQUE NULLS NOT DISTINCT("event_id","bookmaker_id","market","side","subject","line"),
	CONSTRAINT "odds_current_price_possible" CHECK ("odds_current"."price" > 1)
);
--> statement-breakpoint
CREATE TABLE "odds_event_starts" (
	"event_id" integer NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"first_told_at" timestamp with time zone NOT NULL,
	"last_told_at" timestamp with time zone NOT NULL,
	CONSTRAINT "odds_event_starts_event_id_starts_at_pk" PRIMARY KEY("event_id","starts_at")
);
--> statement-breakpoint
CREATE TABLE "odds_events" (
	"id" serial PRIMARY KEY NOT NULL,
	"provider" varchar(30) NOT NULL,
	"sport_id" integer NOT NULL,
	"league_id" integer NOT NULL,
	"external_id" varchar(60) NOT NULL,
	"home_name" varchar(120) NOT NULL,
	"away_name" varchar(120) NOT NULL,
	"home_team_id" integer,
	"away_team_id" integer,
	"starts_at" timestamp with time zone NOT NULL,
	"game_id" integer,
	"question" varchar(20),
	"candidates" jsonb,
	"first_seen_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "unique_odds_event" UNIQUE("provider","sport_id","external_id"),
	CONSTRAINT "odds_event_question_known" CHECK ("odds_events"."question" in ('unknown_team', 'ambiguous_team', 'no_game', 'several_games', 'several_events', 'sides_exchanged', 'game_taken', 'said_wrong'))
);
--> statement-breakpoint
CREATE TABLE "odds_sightings" (
	"event_id" integer NOT NULL,
	"captured_at" timestamp with time zone NOT NULL,
	"series_ids" integer[] NOT NULL,
	CONSTRAINT "odds_sightings_event_id_captured_at_pk" PRIMARY KEY("event_id","captured_at")
);
--> statement-breakpoint
ALTER TABLE "load_quarantine" ADD CONSTRAINT "load_quarantine_load_id_data_loads_id_fk" FOREIGN KEY ("load_id") REFERENCES "public"."data_loads"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "closing_lines" ADD CONSTRAINT "closing_lines_game_id_games_id_fk" FOREIGN KEY ("game_id") REFERENCES "public"."games"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "closing_lines_due" ADD CONSTRAINT "closing_lines_due_game_id_games_id_fk" FOREIGN KEY ("game_id") REFERENCES "public"."games"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "odds_changes" ADD CONSTRAINT "odds_changes_event" FOREIGN KEY ("event_id") REFERENCES "public"."odds_events"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "odds_current" ADD CONSTRAINT "odds_current_event" FOREIGN KEY ("event_id") REFERENCES "public"."odds_events"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "odds_current" ADD CONSTRAINT "odds_current_bookmaker" FOREIGN KEY ("bookmaker_id") REFERENCES "public"."bookmakers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "odds_event_starts" ADD CONSTRAINT "odds_event_starts_event_id_odds_events_id_fk" FOREIGN KEY ("event_id") REFERENCES "public"."odds_events"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "odds_events" ADD CONSTRAINT "odds_events_sport_id_sports_id_fk" FOREIGN KEY ("sport_id") REFERENCES "public"."sports"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "odds_events" ADD CONSTRAINT "odds_events_league_id_leagues_id_fk" FOREIGN KEY ("league_id") REFERENCES "public"."leagues"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "odds_events" ADD CONSTRAINT "odds_events_home_team_id_teams_id_fk" FOREIGN KEY ("home_team_id") REFERENCES "public"."teams"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "odds_events" ADD CONSTRAINT "odds_events_away_team_id_teams_id_fk" FOREIGN KEY ("away_team_id") REFERENCES "public"."teams"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "odds_events" ADD CONSTRAINT "odds_events_game_id_games_id_fk" FOREIGN KEY ("game_id") REFERENCES "public"."games"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "odds_sightings" ADD CONSTRAINT "odds_sightings_event_id_odds_events_id_fk" FOREIGN KEY ("event_id") REFERENCES "public"."odds_events"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idx_load_quarantine_load" ON "load_quarantine" USING btree ("load_id");--> statement-breakpoint
CREATE INDEX "idx_closing_lines_due" ON "closing_lines_due" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "idx_odds_changes_event" ON "odds_changes" USING btree ("event_id","captured_at");--> statement-breakpoint
CREATE INDEX "idx_odds_events_game" ON "odds_events" USING btree ("game_id");--> statement-breakpoint
CREATE INDEX "idx_odds_events_sides" ON "odds_events" USING btree ("league_id","home_team_id","away_team_id");--> statement-breakpoint
CREATE INDEX "idx_odds_events_open" ON "odds_events" USING btree ("league_id","starts_at") WHERE game_id is null;--> statement-breakpoint
-- What no month has a partition for yet; a recurrent job and every load give months theirs, and move what lies here.
CREATE TABLE odds_changes_other PARTITION OF odds_changes DEFAULT;--> statement-breakpoint
DO $$
DECLARE
    month date;
BEGIN
    FOR month IN SELECT generate_series(date_trunc('month', now() AT TIME ZONE 'utc'), date_trunc('month', now() AT TIME ZONE 'utc') + interval '3 months', interval '1 month')::date LOOP
        EXECUTE format('CREATE TABLE odds_changes_%s PARTITION OF odds_changes FOR VALUES FROM (%L) TO (%L)',
            to_char(month, 'YYYY_MM'), month::text || ' 00:00:00+00', (month + interval '1 month')::date::text || ' 00:00:00+00');
    END LOOP;
END
$$;--> statement-breakpoint
CREATE INDEX idx_odds_changes_captured ON odds_changes USING brin (captured_at);--> statement-breakpoint
-- Which game an event is stands in external_ids, whoever writes there; an event follows, and its rows with it.
CREATE FUNCTION follow_links_of_odds_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF tg_op <> 'INSERT' THEN
        UPDATE odds_events SET game_id = NULL, updated_at = now(),
            question = CASE WHEN EXISTS (SELECT FROM games WHERE games.id = gone.entity_id) THEN 'said_wrong' ELSE 'no_game' END
        FROM gone
        WHERE gone.entity_type = 'game' AND odds_events.provider = gone.provider AND odds_events.sport_id = gone.sport_id
          AND odds_events.external_id = gone.external_id AND odds_events.game_id = gone.entity_id;
    END IF;
    IF tg_op <> 'DELETE' THEN
        UPDATE odds_events SET game_id = come.entity_id, question = NULL, candidates = NULL, updated_at = now()
        FROM come
        WHERE come.entity_type = 'game' AND odds_events.provider = come.provider AND odds_events.sport_id = come.sport_id
          AND odds_events.external_id = come.external_id AND odds_events.game_id IS DISTINCT FROM come.entity_id;
    END IF;
    RETURN NULL;
END
$$;--> statement-breakpoint
CREATE TRIGGER odds_events_follow_new_ids AFTER INSERT ON external_ids REFERENCING NEW TABLE AS come
    FOR EACH STATEMENT EXECUTE FUNCTION follow_links_of_odds_events();--> statement-breakpoint
CREATE TRIGGER odds_events_follow_changed_ids AFTER UPDATE ON external_ids REFERENCING OLD TABLE AS gone NEW TABLE AS come
    FOR EACH STATEMENT EXECUTE FUNCTION follow_links_of_odds_events();--> statement-breakpoint
CREATE TRIGGER odds_events_follow_gone_ids AFTER DELETE ON external_ids REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION follow_links_of_odds_events();--> statement-breakpoint
-- The close lies before the start as the schedule has it: a start that moves, and an event that comes or goes, move it.
CREATE FUNCTION note_closing_lines_of_game() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO closing_lines_due (game_id, due_at)
    SELECT new.id, now()
    WHERE EXISTS (SELECT FROM odds_events WHERE odds_events.game_id = new.id)
       OR EXISTS (SELECT FROM closing_lines WHERE closing_lines.game_id = new.id)
    ON CONFLICT (game_id) DO UPDATE SET due_at = excluded.due_at;
    RETURN NULL;
END
$$;--> statement-breakpoint
CREATE TRIGGER note_closing_lines_of_game AFTER UPDATE OF game_datetime ON games FOR EACH ROW
    WHEN (old.game_datetime IS DISTINCT FROM new.game_datetime) EXECUTE FUNCTION note_closing_lines_of_game();--> statement-breakpoint
CREATE FUNCTION note_closing_lines_of_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO closing_lines_due (game_id, due_at)
    SELECT games.id, now() FROM games WHERE games.id IN (old.game_id, new.game_id) ORDER BY games.id
    ON CONFLICT (game_id) DO UPDATE SET due_at = excluded.due_at;
    RETURN NULL;
END
$$;--> statement-breakpoint
CREATE TRIGGER note_closing_lines_of_event AFTER UPDATE OF game_id ON odds_events FOR EACH ROW
    WHEN (old.game_id IS DISTINCT FROM new.game_id) EXECUTE FUNCTION note_closing_lines_of_event();--> statement-breakpoint
-- The start that counts for a price: our schedule's, or the event's as it was known at the capture while no game is linked.
CREATE VIEW odds_history AS
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
    ORDER BY start.first_told_at <= change.captured_at DESC,
             CASE WHEN start.first_told_at <= change.captured_at THEN start.first_told_at END DESC, start.first_told_at
    LIMIT 1
) AS told;--> statement-breakpoint
-- Props as they stand; the player where exactly one of the two teams has that name.
CREATE VIEW player_props AS
SELECT current.event_id, event.game_id, current.bookmaker_id, current.market, current.side, current.subject AS player_name,
       player.id AS player_id, current.point, current.price, current.price_text, current.captured_at,
       current.book_updated_at, current.last_seen_at, current.source
FROM odds_current AS current
JOIN odds_events AS event ON event.id = current.event_id
LEFT JOIN LATERAL (
    SELECT min(players.id) AS id FROM players
    WHERE players.current_team_id IN (event.home_team_id, event.away_team_id)
      AND lower(players.full_name) = lower(current.subject)
    HAVING count(*) = 1
) AS player ON true
WHERE current.subject IS NOT NULL;
