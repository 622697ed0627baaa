import { type SQL, eq, sql } from 'drizzle-orm';
import type { Database, Executor } from '../db/database.ts';
import { seedingTasks, syncLog } from '../db/schema/tasks.ts';
import { amendSql } from '../jobs/ledger/write-transitions.ts';
import { seedRunId } from '../jobs/runs/run-id.ts';
import type { RunReading } from '../jobs/runs/run-calls.ts';
import { type RunEntry, logRun, logRunFromSql, readingColumns, timeColumns } from '../jobs/runs/run-log.ts';
import type { RunStatus } from '../domain/runs.ts';
import type { Claim } from './claim.ts';
import { seedingTypeOf } from './seeding-type.ts';

/** What one run of a task cost, what it read for that, and who ran it. */
export type RunCost = {
  calls: number;
  startedAtMs: number;
  endedAtMs: number;
  reading?: RunReading;
  workerId?: string;
};

/** Why a run failed: a word for programs, and words for people. */
export type RunFailure = { errorType: string; message: string };

/** How long a run took, in seconds, as far as its column holds them. */
export function durationSeconds({ startedAtMs, endedAtMs }: RunCost): number {
  return Math.min(999_999, Math.max(0, endedAtMs - startedAtMs) / 1000);
}

/** What a run leaves in `sync_log` beside its cost. */
export type RunOutcome = {
  status: RunStatus;
  players?: number;
  teams?: number;
  /** Why it failed, or what the task waits for. */
  details?: Readonly<Record<string, unknown>> | undefined;
};

/**
 * Writes what a run came to into the log of all runs, in the transaction that ends it: every start of a task leaves
 * one entry, and the sum of their calls is that of the task. Returns the id of the entry.
 */
export function insertSyncLog(
  tx: Executor,
  claim: Claim,
  outcome: RunOutcome,
  cost: RunCost,
): Promise<number> {
  return logRun(tx, entryOf(claim, outcome, cost));
}

/** The same for each task that the transition of the statement has moved, as it reads `moved`: none where the claim is lost. */
export function movedLogPart(claim: Claim, outcome: RunOutcome, cost: RunCost): SQL {
  return sql`log as (${logRunFromSql(entryOf(claim, outcome, cost), sql`moved`)})`;
}

/** The entry of a run in the log of all runs. */
export function entryOf(
  claim: Claim,
  { status, players = 0, teams = 0, details }: RunOutcome,
  cost: RunCost,
): RunEntry {
  return {
    runId: seedRunId(claim),
    operation: 'seed_game',
    sportId: claim.game.sportId,
    seasonId: claim.game.seasonId,
    gameId: claim.game.gameId,
    taskId: claim.taskId,
    seedingType: seedingTypeOf(claim),
    status,
    teamCount: teams,
    playerCount: players,
    apiCallsMade: cost.calls,
    ...readingColumns(cost.reading ?? {}),
    ...timeColumns(cost),
    actor: cost.workerId ?? null,
    details: details ?? null,
  };
}

/** Writes a run whose claim was lost to a decision about its task, unless somebody accounted for it already. */
export async function logSupersededRun(db: Database, claim: Claim, calls: number): Promise<void> {
  await db.transaction(async (tx) => {
    // Whoever decided about the task held its row.
    await tx
      .select({ id: seedingTasks.id })
      .from(seedingTasks)
      .where(eq(seedingTasks.id, claim.taskId))
      .for('update');
    const known = await tx
      .select({ id: syncLog.id })
      .from(syncLog)
      .where(eq(syncLog.runId, seedRunId(claim)))
      .limit(1);
    if (known.length > 0) return;
    await insertSyncLog(tx, claim, { status: 'superseded' }, { calls, startedAtMs: 0, endedAtMs: 0 });
    await tx.execute(
      amendSql(
        seedingTasks,
        { apiCallsMade: sql`${seedingTasks.apiCallsMade} + ${calls}` },
        eq(seedingTasks.id, claim.taskId),
      ),
    );
  });
}
