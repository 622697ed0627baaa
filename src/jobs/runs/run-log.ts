import { eq, sql } from 'drizzle-orm';
import type { Database, Executor } from '../../db/database.ts';
import { syncLog } from '../../db/schema/tasks.ts';
import { seasons, sports } from '../../db/schema/reference.ts';
import type { Sport } from '../../domain/sport.ts';
import type { RunCalls } from './run-calls.ts';
import { type RunOperation, newRunId } from './run-id.ts';

/**
 * What became of a run: `held` and `released` burn no attempt, `failed` burns one, `killed` is a run whose process
 * vanished over it, and `superseded` one whose task somebody else decided about meanwhile.
 */
export type RunStatus = 'completed' | 'skipped' | 'held' | 'released' | 'failed' | 'killed' | 'superseded';

/** What a run leaves in `sync_log`. */
export type RunEntry = Omit<typeof syncLog.$inferInsert, 'status'> & { runId: string; status: RunStatus };

/** The statement that writes it and answers with its `id`, to be run alone or as a part of the statement that ends the run. */
export function logRunQuery(executor: Executor, entry: RunEntry) {
  return executor.insert(syncLog).values(entry).returning({ id: syncLog.id });
}

/** Writes what a run came to into `sync_log`, once for each run; returns the id of the entry. */
export async function logRun(executor: Executor, entry: RunEntry): Promise<number> {
  const [row] = await logRunQuery(executor, entry);
  if (!row) throw new Error('sync_log returned no id');
  return row.id;
}

/** What a run of work other than seeding came to; `season` is the year in which it starts. */
export type WorkLogEntry = {
  status: RunStatus;
  season?: number | undefined;
  teams?: number;
  players?: number;
  details: object;
};

/** A run of work other than seeding, from its begin to its entry in `sync_log`. */
export type WorkRun = {
  runId: string;
  /** Writes its entry with the calls that it made. One that made none and is `isQuiet` leaves none. */
  end: (entry: WorkLogEntry & { isQuiet?: boolean }) => Promise<void>;
};

export type WorkRunDeps = { db: Database; runCalls: RunCalls; clock: { nowMs: () => number } };

/** Begins a run of work that asks a provider for something. */
export function beginRun(
  { db, runCalls, clock }: WorkRunDeps,
  operation: RunOperation,
  sport: Sport,
): WorkRun {
  const runId = newRunId(operation, sport);
  const startedAtMs = clock.nowMs();
  return {
    runId,
    async end({ status, season, teams = 0, players = 0, details, isQuiet = false }) {
      const calls = runCalls.callsOf(runId);
      try {
        if (calls > 0 || !isQuiet) {
          const durationSeconds = Math.min(999_999, Math.max(0, clock.nowMs() - startedAtMs) / 1000);
          await insertWork(db, sport, season, {
            runId,
            operation,
            status,
            teams,
            players,
            calls,
            durationSeconds,
            details,
          });
        }
      } finally {
        runCalls.ended(runId);
      }
    },
  };
}

async function insertWork(
  db: Database,
  sport: Sport,
  season: number | undefined,
  entry: {
    runId: string;
    operation: RunOperation;
    status: RunStatus;
    teams: number;
    players: number;
    calls: number;
    durationSeconds: number;
    details: object;
  },
): Promise<void> {
  const [found] = await db
    .select({ sportId: sports.id, seasonId: seasons.id })
    .from(sports)
    .leftJoin(seasons, sql`${seasons.sportId} = ${sports.id} and ${seasons.year} = ${season ?? null}::int`)
    .where(eq(sports.displayName, sport));
  if (!found) throw new Error(`the sport ${sport} is not in the database`);
  await logRun(db, {
    ...found,
    runId: entry.runId,
    operation: entry.operation,
    seedingType: 'discovery',
    status: entry.status,
    teamCount: entry.teams,
    playerCount: entry.players,
    apiCallsMade: entry.calls,
    durationSeconds: entry.durationSeconds,
    details: entry.details,
  });
}
