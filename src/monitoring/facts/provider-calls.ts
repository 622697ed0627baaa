import { sql } from 'drizzle-orm';
import { firstRow } from '../../db/rows.ts';
import { selecting } from '../../db/selecting.ts';
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
  /** Credits that they cost; null where a call is a call. */
  credits: number | null;
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
    return executor
      .select({
        day: sql<string>`to_char(${apiUsage.startedAt} at time zone 'UTC', 'YYYY-MM-DD')`,
        host: apiUsage.host,
        endpoint: apiUsage.endpoint,
        outcome: apiUsage.outcome,
        calls: sql<number>`count(*)::int`,
        credits: sql<number | null>`sum(${apiUsage.credits})::int`,
        average_ms: sql<number>`round(avg(${apiUsage.durationMs}))::int`,
        p95_ms: sql<number>`round(percentile_cont(0.95) within group (order by ${apiUsage.durationMs}))::int`,
      })
      .from(apiUsage)
      .where(
        sql`${apiUsage.startedAt} >= date_trunc('day', now(), 'UTC') - (${days} - 1) * interval '1 day' and ${ofHosts}`,
      )
      .groupBy(sql`1, 2, 3, 4`)
      .orderBy(sql`1 desc, 2, 3, 4`);
  },
};

/** Credits that calls to a host cost on a UTC day. */
export type CreditsOfDay = { host: string; day: string; credits: number };

export const creditsByDay: Fact<null, readonly CreditsOfDay[]> = {
  name: 'provider_credits',
  meaning: 'Credits that calls cost, by UTC day and host, of providers that charge by the question.',
  unit: 'credits',
  window: 'this UTC calendar month and the last seven days',
  read: (executor) =>
    executor
      .select({
        host: apiUsage.host,
        day: sql<string>`to_char(${apiUsage.startedAt} at time zone 'UTC', 'YYYY-MM-DD')`,
        credits: sql<number>`sum(${apiUsage.credits})::int`,
      })
      .from(apiUsage)
      .where(
        sql`${apiUsage.startedAt} >= least(date_trunc('month', now(), 'UTC'), date_trunc('day', now(), 'UTC') - interval '7 days')
          and ${apiUsage.credits} > 0`,
      )
      .groupBy(sql`1, 2`)
      .orderBy(sql`1, 2 desc`),
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
    const row = await firstRow(
      executor,
      selecting(
        {
          total: sql<number>`count(*)::int`,
          ok: sql<number>`count(*) filter (where ${apiUsage.outcome} = 'ok')::int`,
          failed: sql<number>`count(*) filter (where ${apiUsage.outcome} not in ('ok', 'in_flight'))::int`,
        },
        (list) => sql`
        select ${list}
        from ${apiUsage} ${of}
        where ${apiUsage.startedAt} >= ${since(days)} and ${apiUsage.endpoint} <> ${ACCOUNT_PAGE} and ${ofSport(sport)}`,
      ),
    );
    return row ?? { total: 0, ok: 0, failed: 0 };
  },
};
