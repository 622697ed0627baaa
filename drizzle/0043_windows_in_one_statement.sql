-- What a call takes of a limit that counts calls or credits; a call that does not say so costs one credit.
create function amount_of_provider_call(p_call jsonb, p_counts text) returns bigint language sql immutable as $$
  select case when p_counts = 'credits' then coalesce(p_call ->> 'credits', p_call ->> 'calls') else p_call ->> 'calls' end::bigint
$$;--> statement-breakpoint
-- Whether a settled call was under way by the row, and whether it cannot have run out: one that is young and not there
-- was under way when the row was lost.
create function ended_provider_call(quota provider_quota, p_order jsonb, p_settled jsonb, p_now_ms bigint)
returns table (was_under_way boolean, is_young boolean) language sql stable as $$
  select (p_settled ->> 'reservedAtMs')::bigint + (p_order -> 'figures' ->> 'lifetimeMs')::bigint
           + (p_order -> 'figures' ->> 'minuteMs')::bigint > p_now_ms
         and quota.in_flight @> jsonb_build_array(jsonb_build_object('id', p_settled ->> 'id')),
         (p_settled ->> 'reservedAtMs')::bigint + (p_order -> 'figures' ->> 'lifetimeMs')::bigint > p_now_ms
$$;--> statement-breakpoint
-- The windows that a host has beside a second, a minute and a day of calls, after the settlements of an order and before
-- its reservations: `{ key: { count, used } }`, where `used` includes the calls under way. Null where the order does not
-- say how one of them is counted, or a period has changed: then the rules have more to say.
create function counted_provider_windows(quota provider_quota, p_order jsonb, p_now_ms bigint)
returns jsonb language plpgsql stable as $$
declare
  lifetime_ms constant bigint := p_order -> 'figures' ->> 'lifetimeMs';
  minute_ms constant bigint := p_order -> 'figures' ->> 'minuteMs';
  counted jsonb := '{}';
  name text;
  count_of jsonb;
  rule jsonb;
  one record;
  used_now bigint;
  length_ms bigint;
  slides jsonb;
begin
  for name, count_of in select key, value from jsonb_each(quota.windows) loop
    rule := p_order -> 'windows' -> name;
    if rule is null then return null; end if;
    if count_of ? 'period' then
      if count_of ->> 'period' is distinct from rule ->> 'period'
         or p_now_ms < (rule ->> 'fromMs')::bigint or p_now_ms >= (rule ->> 'untilMs')::bigint
      then
        return null;
      end if;
      used_now := count_of ->> 'used';
      for one in
        select (value ->> 'wasSent')::boolean as was_sent, ended.was_under_way, ended.is_young,
               amount_of_provider_call(value, rule ->> 'counts') as amount, value -> 'periods' -> name as told
        from jsonb_array_elements(p_order -> 'settlements') with ordinality as settled(value, number),
             lateral ended_provider_call(quota, p_order, value, p_now_ms) as ended
        order by number
      loop
        if one.was_sent and one.is_young and not one.was_under_way then
          used_now := used_now + one.amount;
        elsif one.was_under_way and not one.was_sent then
          used_now := greatest(0, used_now - one.amount);
        end if;
        if one.told ->> 'period' = count_of ->> 'period' then
          used_now := greatest(used_now, (one.told ->> 'used')::bigint);
        end if;
      end loop;
      count_of := jsonb_set(count_of, '{used}', to_jsonb(used_now));
    else
      length_ms := rule ->> 'lengthMs';
      with settled as materialized (
        select value ->> 'id' as id, (value ->> 'wasSent')::boolean and (ended.was_under_way or ended.is_young) as counts,
               amount_of_provider_call(value, rule ->> 'counts') as amount
        from jsonb_array_elements(p_order -> 'settlements'),
             lateral ended_provider_call(quota, p_order, value, p_now_ms) as ended
      ), entries as materialized (
        select value ->> 'id' as id, (value ->> 'reservedAtMs')::bigint + lifetime_ms as end_ms,
               amount_of_provider_call(value, rule ->> 'counts') as amount
        from jsonb_array_elements(quota.in_flight) where value ->> 'id' <> 'b'
      ), answered as (
        select (value ->> 'endMs')::bigint as end_ms, (value ->> 'amount')::bigint as amount
        from jsonb_array_elements(count_of -> 'slides')
        union all
        -- Calls of dead processes, which count as answered at the last possible moment.
        select end_ms, amount from entries where end_ms + minute_ms <= p_now_ms
        union all
        select p_now_ms, amount from settled where counts
      ), merged as (
        select ceil(end_ms / (rule ->> 'widthMs')::numeric)::bigint * (rule ->> 'widthMs')::bigint as end_ms,
               sum(amount) as amount
        from answered where end_ms + length_ms > p_now_ms group by 1
      )
      select (select coalesce(jsonb_agg(jsonb_build_object('endMs', end_ms, 'amount', amount)), '[]') from merged),
             (select coalesce(sum(amount), 0) from merged) +
             (select coalesce(sum(amount), 0) from entries
              where end_ms + minute_ms > p_now_ms and end_ms + length_ms > p_now_ms
                and not exists (select from settled where settled.id = entries.id))
      into slides, used_now;
      count_of := jsonb_build_object('slides', slides);
    end if;
    counted := counted || jsonb_build_object(name, jsonb_build_object('count', count_of, 'used', used_now));
  end loop;
  return counted;
