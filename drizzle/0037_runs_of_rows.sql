ALTER TABLE "football_player_game_stats" ADD COLUMN "run_id" varchar(100);--> statement-breakpoint
ALTER TABLE "football_team_game_stats" ADD COLUMN "run_id" varchar(100);--> statement-breakpoint
ALTER TABLE "game_events" ADD COLUMN "run_id" varchar(100);--> statement-breakpoint
ALTER TABLE "game_rosters" ADD COLUMN "run_id" varchar(100);--> statement-breakpoint
ALTER TABLE "games" ADD COLUMN "result_run_id" varchar(100);--> statement-breakpoint
ALTER TABLE "games" ADD COLUMN "run_id" varchar(100);--> statement-breakpoint
ALTER TABLE "schedule_imports" ADD COLUMN "run_id" varchar(100);--> statement-breakpoint
ALTER TABLE "schedule_quarantine" ADD COLUMN "run_id" varchar(100);--> statement-breakpoint
ALTER TABLE "line_changes" ADD COLUMN "run_id" varchar(100);--> statement-breakpoint
ALTER TABLE "nba_player_game_stats" ADD COLUMN "run_id" varchar(100);--> statement-breakpoint
ALTER TABLE "nba_team_game_stats" ADD COLUMN "run_id" varchar(100);--> statement-breakpoint
ALTER TABLE "nfl_player_game_stats" ADD COLUMN "run_id" varchar(100);--> statement-breakpoint
ALTER TABLE "nfl_team_game_stats" ADD COLUMN "run_id" varchar(100);--> statement-breakpoint
ALTER TABLE "api_usage" ADD COLUMN "body_hash" varchar(64);--> statement-breakpoint
ALTER TABLE "players" ADD COLUMN "run_id" varchar(100);--> statement-breakpoint
ALTER TABLE "team_rosters" ADD COLUMN "run_id" varchar(100);--> statement-breakpoint
ALTER TABLE "sync_log" ADD COLUMN "kind" varchar(20);--> statement-breakpoint
ALTER TABLE "sync_log" ADD COLUMN "source" varchar(200);--> statement-breakpoint
ALTER TABLE "sync_log" ADD COLUMN "api_version" varchar(20);--> statement-breakpoint
ALTER TABLE "sync_log" ADD COLUMN "parser_version" varchar(60);--> statement-breakpoint
ALTER TABLE "sync_log" ADD COLUMN "file_hash" varchar(64);--> statement-breakpoint
ALTER TABLE "sync_log" ADD COLUMN "body_hashes" varchar(64)[];--> statement-breakpoint
ALTER TABLE "sync_log" ADD COLUMN "actor" varchar(100);--> statement-breakpoint
ALTER TABLE "sync_log" ADD COLUMN "rows_written" jsonb;--> statement-breakpoint
ALTER TABLE "sync_log" ADD COLUMN "started_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "sync_log" ADD COLUMN "finished_at" timestamp with time zone;--> statement-breakpoint
-- As before, with the hash of the body. Writes the records of calls: rows of those that begin, and what came of those
-- that are over. A row that is over is
-- found by `id` where it was written when the call began, and added where it is not there. `never_sent` takes it away.
-- Answers with the ids of the rows that begin, by the id of their call.
create or replace function record_provider_calls(p_begun jsonb, p_over jsonb) returns jsonb language plpgsql as $$
declare
  begun jsonb;
begin
  if jsonb_array_length(p_over) > 0 then
    delete from api_usage as call using jsonb_populate_recordset(null::api_usage, p_over) as over
    where over.outcome = 'never_sent' and over.id is not null and call.id = over.id
      and call.request_id = over.request_id;
    if exists (select from jsonb_array_elements(p_over)
               where value ->> 'outcome' = 'never_sent' and value ->> 'id' is null) then
      delete from api_usage as call using jsonb_populate_recordset(null::api_usage, p_over) as over
      where over.outcome = 'never_sent' and over.id is null and call.outcome = 'in_flight'
        and call.request_id = over.request_id;
    end if;
    with over as (
      select * from jsonb_populate_recordset(null::api_usage, p_over) where outcome <> 'never_sent'
    ), settled as (
      update api_usage as call
      set http_status = over.http_status, outcome = over.outcome, duration_ms = over.duration_ms,
          response_bytes = over.response_bytes, body_hash = over.body_hash, cost = over.cost, started_at = over.started_at
      from over where call.id = over.id and call.request_id = over.request_id
      returning call.request_id
    )
    insert into api_usage (request_id, host, endpoint, query, http_status, outcome, duration_ms, response_bytes, body_hash,
                           game_id, task_id, run_id, cost, credits, priority, started_at)
    select request_id, host, endpoint, query, http_status, outcome, duration_ms, response_bytes, body_hash,
           game_id, task_id, run_id, cost, credits, priority, started_at
    from over
    where not exists (select from settled where settled.request_id = over.request_id)
      -- Written before, by a statement whose answer was lost.
      and not exists (select from api_usage as call
                      where call.started_at = over.started_at and call.request_id = over.request_id);
  end if;
  if jsonb_array_length(p_begun) > 0 then
    with added as (
      insert into api_usage (request_id, host, endpoint, query, outcome, duration_ms,
                             game_id, task_id, run_id, cost, credits, priority, started_at)
      select request_id, host, endpoint, query, outcome, duration_ms,
             game_id, task_id, run_id, cost, credits, priority, started_at
      from jsonb_populate_recordset(null::api_usage, p_begun)
      returning request_id, id
    )
    select jsonb_object_agg(request_id, id) into begun from added;
  end if;
  return coalesce(begun, '{}');
end
$$;
