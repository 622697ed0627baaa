-- Providers give ids of up to 60 characters (external_ids); a wider column takes what a narrower one took.
ALTER TABLE "seeding_task_entities" ALTER COLUMN "provider_entity_id" SET DATA TYPE varchar(60);--> statement-breakpoint
ALTER TABLE "seeding_task_entities" ALTER COLUMN "provider_team_id" SET DATA TYPE varchar(60);--> statement-breakpoint
-- Changes of game lines are noted for every table that is followed, whatever its sport: which those are, their triggers
-- say. Before, the function below named the tables.
create or replace function note_season_figures_of_game() returns trigger language plpgsql as $$
declare
    followed record;
begin
    for followed in
        select class.oid::regclass as lines, class.relname as name,
               split_part(encode(note.tgargs, 'escape'), '\000', 3) as entity_column
        from pg_trigger as note join pg_class as class on class.oid = note.tgrelid
        where note.tgname = 'season_figures_after_insert' and note.tgfoid = 'note_season_figures'::regproc
        order by class.relname
    loop
        execute format(
            'insert into changed_keys (input, season_year, entity_ids)
             select %L, season_year, array_agg(%I) from %s where game_id = $1 group by season_year',
            followed.name, followed.entity_column, followed.lines) using new.id;
    end loop;
    return null;
end
$$;
--> statement-breakpoint
-- A new sport calls it once for each of its tables of lines, which are partitioned by season: it gives the table the
-- partition for seasons that have none of their own, and the triggers that note changes. `entity_column` is the column
-- that names whose line it is, `player_id` or `team_id`.
create function follow_game_lines(lines regclass, sport text, entity_column text) returns void language plpgsql as $$
declare
    words text := format('for each statement execute function note_season_figures (%L, %L, %L)',
                         sport, replace(entity_column, '_id', ''), entity_column);
begin
    execute format('create table %I partition of %s default',
                   (select relname from pg_class where oid = lines) || '_other', lines);
    execute format('create trigger season_figures_after_insert after insert on %s
                    referencing new table as new_lines %s', lines, words);
    execute format('create trigger season_figures_after_update after update on %s
                    referencing old table as old_lines new table as new_lines %s', lines, words);
    execute format('create trigger season_figures_after_delete after delete on %s
                    referencing old table as old_lines %s', lines, words);
end
$$;
