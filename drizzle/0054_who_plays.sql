CREATE TABLE "changed_starters" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"game_id" integer NOT NULL,
	"run_id" varchar(100)
);
--> statement-breakpoint
CREATE TABLE "game_lineups" (
	"id" serial PRIMARY KEY NOT NULL,
	"game_id" integer NOT NULL,
	"team_id" integer NOT NULL,
	"kind" varchar(10) NOT NULL,
	"source" varchar(30) NOT NULL,
	"subject" varchar(60) NOT NULL,
	"player_id" integer,
	"player_name" varchar(200) NOT NULL,
	"is_starter" boolean NOT NULL,
	"position" varchar(20),
	"shirt_number" varchar(10),
	"place" smallint,
	"formation" varchar(20),
	"valid" "tstzrange" NOT NULL,
	"run_id" varchar(100),
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "lineup_kind_known" CHECK ("game_lineups"."kind" in ('expected', 'confirmed', 'actual'))
);
--> statement-breakpoint
CREATE TABLE "lineup_findings" (
	"game_id" integer NOT NULL,
	"team_id" integer NOT NULL,
	"kind" varchar(10) NOT NULL,
	"source" varchar(30) NOT NULL,
	"starters" smallint NOT NULL,
	"expected_starters" smallint NOT NULL,
	"run_id" varchar(100),
	"first_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"settled_at" timestamp with time zone,
	CONSTRAINT "lineup_findings_pkey" PRIMARY KEY("game_id","team_id","kind","source"),
	CONSTRAINT "lineup_finding_kind_known" CHECK ("lineup_findings"."kind" in ('expected', 'confirmed', 'actual'))
);
--> statement-breakpoint
CREATE TABLE "game_officials" (
	"id" serial PRIMARY KEY NOT NULL,
	"game_id" integer NOT NULL,
	"official_name" varchar(200) NOT NULL,
	"role" varchar(60),
	"source" varchar(30) NOT NULL,
	"external_id" varchar(60),
	"shirt_number" varchar(10),
	"place" smallint NOT NULL,
	"gone_at" timestamp with time zone,
	"run_id" varchar(100),
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "unique_game_official" UNIQUE("game_id","source","official_name")
);
--> statement-breakpoint
CREATE TABLE "trades_transactions" (
	"id" serial PRIMARY KEY NOT NULL,
	"player_id" integer NOT NULL,
	"from_team_id" integer,
	"to_team_id" integer,
	"on_date" date NOT NULL,
	"kind" varchar(10) NOT NULL,
	"evidence" varchar(10) NOT NULL,
	"taken_back_at" timestamp with time zone,
	"taken_back_run_id" varchar(100),
	"run_id" varchar(100),
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "transaction_kind_known" CHECK ("trades_transactions"."kind" in ('moved', 'appeared', 'left')),
	CONSTRAINT "transaction_evidence_known" CHECK ("trades_transactions"."evidence" in ('box_score', 'roster')),
	CONSTRAINT "transaction_changes_team" CHECK ("trades_transactions"."from_team_id" is distinct from "trades_transactions"."to_team_id")
);
--> statement-breakpoint
ALTER TABLE "game_lineups" ADD CONSTRAINT "game_lineups_game_id_games_id_fk" FOREIGN KEY ("game_id") REFERENCES "public"."games"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "game_lineups" ADD CONSTRAINT "game_lineups_team_id_teams_id_fk" FOREIGN KEY ("team_id") REFERENCES "public"."teams"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "game_lineups" ADD CONSTRAINT "game_lineups_player_id_players_id_fk" FOREIGN KEY ("player_id") REFERENCES "public"."players"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lineup_findings" ADD CONSTRAINT "lineup_findings_game_id_games_id_fk" FOREIGN KEY ("game_id") REFERENCES "public"."games"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lineup_findings" ADD CONSTRAINT "lineup_findings_team_id_teams_id_fk" FOREIGN KEY ("team_id") REFERENCES "public"."teams"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "game_officials" ADD CONSTRAINT "game_officials_game_id_games_id_fk" FOREIGN KEY ("game_id") REFERENCES "public"."games"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "trades_transactions" ADD CONSTRAINT "trades_transactions_player_id_players_id_fk" FOREIGN KEY ("player_id") REFERENCES "public"."players"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "trades_transactions" ADD CONSTRAINT "trades_transactions_from_team_id_teams_id_fk" FOREIGN KEY ("from_team_id") REFERENCES "public"."teams"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "trades_transactions" ADD CONSTRAINT "trades_transactions_to_team_id_teams_id_fk" FOREIGN KEY ("to_team_id") REFERENCES "public"."teams"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "unique_current_lineup" ON "game_lineups" USING btree ("game_id","team_id","source","kind","subject") WHERE upper_inf("game_lineups"."valid");--> statement-breakpoint
CREATE INDEX "idx_game_lineups_player" ON "game_lineups" USING btree ("player_id");--> statement-breakpoint
CREATE INDEX "idx_game_lineups_subject" ON "game_lineups" USING btree ("source","subject");--> statement-breakpoint
CREATE INDEX "idx_lineup_findings_open" ON "lineup_findings" USING btree ("game_id") WHERE "lineup_findings"."settled_at" is null;--> statement-breakpoint
CREATE INDEX "idx_game_officials_name" ON "game_officials" USING btree ("official_name");--> statement-breakpoint
CREATE INDEX "idx_trades_transactions_player" ON "trades_transactions" USING btree ("player_id","id");--> statement-breakpoint
CREATE INDEX "idx_trades_transactions_date" ON "trades_transactions" USING btree ("on_date","id");
--> statement-breakpoint
-- A change of a player's team is written with it, whoever makes it. Parted players come back as they were: that is none.
CREATE FUNCTION note_transaction() RETURNS trigger LANGUAGE plpgsql AS $$
declare
  from_team integer;
  is_by_game boolean;
  happened_on date;
  last trades_transactions%rowtype;
