CREATE TABLE "external_ids" (
	"provider" varchar(30) NOT NULL,
	"sport_id" integer NOT NULL,
	"entity_type" varchar(10) NOT NULL,
	"external_id" varchar(60) NOT NULL,
	"entity_id" integer NOT NULL,
	"alias" smallint DEFAULT 0 NOT NULL,
	"learned_by" varchar(10) NOT NULL,
	"learned_at" timestamp with time zone DEFAULT now() NOT NULL,
	"confidence" numeric(3, 2) NOT NULL,
	CONSTRAINT "external_ids_provider_sport_id_entity_type_external_id_pk" PRIMARY KEY("provider","sport_id","entity_type","external_id"),
	CONSTRAINT "external_id_type_known" CHECK ("external_ids"."entity_type" in ('team', 'player', 'game', 'league', 'venue', 'season')),
	CONSTRAINT "external_id_learned_by_known" CHECK ("external_ids"."learned_by" in ('reference', 'exact', 'schedule', 'name', 'person'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX "unique_external_id_of_entity" ON "external_ids" USING btree ("entity_type","entity_id","provider","alias");--> statement-breakpoint
CREATE TABLE "team_seasons" (
	"league_id" integer NOT NULL,
	"season_year" integer NOT NULL,
	"team_id" integer NOT NULL,
	"name" varchar(100),
	"learned_by" varchar(10) NOT NULL,
	"learned_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "team_seasons_league_id_season_year_team_id_pk" PRIMARY KEY("league_id","season_year","team_id")
);
--> statement-breakpoint
-- By hand: who played where, by the games that are known; before the triggers and the foreign keys, which hold writers
-- up until the end.
insert into team_seasons (league_id, season_year, team_id, learned_by)
select distinct side.league_id, season.year, side.team_id, 'schedule'
from (
  select league_id, season_id, home_team_id as team_id from games group by 1, 2, 3
  union
  select league_id, season_id, away_team_id from games group by 1, 2, 3
) as side
join seasons as season on season.id = side.season_id
on conflict do nothing;
--> statement-breakpoint
-- By hand: what is known already, in two passes. The first takes no lock that writers wait for; the second, after the
-- triggers, adds what was written meanwhile.
insert into external_ids (provider, sport_id, entity_type, external_id, entity_id, learned_by, confidence)
select 'api-sports', known.*
from (
  select sport_id, 'league', api_sports_id, id, 'reference', 1 from leagues where api_sports_id is not null
  union all
  select sport_id, 'team', api_sports_id, id, 'name', 0.9 from teams where api_sports_id is not null
  union all
  select sport_id, 'player', api_sports_id, id, 'exact', 1 from players where api_sports_id is not null
  union all
  select sport_id, 'game', provider_game_id, id, 'schedule', 0.95 from games where provider_game_id is not null
) as known (sport_id, entity_type, external_id, entity_id, learned_by, confidence)
where not exists (
  select 1 from external_ids as id
  where id.provider = 'api-sports' and id.sport_id = known.sport_id and id.entity_type = known.entity_type
    and id.external_id = known.external_id)
on conflict do nothing;
--> statement-breakpoint
-- Older versions write the columns: each such write is an id. Writes of the trigger below are none.
CREATE FUNCTION follow_id_column() RETURNS trigger LANGUAGE plpgsql AS $$
declare
  kind text := tg_argv[0];
  before_id text;
  after_id text := to_jsonb(new) ->> tg_argv[1];
begin
  if tg_op = 'UPDATE' then
    before_id := to_jsonb(old) ->> tg_argv[1];
    if before_id is not distinct from after_id then return null; end if;
    delete from external_ids
    where provider = 'api-sports' and sport_id = new.sport_id and entity_type = kind
      and external_id = before_id and entity_id = new.id;
  end if;
  if after_id is not null then
    insert into external_ids (provider, sport_id, entity_type, external_id, entity_id, learned_by, confidence)
    values ('api-sports', new.sport_id, kind, after_id, new.id, tg_argv[2], tg_argv[3]::numeric)
    on conflict do nothing;
  end if;
  return null;
end $$;
--> statement-breakpoint
CREATE TRIGGER follow_id_column AFTER INSERT OR UPDATE OF api_sports_id ON leagues FOR EACH ROW
  WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION follow_id_column('league', 'api_sports_id', 'reference', '1');
--> statement-breakpoint
CREATE TRIGGER follow_id_column AFTER INSERT OR UPDATE OF api_sports_id ON teams FOR EACH ROW
  WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION follow_id_column('team', 'api_sports_id', 'name', '0.9');
--> statement-breakpoint
CREATE TRIGGER follow_new_id_column AFTER INSERT ON players FOR EACH ROW
  WHEN (new.api_sports_id is not null and pg_trigger_depth() = 0)
  EXECUTE FUNCTION follow_id_column('player', 'api_sports_id', 'exact', '1');
--> statement-breakpoint
CREATE TRIGGER follow_id_column AFTER UPDATE OF api_sports_id ON players FOR EACH ROW
  WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION follow_id_column('player', 'api_sports_id', 'exact', '1');
--> statement-breakpoint
CREATE TRIGGER follow_new_id_column AFTER INSERT ON games FOR EACH ROW
  WHEN (new.provider_game_id is not null and pg_trigger_depth() = 0)
  EXECUTE FUNCTION follow_id_column('game', 'provider_game_id', 'schedule', '0.95');
--> statement-breakpoint
CREATE TRIGGER follow_id_column AFTER UPDATE OF provider_game_id ON games FOR EACH ROW
  WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION follow_id_column('game', 'provider_game_id', 'schedule', '0.95');
--> statement-breakpoint
-- Older versions read the columns. The rows are locked in the order of their ids, as everywhere else.
CREATE FUNCTION write_id_column(kind text, entity integer[], value text[]) RETURNS void LANGUAGE plpgsql AS $$
declare
  id_table text := kind || 's';
  id_column text := case kind when 'game' then 'provider_game_id' else 'api_sports_id' end;
begin
  execute format(
    'with wanted as (
       select entry.id, seen.value from unnest($1, $2) as seen(id, value) join %1$I as entry on entry.id = seen.id
       where entry.%2$I is distinct from seen.value order by entry.id for no key update of entry)
     update %1$I as entry set %2$I = wanted.value from wanted where entry.id = wanted.id', id_table, id_column)
  using entity, value;
end $$;
--> statement-breakpoint
CREATE FUNCTION keep_id_columns() RETURNS trigger LANGUAGE plpgsql AS $$
declare
  part record;
begin
  if tg_op <> 'INSERT' then
    for part in
      select id.entity_type, array_agg(id.entity_id) as entities from gone as id
      where id.provider = 'api-sports' and id.alias = 0 and id.entity_type in ('league', 'team', 'player', 'game')
        and not exists (
          select 1 from external_ids as other
          where other.provider = id.provider and other.entity_type = id.entity_type
            and other.entity_id = id.entity_id and other.alias = 0)
      group by id.entity_type
    loop
      perform write_id_column(
        part.entity_type, part.entities, array_fill(null::text, array[cardinality(part.entities)]));
    end loop;
  end if;
  if tg_op <> 'DELETE' then
    for part in
      select id.entity_type, array_agg(id.entity_id) as entities, array_agg(id.external_id::text) as ids
      from come as id
      where id.provider = 'api-sports' and id.alias = 0 and id.entity_type in ('league', 'team', 'player', 'game')
        and length(id.external_id) <= case id.entity_type when 'game' then 50 else 20 end
      group by id.entity_type
    loop
      perform write_id_column(part.entity_type, part.entities, part.ids);
    end loop;
  end if;
  return null;
end $$;
--> statement-breakpoint
CREATE TRIGGER keep_id_columns_of_new AFTER INSERT ON external_ids REFERENCING NEW TABLE AS come
  FOR EACH STATEMENT EXECUTE FUNCTION keep_id_columns();
--> statement-breakpoint
CREATE TRIGGER keep_id_columns_of_changed AFTER UPDATE ON external_ids REFERENCING OLD TABLE AS gone NEW TABLE AS come
  FOR EACH STATEMENT EXECUTE FUNCTION keep_id_columns();
--> statement-breakpoint
CREATE TRIGGER keep_id_columns_of_gone AFTER DELETE ON external_ids REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION keep_id_columns();
--> statement-breakpoint
-- An id of an entity that is gone means nobody.
CREATE FUNCTION forget_external_ids() RETURNS trigger LANGUAGE plpgsql AS $$
begin
  delete from external_ids using gone
  where external_ids.entity_type = tg_argv[0] and external_ids.entity_id = gone.id;
  return null;
end $$;
--> statement-breakpoint
CREATE TRIGGER forget_external_ids AFTER DELETE ON leagues REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION forget_external_ids('league');
--> statement-breakpoint
CREATE TRIGGER forget_external_ids AFTER DELETE ON teams REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION forget_external_ids('team');
--> statement-breakpoint
CREATE TRIGGER forget_external_ids AFTER DELETE ON players REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION forget_external_ids('player');
--> statement-breakpoint
CREATE TRIGGER forget_external_ids AFTER DELETE ON games REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION forget_external_ids('game');
--> statement-breakpoint
insert into external_ids (provider, sport_id, entity_type, external_id, entity_id, learned_by, confidence)
select 'api-sports', known.*
from (
  select sport_id, 'league', api_sports_id, id, 'reference', 1 from leagues where api_sports_id is not null
  union all
  select sport_id, 'team', api_sports_id, id, 'name', 0.9 from teams where api_sports_id is not null
  union all
  select sport_id, 'player', api_sports_id, id, 'exact', 1 from players where api_sports_id is not null
  union all
  select sport_id, 'game', provider_game_id, id, 'schedule', 0.95 from games where provider_game_id is not null
) as known (sport_id, entity_type, external_id, entity_id, learned_by, confidence)
where not exists (
  select 1 from external_ids as id
  where id.provider = 'api-sports' and id.sport_id = known.sport_id and id.entity_type = known.entity_type
    and id.external_id = known.external_id)
on conflict do nothing;
--> statement-breakpoint
CREATE TABLE "player_merges" (
	"id" serial PRIMARY KEY NOT NULL,
	"sport_id" integer NOT NULL,
	"kept_id" integer NOT NULL,
	"merged_id" integer NOT NULL,
	"merged" jsonb NOT NULL,
	"actor" varchar(100) NOT NULL,
	"reason" text,
	"merged_at" timestamp with time zone DEFAULT now() NOT NULL,
	"split_at" timestamp with time zone,
	"split_by" varchar(100)
);
--> statement-breakpoint
ALTER TABLE "team_seasons" ADD CONSTRAINT "team_seasons_league_id_leagues_id_fk" FOREIGN KEY ("league_id") REFERENCES "public"."leagues"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "team_seasons" ADD CONSTRAINT "team_seasons_team_id_teams_id_fk" FOREIGN KEY ("team_id") REFERENCES "public"."teams"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idx_player_merges_kept" ON "player_merges" USING btree ("kept_id");--> statement-breakpoint
CREATE INDEX "idx_player_merges_merged" ON "player_merges" USING btree ("merged_id");--> statement-breakpoint
CREATE INDEX "idx_team_seasons_team" ON "team_seasons" USING btree ("team_id","season_year");
--> statement-breakpoint
CREATE TABLE "league_seasons" (
	"id" serial PRIMARY KEY NOT NULL,
	"league_id" integer NOT NULL,
	"season_year" integer NOT NULL,
	"starts_on" date,
	"ends_on" date,
	"cup_final_on" date,
	"learned_by" varchar(10) NOT NULL,
	"learned_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "unique_league_season" UNIQUE("league_id","season_year")
);
--> statement-breakpoint
ALTER TABLE "league_seasons" ADD CONSTRAINT "league_seasons_league_id_leagues_id_fk" FOREIGN KEY ("league_id") REFERENCES "public"."leagues"("id") ON DELETE no action ON UPDATE no action;
