ALTER TABLE "provider_quota" ADD COLUMN "windows" jsonb;--> statement-breakpoint
ALTER TABLE "api_usage" ADD COLUMN "credits" integer;--> statement-breakpoint
-- Calls that may be under way for longer than usual are entered as reserved later by as much.
create or replace function exchange_provider_calls(p_host text, p_order jsonb) returns jsonb language plpgsql as $$
declare
  quota provider_quota%rowtype;
  figures constant jsonb := p_order -> 'figures';
  lifetime_ms constant bigint := figures ->> 'lifetimeMs';
  now_ms bigint;
  entries jsonb;
  kept jsonb;
  second_used integer;
  minute_used integer;
  day_used_now integer;
  day_shares jsonb;
  told_used integer;
  told_slack integer;
  one jsonb;
  asked integer;
  own integer;
  others integer;
  wanted integer;
  granted jsonb := '[]';
  is_refused boolean := false;
  breaker jsonb := (select book from provider_breakers where host = p_host);
begin
  select * into quota from provider_quota where host = p_host for update;
  if not found then return null; end if;
  -- The clock is read once the row is locked.
  now_ms := coalesce((p_order ->> 'nowMs')::bigint, floor(extract(epoch from clock_timestamp()) * 1000)::bigint);
  if quota.revision <> (p_order ->> 'revision')::bigint
     or quota.server_started_at is distinct from pg_postmaster_start_time()
     or quota.day <> (p_order ->> 'day')::date
     or quota.day <> (to_timestamp(now_ms / 1000.0) at time zone 'UTC')::date
     or quota.sharing is null or cardinality(quota.recent_sends) > 0
  then
    return jsonb_build_object('granted', null, 'now_ms', now_ms, 'breaker', breaker,
                              'seen', seen_provider_quota(quota, now_ms));
  end if;

  with settled as materialized (
    select value ->> 'id' as id, (value ->> 'calls')::integer as calls, value ->> 'share' as share,
           (value ->> 'wasSent')::boolean as was_sent, (value ->> 'day')::date = quota.day as is_of_day,
           value -> 'told' as told,
           quota.in_flight @> jsonb_build_array(jsonb_build_object('id', value ->> 'id')) as was_under_way,
           -- Not there although it cannot have run out: the row was lost while the call was under way.
           (value ->> 'reservedAtMs')::bigint + lifetime_ms > now_ms as is_young
    from jsonb_array_elements(p_order -> 'settlements')
  ), changes as (
    select coalesce(share, '') as share, case when was_sent then calls else -calls end as calls
    from settled
    where (was_sent and not was_under_way and is_young and is_of_day) or (not was_sent and was_under_way)
  ), counted as (
    select value ->> 'id' as id, (value ->> 'calls')::integer as calls, value ->> 'share' as share,
           (value ->> 'reservedAtMs')::bigint + lifetime_ms as end_ms
    from jsonb_array_elements(quota.in_flight)
    where (value ->> 'reservedAtMs')::bigint + lifetime_ms + (figures ->> 'minuteMs')::bigint > now_ms
      and not exists (select from settled where settled.id = value ->> 'id')
    union all
    select 'b', settled.calls, settled.share,
           ceil(now_ms / (figures ->> 'fineMs')::numeric)::bigint * (figures ->> 'fineMs')::bigint
    from settled where was_sent and (was_under_way or is_young)
  ), rounded as (
    select id, counted.calls, counted.share,
           case when id = 'b' and coarse.end_of + (figures ->> 'secondMs')::bigint <= now_ms
                then coarse.end_of else end_ms end as end_ms
    from counted,
         lateral (select ceil(end_ms / (figures ->> 'coarseMs')::numeric)::bigint
                         * (figures ->> 'coarseMs')::bigint as end_of) as coarse
  ), merged as (
    select id, share, end_ms, sum(rounded.calls)::integer as calls from rounded group by id, share, end_ms
  )
  select (select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
            'id', id, 'calls', merged.calls, 'reservedAtMs', end_ms - lifetime_ms, 'share', share))), '[]')
          from merged),
         (select coalesce(sum(merged.calls) filter (where end_ms + (figures ->> 'secondMs')::bigint > now_ms), 0)
          from merged),
         (select coalesce(sum(merged.calls), 0) from merged),
         greatest(0, quota.day_used + (select coalesce(sum(changes.calls), 0) from changes)),
         coalesce(quota.sharing -> 'dayUsed', '{}') || (
           select coalesce(jsonb_object_agg(share, greatest(0,
                    coalesce((quota.sharing -> 'dayUsed' ->> share)::integer, 0) + by_share.calls)), '{}')
           from (select share, sum(changes.calls)::integer as calls from changes group by share) as by_share),
         (select max((told ->> 'used')::integer) from settled where is_of_day),
         (select min((told ->> 'slack')::integer) from settled where is_of_day)
  into entries, second_used, minute_used, day_used_now, day_shares, told_used, told_slack;

  -- In the first minute of a day the provider may still speak of yesterday.
  if told_used is not null and now_ms % 86400000 >= (figures ->> 'dayChangeMs')::bigint then
    if told_used > day_used_now + told_slack then
      return jsonb_build_object('granted', null, 'now_ms', now_ms, 'breaker', breaker,
                                'seen', seen_provider_quota(quota, now_ms));
    end if;
    day_used_now := greatest(day_used_now, told_used);
  end if;

  select coalesce(jsonb_agg(value), '[]') into kept
  from jsonb_array_elements(coalesce(quota.earmarks, '[]')) where (value ->> 'untilMs')::bigint > now_ms;
  for one in select value from jsonb_array_elements(p_order -> 'reservations') loop
    asked := one ->> 'calls';
    select coalesce(sum((value ->> 'calls')::integer) filter (where value ->> 'id' = one -> 'work' ->> 'id'), 0),
           coalesce(sum((value ->> 'calls')::integer)
                    filter (where value ->> 'id' is distinct from one -> 'work' ->> 'id'), 0)
    into own, others from jsonb_array_elements(kept);
    if now_ms < (one ->> 'notBeforeMs')::bigint
       or second_used + asked > (one ->> 'second')::integer
       or minute_used + asked > (one ->> 'minute')::integer
       or day_used_now + asked > (one ->> 'day')::integer
       or (own < asked and not (one ->> 'spendsKept')::boolean
           and day_used_now + others + asked > (one ->> 'allowance')::integer)
    then
      granted := granted || 'null'::jsonb;
      is_refused := true;
      continue;
    end if;
    second_used := second_used + asked;
    minute_used := minute_used + asked;
    day_used_now := day_used_now + asked;
    day_shares := jsonb_set(day_shares, array[coalesce(one ->> 'share', '')],
      to_jsonb(coalesce((day_shares ->> coalesce(one ->> 'share', ''))::integer, 0) + asked));
    entries := entries || jsonb_strip_nulls(jsonb_build_object(
      'id', one ->> 'id', 'calls', asked, 'share', one ->> 'share',
      'reservedAtMs', now_ms + coalesce((one ->> 'longerMs')::bigint, 0)));
    granted := granted || to_jsonb(now_ms);
    if one ? 'work' then
      wanted := coalesce((one -> 'work' ->> 'ahead')::integer, greatest(0, own - asked));
      if (one ->> 'allowance')::integer - day_used_now > (figures ->> 'plenty')::integer then wanted := 0; end if;
      wanted := least(wanted, greatest(0, (one ->> 'allowance')::integer - day_used_now - others));
      if own > 0 or wanted > 0 then
        select coalesce(jsonb_agg(value), '[]') into kept
        from jsonb_array_elements(kept) where value ->> 'id' <> one -> 'work' ->> 'id';
      end if;
      if wanted > 0 then
        kept := kept || jsonb_build_object('id', one -> 'work' ->> 'id', 'calls', wanted,
                                           'untilMs', now_ms + (figures ->> 'earmarkMs')::bigint);
      end if;
    end if;
  end loop;

  -- A crash of the server may lose the calls of its last moment: whoever reads the row next counts a second's calls.
  perform set_config('synchronous_commit', 'off', true);
  update provider_quota
  set in_flight = entries, day_used = day_used_now, sharing = jsonb_set(quota.sharing, '{dayUsed}', day_shares),
      earmarks = kept, writes = quota.writes + 1, updated_at = clock_timestamp()
  where host = p_host
  returning * into quota;
  return jsonb_build_object('granted', granted, 'now_ms', now_ms, 'breaker', breaker,
                            'seen', case when is_refused then seen_provider_quota(quota, now_ms) end);
