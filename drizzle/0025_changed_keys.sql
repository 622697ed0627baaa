CREATE TABLE "changed_keys" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"input" varchar(63) NOT NULL,
	"season_year" integer NOT NULL,
	"entity_ids" integer[] NOT NULL,
	"dataset" varchar(63),
	"failures" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "data_refresh_log" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"dataset" varchar(63) NOT NULL,
	"mode" varchar(10) NOT NULL,
	"scope" jsonb NOT NULL,
	"actor" varchar(100),
	"status" varchar(10) NOT NULL,
	"error" text,
	"rows_written" integer DEFAULT 0 NOT NULL,
	"rows_removed" integer DEFAULT 0 NOT NULL,
	"changes_up_to" bigint,
	"started_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone NOT NULL,
	CONSTRAINT "refresh_mode_known" CHECK ("data_refresh_log"."mode" in ('keys', 'season', 'whole')),
	CONSTRAINT "refresh_status_known" CHECK ("data_refresh_log"."status" in ('done', 'failed'))
);
--> statement-breakpoint
CREATE INDEX "idx_changed_keys_due" ON "changed_keys" USING btree ("due_at","id");--> statement-breakpoint
CREATE INDEX "idx_data_refresh_log_dataset" ON "data_refresh_log" USING btree ("dataset","started_at" desc);--> statement-breakpoint
CREATE INDEX "idx_data_refresh_log_started" ON "data_refresh_log" USING btree ("started_at");--> statement-breakpoint
-- The triggers of the lines note changes for every dataset that is computed from them. Arguments as before: sport,
-- kind of entity, column of the lines that names it.
create or replace function note_season_figures() returns trigger language plpgsql as $$
declare
    lines text := case tg_op when 'INSERT' then 'select * from new_lines'
                             when 'DELETE' then 'select * from old_lines'
                             else 'select * from new_lines union all select * from old_lines' end;
begin
    execute format(
        'insert into changed_keys (input, season_year, entity_ids)
         select %L, season_year, array_agg(distinct %I) from (%s) as line group by season_year',
        tg_table_name, tg_argv[2], lines);
    return null;
end
$$;
--> statement-breakpoint
-- A game that turns out to be of another kind or league takes its lines with it.
create or replace function note_season_figures_of_game() returns trigger language plpgsql as $$
begin
    insert into changed_keys (input, season_year, entity_ids)
    select 'nba_player_game_stats', season_year, array_agg(player_id) from nba_player_game_stats where game_id = new.id group by season_year
    union all
    select 'nba_team_game_stats', season_year, array_agg(team_id) from nba_team_game_stats where game_id = new.id group by season_year
    union all
    select 'nfl_player_game_stats', season_year, array_agg(player_id) from nfl_player_game_stats where game_id = new.id group by season_year
    union all
    select 'nfl_team_game_stats', season_year, array_agg(team_id) from nfl_team_game_stats where game_id = new.id group by season_year
    union all
    select 'football_player_game_stats', season_year, array_agg(player_id) from football_player_game_stats where game_id = new.id group by season_year
    union all
    select 'football_team_game_stats', season_year, array_agg(team_id) from football_team_game_stats where game_id = new.id group by season_year;
    return null;
end
$$;
