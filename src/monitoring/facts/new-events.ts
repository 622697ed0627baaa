import { sql } from 'drizzle-orm';
import { alias } from '../../db/alias.ts';
import { rowsOf } from '../../db/rows.ts';
import { type Statement, selecting } from '../../db/selecting.ts';
import { dataRefreshLog } from '../../db/schema/datasets.ts';
import { apiUsage } from '../../db/schema/providers.ts';
import { syncLog } from '../../db/schema/tasks.ts';
import { workItems, workTransitions } from '../../db/schema/work-items.ts';
import type { Fact } from './fact.ts';

/** Provider calls that ended alike, and runs that ended alike, with how long each took in seconds. */
export type EndedCalls = { host: string; endpoint: string; outcome: string; seconds: number[] };
export type EndedRuns = { kind: string; outcome: string; seconds: number[] };

/** Refreshes of a dataset that ended alike. */
export type EndedRefreshes = { dataset: string; status: 'done' | 'failed'; count: number };

export type NewEvents = {
  calls: readonly EndedCalls[];
  runs: readonly EndedRuns[];
  refreshes: readonly EndedRefreshes[];
  readUntil: Date;
};

/** Calls are written up to two seconds after they end, and runs with their transaction: they are read this late. */
const SETTLED_AFTER = sql`interval '5 seconds'`;

/** No call takes longer; those that began earlier ended before. */
const LONGEST_CALL = sql`interval '5 minutes'`;

/** A whole season computed anew on a slow machine; refreshes that began earlier ended before. */
const LONGEST_REFRESH = sql`interval '1 hour'`;

export const newEvents: Fact<Date | undefined, NewEvents> = {
  name: 'new_events',
  meaning:
    'Calls, runs, runs of durable work and refreshes of datasets that ended since the moment up to which they were read last; none at first. Sets of labels stay small: hosts, endpoints and kinds of work are ours, and outcomes are a list.',
  unit: 'seconds',
  window: 'since the look before',
  async read(executor, since) {
    const [now] = await rowsOf(
      executor,
      selecting(
        { read_until: sql<Date>`date_trunc('milliseconds', now() - ${SETTLED_AFTER})` },
        (list) => sql`select ${list}`,
      ),
    );
    const readUntil = now?.read_until ?? since ?? new Date(0);
    if (!since) return { calls: [], runs: [], refreshes: [], readUntil };
    const calls = await rowsOf(executor, callsEndedIn(since, readUntil));
    const runs = await rowsOf(executor, runsEndedIn(since, readUntil));
    const work = await rowsOf(executor, workEndedIn(since, readUntil));
    const refreshes = await rowsOf(executor, refreshesEndedIn(since, readUntil));
    return { calls, runs: [...runs, ...work], refreshes, readUntil };
  },
};

function callsEndedIn(since: Date, until: Date): Statement<EndedCalls> {
  const endedAt = sql`(${apiUsage.startedAt} + ${apiUsage.durationMs} * interval '1 millisecond')`;
  const seconds = sql<number[]>`array_agg(${apiUsage.durationMs} / 1000.0::double precision)`;
  const { host, endpoint, outcome } = apiUsage;
  return selecting(
    { host, endpoint, outcome, seconds },
    (list) => sql`
    select ${list} from ${apiUsage}
    where ${apiUsage.startedAt} > ${since}::timestamptz - ${LONGEST_CALL}
      and ${endedAt} > ${since} and ${endedAt} <= ${until} and ${apiUsage.outcome} not in ('in_flight', 'lost')
    group by 1, 2, 3`,
  );
}

function runsEndedIn(since: Date, until: Date): Statement<EndedRuns> {
  const seconds = sql<number[]>`array_agg(coalesce(${syncLog.durationSeconds}, 0)::double precision)`;
  return selecting(
    { kind: syncLog.operation, outcome: syncLog.status, seconds },
    (list) => sql`
    select ${list} from ${syncLog} where ${syncLog.createdAt} > ${since} and ${syncLog.createdAt} <= ${until}
    group by 1, 2`,
  );
}

/** The transition with which a run of durable work began. */
const claimed = alias(workTransitions, 'claimed');

/** What a transition that ends a run of durable work is called among runs. */
const OUTCOME = sql<string>`case ${workTransitions.event}
  when 'complete' then 'completed' when 'skip' then 'skipped' when 'snooze' then 'held' when 'release' then 'released'
  when 'rescue' then 'killed' when 'dead-letter' then 'killed' else 'failed' end`;

function workEndedIn(since: Date, until: Date): Statement<EndedRuns> {
  const lasted = sql`extract(epoch from ${workTransitions.createdAt} - ${claimed.createdAt})::double precision`;
  const seconds = sql<number[]>`array_agg(${lasted})`;
  return selecting(
    { kind: workItems.kind, outcome: OUTCOME, seconds },
    (list) => sql`
    select ${list} from ${workTransitions}
    join ${workItems} on ${workItems.id} = ${workTransitions.itemId}
    join ${workTransitions} as ${claimed} on ${claimed.itemId} = ${workTransitions.itemId}
      and ${claimed.fence} = ${workTransitions.fence} and ${claimed.event} = 'claim'
    where ${workTransitions.createdAt} > ${since} and ${workTransitions.createdAt} <= ${until}
      and ${workTransitions.event} in ('complete', 'skip', 'snooze', 'release', 'retry', 'fail', 'rescue', 'dead-letter')
    group by 1, 2`,
  );
}

function refreshesEndedIn(since: Date, until: Date): Statement<EndedRefreshes> {
  const { dataset, status, startedAt, finishedAt } = dataRefreshLog;
  return selecting(
    { dataset, status, count: sql<number>`count(*)::int` },
    (list) => sql`
    select ${list} from ${dataRefreshLog}
    where ${startedAt} > ${since}::timestamptz - ${LONGEST_REFRESH} and ${finishedAt} > ${since}
      and ${finishedAt} <= ${until}
    group by 1, 2`,
  );
}
