import { type SQL, and, inArray, lt, sql } from 'drizzle-orm';
import { type PgColumn, type PgTable } from 'drizzle-orm/pg-core';
import { alias } from '../db/alias.ts';
import type { Database } from '../db/database.ts';
import { RUNS_KEPT, RUNS_KEPT_DAYS } from '../jobs/schedules/job-runs.ts';
import {
  controlProcesses,
  idempotencyKeys,
  loginSessions,
  systemEvents,
  workerHeartbeats,
} from '../db/schema/operations.ts';
import { jobRuns } from '../db/schema/job-schedules.ts';
import { workTransitions } from '../db/schema/work-items.ts';

/** Rows removed by one statement, so that none of them runs for long. */
const BATCH_SIZE = 5_000;

type Rule = { table: PgTable; key: PgColumn; isOld: SQL };

const olderThan = (column: PgColumn, days: number): SQL =>
  lt(column, sql`now() - ${days} * interval '1 day'`);

const NEWER = alias(jobRuns, 'newer');

/** What is kept for how long. Records of games, tasks and calls are not among them. */
const RULES: readonly Rule[] = [
  { table: systemEvents, key: systemEvents.id, isOld: olderThan(systemEvents.createdAt, 90) },
  { table: loginSessions, key: loginSessions.id, isOld: olderThan(loginSessions.expiresAt, 1) },
  { table: idempotencyKeys, key: idempotencyKeys.key, isOld: olderThan(idempotencyKeys.createdAt, 2) },
  { table: jobRuns, key: jobRuns.id, isOld: olderThan(jobRuns.startedAt, RUNS_KEPT_DAYS) },
  {
    table: jobRuns,
    key: jobRuns.id,
    isOld: sql`${jobRuns.id} <= (
      select ${NEWER.id} from ${jobRuns} as newer where ${NEWER.job} = ${jobRuns.job}
      order by ${NEWER.id} desc offset ${RUNS_KEPT} limit 1)`,
  },
  { table: workTransitions, key: workTransitions.id, isOld: olderThan(workTransitions.createdAt, 30) },
  {
    table: workerHeartbeats,
    key: workerHeartbeats.workerId,
    isOld: olderThan(workerHeartbeats.lastSeenAt, 7),
  },
  {
    table: controlProcesses,
    key: controlProcesses.controlId,
    isOld: olderThan(controlProcesses.lastSeenAt, 7),
  },
];

/** Removes records of the installation that are too old to matter; returns how many. Goes on after a crash. */
export async function pruneRecords(db: Database, signal: AbortSignal): Promise<number> {
  let removed = 0;
  for (const { table, key, isOld } of RULES) {
    for (;;) {
      signal.throwIfAborted();
      const old = db.select({ key }).from(table).where(isOld).limit(BATCH_SIZE);
      const { rowCount } = await db.delete(table).where(and(inArray(key, old), isOld));
      removed += rowCount ?? 0;
      if ((rowCount ?? 0) < BATCH_SIZE) break;
    }
  }
  return removed;
}