begin
  if tg_op = 'INSERT' then
    if new.run_id like 'split_players/%' then return null; end if;
    is_by_game := new.last_seeded_at is not null and new.last_game_date is not null;
  else
    from_team := old.current_team_id;
    -- Who was in a box score was seeded with it.
    is_by_game := new.last_game_date is not null and new.last_seeded_at is distinct from old.last_seeded_at;
    select * into last from trades_transactions
    where player_id = new.id and taken_back_at is null order by id desc limit 1;
    -- Within three days, and before any game for the team in between, the same way back says that there was no change.
    if last.from_team_id is not distinct from new.current_team_id
       and last.to_team_id is not distinct from old.current_team_id
       and last.created_at > now() - interval '3 days'
       and not exists (
         select from game_rosters as listed join games as game on game.id = listed.game_id
         where listed.player_id = new.id and listed.team_id = last.to_team_id and listed.status = 'active'
           and game.status = 'completed' and game.game_date >= last.on_date) then
      update trades_transactions set taken_back_at = now(), taken_back_run_id = new.run_id, run_id = new.run_id
      where id = last.id;
      return null;
    end if;
  end if;
  if is_by_game then
    happened_on := new.last_game_date;
  else
    select (now() at time zone league.timezone)::date into happened_on
    from teams as team join leagues as league on league.id = team.league_id
    where team.id = coalesce(new.current_team_id, from_team);
  end if;
  insert into trades_transactions (player_id, from_team_id, to_team_id, on_date, kind, evidence, run_id)
  values (new.id, from_team, new.current_team_id, happened_on,
          case when from_team is null then 'appeared' when new.current_team_id is null then 'left' else 'moved' end,
          case when is_by_game then 'box_score' else 'roster' end, new.run_id);
  return null;
end $$;
--> statement-breakpoint
CREATE TRIGGER note_transaction_added AFTER INSERT ON players FOR EACH ROW
  WHEN (new.current_team_id is not null) EXECUTE FUNCTION note_transaction();
--> statement-breakpoint
CREATE TRIGGER note_transaction AFTER UPDATE OF current_team_id ON players FOR EACH ROW
  WHEN (old.current_team_id is distinct from new.current_team_id) EXECUTE FUNCTION note_transaction();
--> statement-breakpoint
-- Games whose starters are written, so that their line-ups follow.
CREATE FUNCTION note_changed_starters() RETURNS trigger LANGUAGE plpgsql AS $$
begin
  if tg_op = 'INSERT' then
    insert into changed_starters (game_id, run_id)
    select game_id, max(run_id) from new_rows where is_starter group by game_id;
  else
    insert into changed_starters (game_id, run_id)
    select game_id, max(run_id)
    from (select game_id, run_id from new_rows where is_starter
          union all select game_id, null from old_rows where is_starter) as listed
    group by game_id;
  end if;
  return null;
end $$;
--> statement-breakpoint
CREATE TRIGGER note_starters_added AFTER INSERT ON game_rosters
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION note_changed_starters();
--> statement-breakpoint
CREATE TRIGGER note_starters_changed AFTER UPDATE ON game_rosters
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION note_changed_starters();
--> statement-breakpoint
-- Box scores that were there before.
INSERT INTO changed_starters (game_id, run_id)
SELECT game_id, max(run_id) FROM game_rosters WHERE is_starter GROUP BY game_id;