end
$$;--> statement-breakpoint
-- Writes the records of calls: rows of those that begin, and what came of those that are over. A row that is over is
-- found by `id` where it was written when the call began, and added where it is not there. `never_sent` takes it away.
-- Answers with the ids of the rows that begin, by the id of their call.
create function record_provider_calls(p_begun jsonb, p_over jsonb) returns jsonb language plpgsql as $$
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
          response_bytes = over.response_bytes, cost = over.cost, started_at = over.started_at
      from over where call.id = over.id and call.request_id = over.request_id
      returning call.request_id
    )
    insert into api_usage (request_id, host, endpoint, query, http_status, outcome, duration_ms, response_bytes,
                           game_id, task_id, run_id, cost, credits, priority, started_at)
    select request_id, host, endpoint, query, http_status, outcome, duration_ms, response_bytes,
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
$$;--> statement-breakpoint
-- One round trip for all bookkeeping of calls: what came of earlier ones, the exchange with the quota, and the records
-- of those that it lets through. Each reservation may bring the record of its call as `call`.
create function exchange_recorded_provider_calls(p_host text, p_order jsonb, p_over jsonb)
returns jsonb language plpgsql as $$
declare
  reply jsonb;
  begun jsonb;
begin
  -- Before the row of the quota is locked: others wait for that one.
  perform record_provider_calls('[]', p_over);
  reply := exchange_provider_calls(p_host, p_order);
  select coalesce(jsonb_agg(asked.value -> 'call'), '[]') into begun
  from jsonb_array_elements(p_order -> 'reservations') with ordinality as asked(value, number)
  where asked.value ? 'call' and jsonb_typeof(reply -> 'granted' -> (asked.number::integer - 1)) = 'number';
  return reply || jsonb_build_object('begun', record_provider_calls(begun, '[]'));
end
$$;
