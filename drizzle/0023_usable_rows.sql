-- What the code relies upon and every version keeps: only rows that were changed by hand break it. Bad rows that are
-- there already never stop an upgrade: what can only mean one thing is mended, and a rule that some other row still
-- breaks holds for what is written from now on; `doctor` names it.
do $$
declare
  rule record;
begin
  update seeding_tasks
  set due_at = case when scheduled_time >= '1800-01-01' and scheduled_time < '10000-01-01' then scheduled_time else now() end
  where due_at >= '10000-01-01' or due_at < '1800-01-01';
  update seeding_tasks set retry_count = greatest(retry_count, 0), max_retries = greatest(max_retries, 0),
                           start_count = greatest(start_count, 0), api_calls_made = greatest(api_calls_made, 0)
  where retry_count < 0 or max_retries < 0 or start_count < 0 or api_calls_made < 0;
  update seeding_tasks set lease_expires_at = now()
  where status = 'running' and lease_expires_at >= '10000-01-01';
  update games set seeding_attempts = 0 where seeding_attempts < 0;
  update chore_leases set expires_at = now() where expires_at >= '10000-01-01';
  update provider_accounts set reading_until = null where reading_until >= '10000-01-01';

  for rule in
    -- Instants and days that JavaScript, JSON and people can write: neither infinite nor before the telephone.
    select columns.table_name, columns.table_name || '_times_usable' as name,
           string_agg(format('%I >= %L and %I < %L', column_name, '1800-01-01', column_name, '10000-01-01'),
                      ' and ' order by ordinal_position) as body
    from information_schema.columns as columns
    where columns.table_schema = 'public' and columns.data_type in ('timestamp with time zone', 'date')
      and columns.table_name in ('seeding_tasks', 'games', 'blanket_sweeps', 'sports', 'schedule_imports',
        'schedule_quarantine', 'provider_quota', 'provider_accounts', 'worker_heartbeats', 'control_processes',
        'chore_leases', 'queue_stores')
    group by columns.table_name
    union all
    select * from (values
      ('seeding_tasks', 'task_counts_usable',
       'retry_count between 0 and 1000000000 and max_retries between 0 and 1000000000 and start_count between 0 and 1000000000
        and revision between 1 and 1000000000 and fence between 0 and 9007199254740991 and api_calls_made between 0 and 1000000000'),
      ('games', 'game_counts_usable',
       'revision between 1 and 1000000000 and seeding_attempts between 0 and 1000000000'),
      ('blanket_sweeps', 'sweep_counts_usable',
       'revision between 1 and 1000000000 and last_game_id >= 0 and games_queued >= 0 and api_calls_made >= 0 and games_total >= 0'),
      ('provider_quota', 'provider_quota_limits_usable', 'day_limit >= 0 and minute_limit >= 0')
    ) as counts
  loop
    execute format('alter table %I drop constraint if exists %I', rule.table_name, rule.name);
    execute format('alter table %I add constraint %I check (%s) not valid', rule.table_name, rule.name, rule.body);
    begin
      execute format('alter table %I validate constraint %I', rule.table_name, rule.name);
    exception when check_violation then
      raise warning 'rows of % break the rule %: see doctor', rule.table_name, rule.name;
    end;
  end loop;
end
$$;
