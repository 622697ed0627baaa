-- Nothing finds rows by these: when somebody was seeded last is told, not searched for, and the unique indexes of the two
-- other tables begin with the same column.
DROP INDEX IF EXISTS "idx_game_rosters_lookup";--> statement-breakpoint
DROP INDEX IF EXISTS "idx_provider_payloads_game";--> statement-breakpoint
DROP INDEX IF EXISTS "idx_players_last_seeded";--> statement-breakpoint
DROP INDEX IF EXISTS "idx_teams_last_seeded";
--> statement-breakpoint
-- Each player of a game is written with it: new versions of a row find room beside it, and no index learns of them.
ALTER TABLE "players" SET (fillfactor = 80);
--> statement-breakpoint
ALTER TABLE "teams" SET (fillfactor = 50);
--> statement-breakpoint
-- Bodies are compressed already.
ALTER TABLE "provider_payloads" ALTER COLUMN "body" SET STORAGE EXTERNAL;
--> statement-breakpoint
-- As before, with statements that each session plans once.
create or replace function note_season_figures() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' and tg_argv[2] = 'player_id' then
    insert into changed_keys (input, season_year, entity_ids)
    select tg_table_name, season_year, array_agg(distinct player_id) from new_lines group by season_year;
  elsif tg_op = 'INSERT' then
    insert into changed_keys (input, season_year, entity_ids)
    select tg_table_name, season_year, array_agg(distinct team_id) from new_lines group by season_year;
  elsif tg_op = 'DELETE' and tg_argv[2] = 'player_id' then
    insert into changed_keys (input, season_year, entity_ids)
    select tg_table_name, season_year, array_agg(distinct player_id) from old_lines group by season_year;
  elsif tg_op = 'DELETE' then
    insert into changed_keys (input, season_year, entity_ids)
    select tg_table_name, season_year, array_agg(distinct team_id) from old_lines group by season_year;
  elsif tg_argv[2] = 'player_id' then
    insert into changed_keys (input, season_year, entity_ids)
    select tg_table_name, season_year, array_agg(distinct player_id)
    from (select season_year, player_id from new_lines union all select season_year, player_id from old_lines) as line
    group by season_year;
  else
    insert into changed_keys (input, season_year, entity_ids)
    select tg_table_name, season_year, array_agg(distinct team_id)
    from (select season_year, team_id from new_lines union all select season_year, team_id from old_lines) as line
    group by season_year;
  end if;
  return null;
end
$$;
--> statement-breakpoint
-- As before, with statements that each session plans once.
create or replace function write_id_column(kind text, entity integer[], value text[]) returns void language plpgsql as $$
begin
  if kind = 'game' then
    with wanted as (
      select entry.id, seen.value from unnest($2, $3) as seen(id, value) join games as entry on entry.id = seen.id
      where entry.id = any($2) and entry.provider_game_id is distinct from seen.value
      order by entry.id for no key update of entry)
    update games as entry set provider_game_id = wanted.value from wanted where entry.id = wanted.id;
  elsif kind = 'player' then
    with wanted as (
      select entry.id, seen.value from unnest($2, $3) as seen(id, value) join players as entry on entry.id = seen.id
      where entry.id = any($2) and entry.api_sports_id is distinct from seen.value
      order by entry.id for no key update of entry)
    update players as entry set api_sports_id = wanted.value from wanted where entry.id = wanted.id;
  elsif kind = 'team' then
    with wanted as (
      select entry.id, seen.value from unnest($2, $3) as seen(id, value) join teams as entry on entry.id = seen.id
      where entry.id = any($2) and entry.api_sports_id is distinct from seen.value
      order by entry.id for no key update of entry)
    update teams as entry set api_sports_id = wanted.value from wanted where entry.id = wanted.id;
  elsif kind = 'league' then
    with wanted as (
      select entry.id, seen.value from unnest($2, $3) as seen(id, value) join leagues as entry on entry.id = seen.id
      where entry.id = any($2) and entry.api_sports_id is distinct from seen.value
      order by entry.id for no key update of entry)
    update leagues as entry set api_sports_id = wanted.value from wanted where entry.id = wanted.id;
  end if;
end
$$;
