-- As before, and a call that is over has the credits that it really cost: a provider that charges by the question may
-- charge less than was reserved.
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
          response_bytes = over.response_bytes, body_hash = over.body_hash, cost = over.cost,
          credits = over.credits, started_at = over.started_at
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
