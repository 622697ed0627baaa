import { type SQL, and, desc, eq, lt, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { Database, Executor } from '../../db/database.ts';
import { jobRuns, jobSchedules } from '../../db/schema/job-schedules.ts';
import type { ClaimedRun } from './claimed-run.ts';
import type { JobOutcome } from './job-status.ts';
import type { Settlement } from './settlement.ts';

/** A run of a recurrent job as people see it. */
export type JobRun = {
  id: number;
  started_at: Date;
  finished_at: Date;
  outcome: JobOutcome;
  note: string | null;
  error: string | null;
  /** Null where the process vanished. */
  duration_ms: number | null;
  /** How long after its time it started. */
  lateness_ms: number | null;
  holder: string | null;
  /** Somebody asked for it, or ran it by a command. */
  is_requested: boolean;
};

/** A job that comes more often enters only the runs that came to something else than the run before. */
const FREQUENT_BELOW_MS = 60_000;

/** Runs of one job that are kept, at most; and for how long any are. */
export const RUNS_KEPT = 500;
export const RUNS_KEPT_DAYS = 30;

/** The newest runs of a job, from `before` backwards. */
export function readJobRuns(
  executor: Executor,
  { job, limit, before }: { job: string; limit: number; before?: number | undefined },
): Promise<JobRun[]> {
  return executor
    .select({
      id: jobRuns.id,
      started_at: jobRuns.startedAt,
      finished_at: jobRuns.finishedAt,
      outcome: sql<JobOutcome>`${jobRuns.outcome}`,
      note: jobRuns.note,
      error: jobRuns.error,
      duration_ms: jobRuns.durationMs,
      lateness_ms: jobRuns.latenessMs,
      holder: jobRuns.holder,
      is_requested: jobRuns.isRequested,
    })
    .from(jobRuns)
    .where(and(eq(jobRuns.job, job), before === undefined ? undefined : lt(jobRuns.id, before)))
    .orderBy(desc(jobRuns.id))
    .limit(limit);
}

/** Enters the runs whose processes vanished, as the claims that follow them tell. */
export async function recordLostRuns(db: Database, claims: readonly ClaimedRun[]): Promise<void> {
  const lost = claims.filter(({ lostHolder }) => lostHolder !== null);
  if (lost.length === 0) return;
  await db.insert(jobRuns).values(
    lost.map(({ name, fence, startedAt, lostStartedAt, lostHolder }) => ({
      job: name,
      fence: fence - 1,
      startedAt: lostStartedAt ?? startedAt,
      finishedAt: startedAt,
      outcome: 'lost' satisfies JobOutcome,
      error: `The process ${lostHolder} did not say how its run ended.`,
      holder: lostHolder,
      isRequested: false,
    })),
  );
}

type SettleSpec = {
  run: Pick<ClaimedRun, 'name' | 'fence' | 'isRequested'>;
  settlement: Settlement;
  isByHand: boolean;
  /** Holds while the run has its job. */
  where: SQL;
};

/** The statement that ends a run: it changes the job's row, and enters the run where it has something to tell. */
export function settleSql({ run, settlement, isByHand, where }: SettleSpec): SQL {
  const table = jobSchedules;
  const { outcome, note, error } = settlement;
  const before = sql.identifier('before');
  const was = (column: PgColumn): SQL => sql`${before}.${sql.identifier(column.name)}`;
  const isRequested = isByHand || run.isRequested;
  const isNews = sql`(${was(table.lastOutcome)}, ${was(table.lastNote)}, ${was(table.lastError)})
    is distinct from (${outcome}::varchar, ${note}::text, ${error}::text)`;
  const columns = [
    jobRuns.job,
    jobRuns.fence,
    jobRuns.startedAt,
    jobRuns.finishedAt,
    jobRuns.outcome,
    jobRuns.note,
    jobRuns.error,
    jobRuns.durationMs,
    jobRuns.latenessMs,
    jobRuns.holder,
    jobRuns.isRequested,
  ].map((column) => sql.identifier(column.name));
  return sql`
    with ${before} as (select * from ${table} where ${where}),
    settled as (
      update ${table} set ${assignments(settlement, isByHand)} where ${where}
      returning ${table.name} as settled_name, ${table.lastStartedAt} as started_at, ${table.lastFinishedAt} as finished_at,
                ${table.lastDurationMs} as duration_ms, ${table.lastLatenessMs} as lateness_ms,
                ${table.lastHolder} as run_holder),
    entered as (
      insert into ${jobRuns} (${sql.join(columns, sql`, `)})
      select settled_name, ${run.fence}::bigint, started_at, finished_at, ${outcome}::varchar, ${note}::text, ${error}::text,
             settled.duration_ms, settled.lateness_ms, run_holder, ${isRequested}
      from settled join ${before} on ${was(table.name)} = settled_name
      where coalesce(${was(table.cadenceMs)} >= ${FREQUENT_BELOW_MS}, true) or ${isRequested} or ${isNews})
    select settled_name from settled`;
}

function assignments({ outcome, note, error, nextDueMs }: Settlement, isByHand: boolean): SQL {
  const table = jobSchedules;
  const isFailed = !isByHand && (outcome === 'failed' || outcome === 'timed_out');
  const isDone = outcome === 'done';
  const isStillWanted = sql`${table.requestedAt} > ${table.lastStartedAt}`;
  const values: readonly (readonly [PgColumn, SQL])[] = [
    [table.holder, sql`null`],
    [table.leaseExpiresAt, sql`null`],
    [table.lastFinishedAt, sql`now()`],
    [table.lastOutcome, sql`${outcome}`],
    [table.lastNote, sql`${note}`],
    [table.lastError, sql`${error}`],
    [
      table.lastDurationMs,
      sql`(extract(epoch from clock_timestamp() - ${table.lastStartedAt}) * 1000)::bigint`,
    ],
    [table.runCount, sql`${table.runCount} + 1`],
    ...(isFailed
      ? ([
          [table.failureCount, sql`${table.failureCount} + 1`],
          [table.failuresInARow, sql`${table.failuresInARow} + 1`],
        ] as const)
      : []),
    ...(isDone
      ? ([
          [table.lastSucceededAt, sql`now()`],
          [table.failuresInARow, sql`0`],
        ] as const)
      : []),
    ...(nextDueMs === undefined
      ? []
      : ([[table.nextDueAt, sql`${new Date(nextDueMs).toISOString()}::timestamptz`]] as const)),
    // Who asked while the run was on its way gets another one.
    [table.requestedAt, sql`case when ${isStillWanted} then ${table.requestedAt} end`],
    [table.requestedBy, sql`case when ${isStillWanted} then ${table.requestedBy} end`],
  ];
  return sql.join(
    values.map(([column, value]) => sql`${sql.identifier(column.name)} = ${value}`),
    sql`, `,
  );
}