end
$$;--> statement-breakpoint
-- Counts the windows of any length too, under the conditions that an order brings for them.
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
  counted jsonb;
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

  if coalesce(quota.windows, '{}') <> '{}' then
    counted := counted_provider_windows(quota, p_order, now_ms);
    if counted is null then
      return jsonb_build_object('granted', null, 'now_ms', now_ms, 'breaker', breaker,
                                'seen', seen_provider_quota(quota, now_ms));
    end if;
  end if;

  with settled as materialized (
    select value ->> 'id' as id, (value ->> 'calls')::integer as calls, (value ->> 'credits')::integer as credits,
           value ->> 'share' as share,
           (value ->> 'wasSent')::boolean as was_sent, (value ->> 'day')::date = quota.day as is_of_day,
           value -> 'told' as told, ended.was_under_way, ended.is_young
    from jsonb_array_elements(p_order -> 'settlements'), lateral ended_provider_call(quota, p_order, value, now_ms) as ended
  ), changes as (
    select coalesce(share, '') as share, case when was_sent then calls else -calls end as calls
    from settled
    where (was_sent and not was_under_way and is_young and is_of_day) or (not was_sent and was_under_way)
  ), recent as (
    select value ->> 'id' as id, (value ->> 'calls')::integer as calls, (value ->> 'credits')::integer as credits,
           value ->> 'share' as share, (value ->> 'reservedAtMs')::bigint + lifetime_ms as end_ms
    from jsonb_array_elements(quota.in_flight)
    where (value ->> 'reservedAtMs')::bigint + lifetime_ms + (figures ->> 'minuteMs')::bigint > now_ms
      and not exists (select from settled where settled.id = value ->> 'id')
    union all
    select 'b', settled.calls, settled.credits, settled.share,
           ceil(now_ms / (figures ->> 'fineMs')::numeric)::bigint * (figures ->> 'fineMs')::bigint
    from settled where was_sent and (was_under_way or is_young)
  ), rounded as (
    select id, recent.calls, recent.credits, recent.share,
           case when id = 'b' and coarse.end_of + (figures ->> 'secondMs')::bigint <= now_ms
                then coarse.end_of else end_ms end as end_ms
    from recent,
         lateral (select ceil(end_ms / (figures ->> 'coarseMs')::numeric)::bigint
                         * (figures ->> 'coarseMs')::bigint as end_of) as coarse
  ), merged as (
    select id, share, end_ms, sum(rounded.calls)::integer as calls,
           sum(coalesce(rounded.credits, rounded.calls))::integer as credits
    from rounded group by id, share, end_ms
  )
  select (select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
            'id', id, 'calls', merged.calls, 'reservedAtMs', end_ms - lifetime_ms, 'share', share,
            'credits', nullif(merged.credits, merged.calls)))), '[]')
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
       or exists (select from jsonb_to_recordset(coalesce(one -> 'more', '[]')) as asks(key text, amount bigint, most bigint)
                  where coalesce((counted -> asks.key ->> 'used')::bigint + asks.amount > asks.most, true))
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
      'credits', one -> 'credits', 'reservedAtMs', now_ms + coalesce((one ->> 'longerMs')::bigint, 0)));
    if counted is not null then
      select jsonb_object_agg(key, jsonb_set(value, '{used}', to_jsonb(
               (value ->> 'used')::bigint + amount_of_provider_call(one, p_order -> 'windows' -> key ->> 'counts'))))
      into counted from jsonb_each(counted);
    end if;
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
  -- That is not enough for hours, months and credits, whose counts are committed durably.
  if counted is null then perform set_config('synchronous_commit', 'off', true); end if;
  update provider_quota
  set in_flight = entries, day_used = day_used_now, sharing = jsonb_set(quota.sharing, '{dayUsed}', day_shares),
      earmarks = kept, writes = quota.writes + 1, updated_at = clock_timestamp(),
      windows = case when counted is null then quota.windows else (
        select jsonb_object_agg(key, case when value -> 'count' ? 'period'
                                          then jsonb_set(value -> 'count', '{used}', value -> 'used')
                                          else value -> 'count' end)
        from jsonb_each(counted)) end
  where host = p_host
  returning * into quota;
  return jsonb_build_object('granted', granted, 'now_ms', now_ms, 'breaker', breaker,
                            'seen', case when is_refused then seen_provider_quota(quota, now_ms) end);
end
$$;
