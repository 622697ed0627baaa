ALTER TABLE "provider_quota" ADD COLUMN "revision" bigint DEFAULT (extract(epoch from clock_timestamp()) * 1000000)::bigint NOT NULL;--> statement-breakpoint
ALTER TABLE "provider_quota" ADD COLUMN "writes" bigint DEFAULT (extract(epoch from clock_timestamp()) * 1000000)::bigint NOT NULL;--> statement-breakpoint
ALTER TABLE "provider_quota" ADD COLUMN "server_started_at" timestamp with time zone;
--> statement-breakpoint
-- Versions that do not know the numbers leave them as they are: their writes count as a change of everything.
create function note_write_of_provider_quota() returns trigger language plpgsql as $$
begin
  new.writes := old.writes + 1;
  new.revision := old.revision + 1;
  return new;
end
$$;--> statement-breakpoint
create trigger provider_quota_written before update on provider_quota
  for each row when (new.writes = old.writes) execute function note_write_of_provider_quota();--> statement-breakpoint
-- Settles and reserves calls of a host in one statement, by counting alone. `p_order` holds the revision that its
-- conditions are from, the day, settlements, reservations with their conditions, and the figures of the rules. Where
-- the row says something else by now, nothing is done and the answer holds the row instead.
create function exchange_provider_calls(p_host text, p_order jsonb) returns jsonb language plpgsql as $$
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
      'id', one ->> 'id', 'calls', asked, 'reservedAtMs', now_ms, 'share', one ->> 'share'));
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
create function seen_provider_quota(quota provider_quota, now_ms bigint) returns jsonb language sql stable as $$
  select jsonb_build_object(
    'row', to_jsonb(quota),
    'now_ms', now_ms,
    'is_server_new', coalesce(quota.server_started_at <> pg_postmaster_start_time(), false))
$$;
