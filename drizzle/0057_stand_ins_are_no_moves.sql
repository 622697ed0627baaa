CREATE INDEX "idx_odds_polls_retry_of" ON "odds_polls" USING btree ("retry_of") WHERE retry_of is not null;--> statement-breakpoint
CREATE OR REPLACE FUNCTION note_transaction() RETURNS trigger LANGUAGE plpgsql AS $$
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
    -- Who stands in is of no team: to become one who does, or to be one no more, is no change of team.
    if old.is_stand_in is distinct from new.is_stand_in then return null; end if;
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
