CREATE TABLE "market_efficiency" (
	"league_id" integer NOT NULL,
	"season_year" integer NOT NULL,
	"market" varchar(60) NOT NULL,
	"moment" varchar(10) NOT NULL,
	"source" varchar(30) NOT NULL,
	"method" varchar(20) NOT NULL,
	"games" integer NOT NULL,
	"undecided" integer NOT NULL,
	"stale" integer NOT NULL,
	"brier" numeric(9, 6),
	"log_loss" numeric(9, 6),
	"rps" numeric(9, 6),
	"base_brier" numeric(9, 6),
	"base_log_loss" numeric(9, 6),
	"base_rps" numeric(9, 6),
	"gain" numeric(9, 6),
	"gain_error" numeric(9, 6),
	"hold" numeric(9, 6),
	"lines" integer NOT NULL,
	"line_error" numeric(9, 6),
	"base_line_error" numeric(9, 6),
	"compared" integer NOT NULL,
	"open_line_error" numeric(9, 6),
	"points_gained" numeric(9, 6),
	"points_gained_error" numeric(9, 6),
	"close_nearer" numeric(9, 6),
	"calibration" jsonb NOT NULL,
	"by_price" jsonb NOT NULL,
	"refreshed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "market_efficiency_pkey" PRIMARY KEY("league_id","season_year","market","moment","source","method"),
	CONSTRAINT "efficiency_market_known" CHECK ("market_efficiency"."market" in ('h2h', 'h2h_3_way', 'spreads', 'totals')),
	CONSTRAINT "efficiency_moment_known" CHECK ("market_efficiency"."moment" in ('open', 'close')),
	CONSTRAINT "efficiency_games_counted" CHECK ("market_efficiency"."games" >= "market_efficiency"."undecided")
);
--> statement-breakpoint
CREATE TABLE "source_line_differences" (
	"game_id" integer NOT NULL,
	"source" varchar(30) NOT NULL,
	"entity_type" varchar(10) NOT NULL,
	"entity_id" integer NOT NULL,
	"field" varchar(63) NOT NULL,
	"ours" varchar(200),
	"our_source" varchar(30),
	"theirs" varchar(200),
	"first_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"settled_at" timestamp with time zone,
	"settled_because" varchar(30),
	"run_id" varchar(100),
	CONSTRAINT "source_line_differences_pkey" PRIMARY KEY("game_id","source","entity_type","entity_id","field"),
	CONSTRAINT "line_difference_entity_known" CHECK ("source_line_differences"."entity_type" in ('player', 'team')),
	CONSTRAINT "line_difference_settled_reason_known" CHECK ("source_line_differences"."settled_because" in ('source_agrees', 'result_rewritten'))
);
--> statement-breakpoint
ALTER TABLE "source_differences" ADD COLUMN "settled_because" varchar(30);--> statement-breakpoint
ALTER TABLE "market_efficiency" ADD CONSTRAINT "market_efficiency_league_id_leagues_id_fk" FOREIGN KEY ("league_id") REFERENCES "public"."leagues"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "source_line_differences" ADD CONSTRAINT "source_line_differences_game_id_games_id_fk" FOREIGN KEY ("game_id") REFERENCES "public"."games"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idx_source_line_differences_open" ON "source_line_differences" USING btree ("game_id") WHERE "source_line_differences"."settled_at" is null;--> statement-breakpoint
ALTER TABLE "source_differences" ADD CONSTRAINT "difference_settled_reason_known" CHECK ("source_differences"."settled_because" in ('source_agrees', 'result_rewritten'));
--> statement-breakpoint
-- Market efficiency follows closing lines and final scores: the league is the entity of a change.
CREATE FUNCTION note_market_efficiency() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    lines text := CASE tg_op WHEN 'INSERT' THEN 'SELECT game_id FROM new_lines'
                             WHEN 'DELETE' THEN 'SELECT game_id FROM old_lines'
                             ELSE 'SELECT game_id FROM new_lines UNION ALL SELECT game_id FROM old_lines' END;
BEGIN
    EXECUTE format(
        'INSERT INTO changed_keys (input, season_year, entity_ids)
         SELECT %L, seasons.year, array_agg(DISTINCT games.league_id) FROM (%s) AS line
         JOIN games ON games.id = line.game_id JOIN seasons ON seasons.id = games.season_id GROUP BY seasons.year',
        tg_table_name, lines);
    RETURN NULL;
END
$$;--> statement-breakpoint
CREATE TRIGGER note_market_efficiency_of_new_lines AFTER INSERT ON closing_lines REFERENCING NEW TABLE AS new_lines
    FOR EACH STATEMENT EXECUTE FUNCTION note_market_efficiency();--> statement-breakpoint
CREATE TRIGGER note_market_efficiency_of_changed_lines AFTER UPDATE ON closing_lines REFERENCING OLD TABLE AS old_lines NEW TABLE AS new_lines
    FOR EACH STATEMENT EXECUTE FUNCTION note_market_efficiency();--> statement-breakpoint
CREATE TRIGGER note_market_efficiency_of_gone_lines AFTER DELETE ON closing_lines REFERENCING OLD TABLE AS old_lines
    FOR EACH STATEMENT EXECUTE FUNCTION note_market_efficiency();--> statement-breakpoint
CREATE FUNCTION note_market_efficiency_of_game() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO changed_keys (input, season_year, entity_ids)
    SELECT 'closing_lines', seasons.year, ARRAY[game.league_id]
    FROM (VALUES (old.season_id, old.league_id)) AS game (season_id, league_id)
    JOIN seasons ON seasons.id = game.season_id
    WHERE tg_op = 'DELETE' OR EXISTS (SELECT FROM closing_lines WHERE closing_lines.game_id = old.id)
    UNION
    SELECT 'closing_lines', seasons.year, ARRAY[game.league_id]
    FROM games AS game JOIN seasons ON seasons.id = game.season_id
    WHERE game.id = old.id AND EXISTS (SELECT FROM closing_lines WHERE closing_lines.game_id = old.id);
    RETURN NULL;
END
$$;--> statement-breakpoint
CREATE TRIGGER note_market_efficiency_of_result AFTER UPDATE OF status, home_score, away_score, league_id, season_id ON games FOR EACH ROW
    WHEN ((old.status, old.home_score, old.away_score, old.league_id, old.season_id)
          IS DISTINCT FROM (new.status, new.home_score, new.away_score, new.league_id, new.season_id))
    EXECUTE FUNCTION note_market_efficiency_of_game();--> statement-breakpoint
-- Its lines go with a game, by a cascade that no longer finds of which league they were.
CREATE TRIGGER note_market_efficiency_of_gone_game AFTER DELETE ON games FOR EACH ROW
    WHEN (old.status = 'completed') EXECUTE FUNCTION note_market_efficiency_of_game();--> statement-breakpoint
-- What was there before.
INSERT INTO changed_keys (input, season_year, entity_ids)
SELECT 'closing_lines', seasons.year, array_agg(DISTINCT games.league_id)
FROM closing_lines JOIN games ON games.id = closing_lines.game_id JOIN seasons ON seasons.id = games.season_id
GROUP BY seasons.year;
