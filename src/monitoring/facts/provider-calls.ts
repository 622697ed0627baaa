import { sql } from 'drizzle-orm';
import { firstRow, rowsOf } from '../../db/rows.ts';
import { games } from '../../db/schema/games.ts';
import { apiUsage } from '../../db/schema/providers.ts';
import { sports } from '../../db/schema/reference.ts';
import { ACCOUNT_PAGE } from './account-page.ts';
import type { Fact } from './fact.ts';
import { type DaysOfSport, ofSport, since } from './scope.ts';

/** Calls of a UTC day that ended alike. */
export type ApiUsageRow = {
  /** UTC calendar day. */
  day: string;
  host: string;
  endpoint: string;
  /** `ok`, or the kind of the provider error. */
  outcome: string;
  calls: number;
  average_ms: number;
  p95_ms: number;
};

export const apiUsageByDay: Fact<
  { days: number; hosts?: readonly string[] | undefined },
  readonly ApiUsageRow[]
> = {
  name: 'api_usage',
  meaning: 'Provider calls by UTC day, host, endpoint and outcome, the account page among them.',
  unit: 'calls',
  window: 'the last UTC days, today included',
  read: (executor, { days, hosts }) => {
    const ofHosts = hosts ? sql`${apiUsage.host} = any(${sql.param([...hosts])}::text[])` : sql`true`;
    return rowsOf<ApiUsageRow>(
      executor,
      sql`
        select to_char(${apiUsage.startedAt} at time zone 'UTC', 'YYYY-MM-DD') as day, ${apiUsage.host} as host,
               ${apiUsage.endpoint} as endpoint, ${apiUsage.outcome} as outcome, count(*)::int as calls,
               round(avg(${apiUsage.durationMs}))::int as average_ms,
               round(percentile_cont(0.95) within group (order by ${apiUsage.durationMs}))::int as p95_ms
        from ${apiUsage}
        where ${apiUsage.startedAt} >= date_trunc('day', now(), 'UTC') - (${days} - 1) * interval '1 day' and ${ofHosts}
        group by 1, 2, 3, 4 order by 1 desc, 2, 3, 4`,
    );
  },
};

/** Calls that left, and how many of them gave no usable answer. */
export type CallCounts = { total: number; ok: number; failed: number };

export const callCounts: Fact<DaysOfSport, CallCounts> = {
  name: 'provider_calls',
  meaning: 'Calls that left, whatever they were for; the account page is not among them.',
  unit: 'calls',
  window: 'called in the last days',
  async read(executor, { days, sport }) {
    const of = sport
      ? sql`join ${games} on ${games.id} = ${apiUsage.gameId} join ${sports} on ${sports.id} = ${games.sportId}`
      : sql``;
    const row = await firstRow<CallCounts>(
      executor,
      sql`
        select count(*)::int as total, count(*) filter (where ${apiUsage.outcome} = 'ok')::int as ok,
               count(*) filter (where ${apiUsage.outcome} not in ('ok', 'in_flight'))::int as failed
        from ${apiUsage} ${of}
        where ${apiUsage.startedAt} >= ${since(days)} and ${apiUsage.endpoint} <> ${ACCOUNT_PAGE} and ${ofSport(sport)}`,
    );
    return row ?? { total: 0, ok: 0, failed: 0 };
  },
};
