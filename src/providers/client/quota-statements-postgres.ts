import { type SQL, sql } from 'drizzle-orm';
import { type AnyPgColumn } from 'drizzle-orm/pg-core';
import { alias } from '../../db/alias.ts';
import { bareColumns } from '../../db/bare-columns.ts';
import { providerBreakers, providerQuota } from '../../db/schema/provider-quota.ts';
import { statementText } from '../../db/statement-text.ts';
import { QUOTA_OPENING } from './quota-opening.ts';

const quota = alias(providerQuota, 'quota');
const fresh = alias(providerQuota, 'new');
const bare = bareColumns;

/** What a process sees of a host, whose row is `row` of JSON. */
function seen(row: SQL): SQL {
  return sql`
  ${row} as row, extract(epoch from clock_timestamp()) * 1000 as now_ms,
  coalesce(${quota.serverStartedAt} <> pg_postmaster_start_time(), false) as is_server_new,
  (select ${providerBreakers.book} from ${providerBreakers} where ${providerBreakers.host} = $1) as breaker`;
}

export const READ_ROW = statementText(sql`
  select ${seen(sql`to_jsonb(${quota})`)} from ${providerQuota} as ${quota} where ${quota.host} = $1`);

/** A row that is not there was never there, or somebody deleted it: the day goes on where the records of calls are. */
export const ADD_ROW = statementText(sql`
  insert into ${providerQuota}
    (${bare(providerQuota.host, providerQuota.day, providerQuota.dayUsed, providerQuota.minuteBlockedUntil, providerQuota.serverStartedAt)})
  select $1, (clock_timestamp() at time zone 'UTC')::date, opening.used_today,
         case when opening.was_just_called then clock_timestamp() + interval '61 seconds' end,
         pg_postmaster_start_time()
  from (${QUOTA_OPENING}) as opening
  on conflict (${bare(providerQuota.host)}) do nothing`);

/** What a state says, and is written as it is. */
const STATE = [
  'inFlight',
  'day',
  'dayUsed',
  'dayLimit',
  'minuteLimit',
  'secondBlockedUntil',
  'minuteBlockedUntil',
  'dayBlockedUntil',
  'sharing',
  'doubt',
  'earmarks',
  'windows',
] as const;

/** With another one of these, what other processes have seen of the row does not hold any more. */
const REVISED = [
  'day',
  'dayLimit',
  'minuteLimit',
  'secondBlockedUntil',
  'minuteBlockedUntil',
  'dayBlockedUntil',
] as const;

const listed = (parts: readonly (SQL | AnyPgColumn)[]): SQL =>
  sql.join(
    parts.map((part) => sql`${part}`),
    sql`, `,
  );

/** A conflict brings the row as it is now, or, if its writer was waited for, one that conflicts once more. */
export const REPLACE_ROW = statementText(sql`
  with setting as materialized (
    select set_config('synchronous_commit', case when $4 then current_setting('synchronous_commit') else 'off' end, true)
  ), replaced as (
    update ${providerQuota} as ${quota}
    set ${bare(quota.recentSends)} = '{}', ${listed(STATE.map((name) => sql`${bare(quota[name])} = ${fresh[name]}`))},
        ${bare(quota.serverStartedAt)} = pg_postmaster_start_time(), ${bare(quota.updatedAt)} = clock_timestamp(),
        ${bare(quota.writes)} = ${quota.writes} + 1,
        ${bare(quota.revision)} = ${quota.revision} + case when
          (${listed(REVISED.map((name) => quota[name]))}, ${quota.sharing} - 'dayUsed', ${quota.doubt}, ${quota.serverStartedAt})
          is distinct from
          (${listed(REVISED.map((name) => fresh[name]))}, ${fresh.sharing} - 'dayUsed', ${fresh.doubt}, pg_postmaster_start_time())
          then 1 else 0 end
    from setting, jsonb_populate_record(null::${providerQuota}, $3::jsonb) as ${fresh}
    where ${quota.host} = $1 and ${quota.writes} = $2
    returning to_jsonb(${quota}) as row
  )
  select ${seen(sql`coalesce((select row from replaced), to_jsonb(${quota}))`)},
         exists (select from replaced) as is_done
  from ${providerQuota} as ${quota} where ${quota.host} = $1`);

export const SETTLE_AND_RESERVE = 'select exchange_recorded_provider_calls($1, $2, $3) as reply';
