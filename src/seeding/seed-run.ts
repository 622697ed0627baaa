import type { Config } from '../config/config.ts';
import type { Database, Executor } from '../db/database.ts';
import type { ProviderGame } from '../domain/box-score.ts';
import type { Sport } from '../domain/sport.ts';
import type { RunCalls } from '../jobs/runs/run-calls.ts';
import { seedRunId } from '../jobs/runs/run-id.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { CallContext } from '../providers/client/provider-call.ts';
import type { SportAdapter } from '../sports/adapter.ts';
import type { Claim } from './claim.ts';
import type { EntityRun } from './entity-run.ts';
import type { GiveUp } from './give-up.ts';
import { type LockedGame, lockClaimedGame } from './lock-game.ts';
import { type RunResult, priorityOf } from './run-facts.ts';
import type { RunCost } from './run-record.ts';

/** What the runs of a worker have in common. */
export type SeedTools = {
  db: Database;
  /** Knows the provider calls of each run. */
  runCalls: Pick<RunCalls, 'callsOf' | 'readingOf'>;
  seeding: Config['seeding'];
  clock: Pick<Clock, 'nowMs'>;
  logger: Logger;
  workerId: string;
  /** Ends a task whose plan has nothing left to try, or lets another plan take over. */
  giveUp: GiveUp;
  settleFailure: (claim: Claim, signal: AbortSignal, error: unknown, cost: RunCost) => Promise<RunResult>;
  runEntities: (
    claim: Claim,
    adapter: SportAdapter,
    providerGame: ProviderGame,
    context: CallContext,
  ) => Promise<EntityRun>;
};

/** One run of a claimed task. */
export type SeedRun = {
  tools: SeedTools;
  claim: Claim;
  /** In whose name it calls the provider; its signal aborts when the run has to end. */
  context: CallContext;
  /** What it has cost until now. */
  cost: () => RunCost;
  /** Notes which source says what is written of the game. */
  readFrom: (source: string | undefined) => void;
};

/** Begins a run now. */
export function beginSeedRun(tools: SeedTools, claim: Claim, signal: AbortSignal): SeedRun {
  const { runCalls, clock, workerId } = tools;
  const { sport, leagueName, gameId } = claim.game;
  const startedAtMs = clock.nowMs();
  const runId = seedRunId(claim);
  let said: { source: string; sport: Sport } | undefined;
  return {
    tools,
    claim,
    context: {
      signal,
      retry: claim.retryCount,
      priority: priorityOf(claim),
      league: leagueName,
      runId,
      taskId: String(claim.taskId),
      gameId: String(gameId),
    },
    cost: () => ({
      calls: runCalls.callsOf(runId),
      startedAtMs,
      endedAtMs: clock.nowMs(),
      reading: runCalls.readingOf(runId, said),
      workerId,
    }),
    readFrom(source) {
      if (source !== undefined) said = { source, sport };
    },
  };
}

/**
 * Writes in a transaction under the fence, with the game locked. `last` takes the statement that ends it, if there is one.
 * Throws ClaimLostError.
 */
export function onLockedGame<T>(
  { tools: { db }, claim }: SeedRun,
  { lines }: Pick<SportAdapter, 'lines'>,
  seen: ProviderGame,
  write: (tx: Executor, locked: LockedGame, last: Executor) => Promise<T>,
): Promise<T> {
  return db.lockedTransaction(async (tx, last) =>
    write(tx, await lockClaimedGame(tx, { claim, seen, lines }), last),
  );
}
