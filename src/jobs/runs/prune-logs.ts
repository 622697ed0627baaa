import { type SQL, and, asc, gt, inArray, lt, notInArray, sql } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { Database } from '../../db/database.ts';
import { gameEvents } from '../../db/schema/games.ts';
import { livePolls } from '../../db/schema/live-polls.ts';
import { oddsPolls } from '../../db/schema/odds-polls.ts';
import { apiUsage } from '../../db/schema/providers.ts';
import { seedingTasks, syncLog } from '../../db/schema/tasks.ts';

/** How many rows went from each log. */
export type PrunedLogs = { calls: number; runs: number; events: number; looks: number };

/** Rows read by one statement, so that none of them runs for long. */
const BATCH_SIZE = 5_000;

/**
 * Calls are kept for as long at least, whatever is configured: a quota ledger that was lost goes on from the calls of
 * the provider's current window, of which the longest is a month.
 */
const CALLS_KEPT_DAYS = 35;

/** What an import did: taking it back reads these, however old they are. */
const KINDS_OF_IMPORTS = ['ingested', 'schedule_changed', 'cancelled'];

type Log = { table: PgTable; id: PgColumn; isOld: SQL; mayGo?: SQL };

const olderThan = (column: PgColumn, days: number): SQL =>
  lt(column, sql`now() - ${days} * interval '1 day'`);

/**
 * Removes calls, runs, events of games and looks at odds and at games under way that are older than `retentionDays`. Calls go before the runs that made
 * them, so that no call is left that a run would seem to have lost. Events stay that undoing an import reads, and those
 * of games with open tasks. Goes on after a crash.
 */
export async function pruneLogs(
  db: Database,
  retentionDays: number,
  signal: AbortSignal,
): Promise<PrunedLogs> {
  const hasOpenTask = sql`exists (select 1 from ${seedingTasks}
    where ${seedingTasks.gameId} = ${gameEvents.gameId} and ${seedingTasks.status} in ('pending', 'running'))`;
  const calls = await prune(db, signal, {
    table: apiUsage,
    id: apiUsage.id,
    isOld: olderThan(apiUsage.startedAt, Math.max(retentionDays, CALLS_KEPT_DAYS)),
  });
  const runs = await prune(db, signal, {
    table: syncLog,
    id: syncLog.id,
    isOld: olderThan(syncLog.createdAt, retentionDays),
  });
  const events = await prune(db, signal, {
    table: gameEvents,
    id: gameEvents.id,
    isOld: olderThan(gameEvents.createdAt, retentionDays),
    mayGo: sql`${notInArray(gameEvents.kind, KINDS_OF_IMPORTS)} and not ${hasOpenTask}`,
  });
  const looks = await prune(db, signal, {
    table: oddsPolls,
    id: oddsPolls.id,
    isOld: olderThan(oddsPolls.plannedAt, Math.max(retentionDays, CALLS_KEPT_DAYS)),
    mayGo: notInArray(oddsPolls.status, ['planned', 'asked']),
  });
  const liveLooks = await prune(db, signal, {
    table: livePolls,
    id: livePolls.id,
    isOld: olderThan(livePolls.askedAt, Math.max(retentionDays, CALLS_KEPT_DAYS)),
  });
  return { calls, runs, events, looks: looks + liveLooks };
}

/** Walks through the old rows by their ids, which rise with time, and removes those that may go, batch by batch. */
async function prune(db: Database, signal: AbortSignal, log: Log): Promise<number> {
  const { table, id, isOld, mayGo = sql`true` } = log;
  let removed = 0;
  let lastId = 0;
  for (;;) {
    signal.throwIfAborted();
    const old = await db
      .select({ id: sql<number>`${id}`.mapWith(Number) })
      .from(table)
      .where(and(gt(id, lastId), isOld))
      .orderBy(asc(id))
      .limit(BATCH_SIZE);
    const last = old.at(-1);
    if (!last) return removed;
    lastId = last.id;
    const ids = sql`(select unnest(${sql.param(old.map((row) => row.id))}::bigint[]))`;
    const { rowCount } = await db.delete(table).where(and(inArray(id, ids), isOld, mayGo));
    removed += rowCount ?? 0;
  }
}
