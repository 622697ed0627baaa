import type { Config } from '../config/config.ts';
import type { Database, Executor } from '../db/database.ts';
import type { ProviderGame } from '../domain/box-score.ts';
import type { Sport } from '../domain/sport.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { Random } from '../platform/random.ts';
import type { CallContext } from '../providers/http/provider-call.ts';
import type { EntityReader, SportAdapter } from '../sports/adapter.ts';
import type { Claim } from './claim.ts';
import { createCorrections } from './corrections.ts';
import { markOthersAbsent, saveCheckpoints, updateEntityCounts } from './entities.ts';
import { type RosterFetcher, createEntityRun } from './entity-run.ts';
import { NothingYetError, type PartsWork, createWorkFetcher } from './fetch-work.ts';
import { followNewStart, keepScheduleStill } from './follow-start.ts';
import type { GiveUp } from './give-up.ts';
import { type EntityType, countEntities } from './plan.ts';
import { SeedingError, troubleOf } from './policy.ts';
import { recordProviderGame } from './record-game.ts';
import {
  type LineCounts,
  type RunResult,
  addCounts,
  countLines,
  lateBoxScore,
  noLinesYet,
  originOf,
  priorityOf,
} from './run-facts.ts';
import { completeTask, markPartial, skipTask } from './end-task.ts';
import { requireFence } from './fence.ts';
import { holdTask } from './put-back.ts';
import type { RunCost } from './run-record.ts';
import { createFailureSettler } from './settle-failure.ts';

export type SeedRunnerOptions = {
  db: Database;
  adapters: ReadonlyMap<Sport, SportAdapter>;
  /** Provider calls made for a task since it was last asked. */
  takeCallCount: (taskId: number) => number;
  seeding: Config['seeding'];
  fetchRoster: RosterFetcher;
  /** Ends a task whose plan has nothing left to try, or lets another plan take over. */
  giveUp: GiveUp;
  clock: Clock;
  random: Random;
  logger: Logger;
  workerId: string;
  /** Told when a run could not do its work for want of something on this machine. */
  onLocalFailure?: (problem: string) => void;
};

type SeedWork = Exclude<Awaited<ReturnType<ReturnType<typeof createWorkFetcher>>>, { kind: 'error' }>;

/**
 * Runs one claimed task to its next state: find the game, make sure that it is final, fetch what is missing,
 * write it with its checkpoints and the outcome in one transaction that checks the fence.
 * Throws ClaimLostError when somebody else owns the task, and database errors as they are.
 */
export function createSeedRunner(options: SeedRunnerOptions) {
  const { db, takeCallCount, seeding, fetchRoster, giveUp, clock, workerId } = options;
  const fetchWork = createWorkFetcher(options);
  const settleFailure = createFailureSettler(options);
  const runEntities = createEntityRun({ db, clock, fetchRoster });

  return async function runSeed(claim: Claim, signal: AbortSignal): Promise<RunResult> {
    const startedAtMs = clock.nowMs();
    const cost = (): RunCost => ({
      calls: takeCallCount(claim.taskId),
      startedAtMs,
      endedAtMs: clock.nowMs(),
    });
    const context: CallContext = {
      signal,
      priority: priorityOf(claim),
      league: claim.game.leagueName,
      taskId: String(claim.taskId),
      gameId: String(claim.game.gameId),
    };
    const work = await fetchWork(claim, context).catch((error: unknown) => ({
      kind: 'error' as const,
      error,
    }));
    if (work.kind === 'error') return settleFailure(claim, signal, work.error, cost());
    try {
      return await settle(claim, context, work, cost);
    } catch (error) {
      // A statement that was refused, or a mistake of ours, is this attempt's failure. Everything else is the caller's.
      if (troubleOf(error) !== 'unforeseen') throw error;
      return settleFailure(claim, signal, error, cost());
    }
  };

  async function settle(
    claim: Claim,
    context: CallContext,
    work: SeedWork,
    cost: () => RunCost,
  ): Promise<RunResult> {
    switch (work.kind) {
      case 'hold': {
        const { providerGame, hold } = work;
        const { newStartMs } = hold;
        await holdTask(db, claim, hold, cost(), workerId, {
          lockFirst: newStartMs === undefined ? undefined : (tx) => keepScheduleStill(tx, claim),
          async alsoWrite(tx) {
            await recordProviderGame(tx, claim.game, providerGame, originOf(claim));
            const seedingDelayMs = seeding.delayMs[claim.game.sport];
            if (newStartMs !== undefined)
              await followNewStart(tx, claim, { newStartMs, seedingDelayMs, workerId });
          },
        });
        if (hold.isStuck)
          options.logger.warn({ says: providerGame.statusText }, 'a game should be final and is not');
        return { kind: 'held', delayMs: hold.delayMs, note: `${hold.reason}: ${hold.detail}` };
      }
      case 'skip': {
        const { providerGame, skip } = work;
        await fenced(claim, async (tx) => {
          await recordProviderGame(tx, claim.game, providerGame, originOf(claim));
          await skipTask(tx, claim, skip, cost(), workerId);
        });
        return { kind: 'skipped', note: skip.message };
      }
      case 'parts':
        return settleParts(claim, context, work, cost);
    }
  }

  /** A final game without a box score is waited for; after two days that is a failure. */
  async function waitForBoxScore(
    claim: Claim,
    signal: AbortSignal,
    missing: EntityType,
    cost: RunCost,
  ): Promise<RunResult> {
    const late = lateBoxScore(claim, missing, clock.nowMs());
    if (late) return settleFailure(claim, signal, late, cost);
    const detail = noLinesYet(missing);
    const delayMs = seeding.notFinalStepMs[claim.game.sport];
    await holdTask(db, claim, { reason: 'not_final', detail, delayMs }, cost, workerId);
    return { kind: 'held', delayMs, note: `not_final: ${detail}` };
  }

  async function settleParts(
    claim: Claim,
    context: CallContext,
    { providerGame, fetched, reader, entities, error }: PartsWork,
    cost: () => RunCost,
  ): Promise<RunResult> {
    const isWhole = error === undefined && !reader;
    const counts = { ...countLines(entities), changedLines: 0 };
    if (isWhole || fetched.length > 0) {
      await fenced(claim, async (tx) => {
        await recordProviderGame(tx, claim.game, providerGame, originOf(claim));
        const target = { game: claim.game, providerGame, fence: claim.fence, origin: originOf(claim) };
        for (const { entityType, part } of fetched) {
          const lines = await part.write(tx, target);
          await saveCheckpoints(tx, claim.taskId, lines);
          if (!reader) await markOthersAbsent(tx, claim.taskId, entityType);
          addCounts(counts, lines);
        }
        await updateEntityCounts(tx, claim.taskId);
        if (isWhole) await complete(tx, claim, counts, cost());
        else await markPartial(tx, claim);
      });
    }
    if (error instanceof NothingYetError)
      return waitForBoxScore(claim, context.signal, error.missing, cost());
    if (error !== undefined) return settleFailure(claim, context.signal, error, cost());
    if (reader) return settleEntities(claim, reader, providerGame, context, cost);
    return { kind: 'completed', note: `${counts.players} player lines, ${counts.teams} team lines` };
  }

  async function settleEntities(
    claim: Claim,
    reader: EntityReader,
    providerGame: ProviderGame,
    context: CallContext,
    cost: () => RunCost,
  ): Promise<RunResult> {
    const run = await runEntities(claim, reader, providerGame, context);
    switch (run.kind) {
      case 'nothing_yet':
        return waitForBoxScore(claim, context.signal, 'player', cost());
      case 'stopped':
        return settleFailure(claim, context.signal, run.error, cost());
      case 'over':
        break;
    }
    const { outcome } = run;
    const { done, expected } = countEntities(run.entities);
    switch (outcome.kind) {
      case 'completed':
      case 'partial': {
        const gap = outcome.kind === 'partial' ? outcome.message : undefined;
        const counts = { ...countLines(run.entities), changedLines: 0 };
        await fenced(claim, async (tx) => {
          await recordProviderGame(tx, claim.game, providerGame, originOf(claim));
          await complete(tx, claim, counts, cost(), gap);
        });
        return { kind: 'completed', note: gap ?? `${done} of ${expected} players and teams` };
      }
      case 'retry':
        return settleFailure(
          claim,
          context.signal,
          new SeedingError('entities_missing', outcome.message),
          cost(),
        );
      case 'failed': {
        const failure = { errorType: 'entities_missing', message: outcome.message };
        return giveUp(claim, failure, cost());
      }
    }
  }

  async function complete(
    tx: Executor,
    claim: Claim,
    counts: LineCounts,
    cost: RunCost,
    gap?: string,
  ): Promise<void> {
    await completeTask(tx, claim, counts, cost, workerId, gap);
    await createCorrections(tx, claim, {
      delaysMs: seeding.correctionDelaysMs,
      maxRetries: seeding.retry.maxRetries,
    });
  }

  async function fenced(claim: Claim, write: (tx: Executor) => Promise<void>): Promise<void> {
    await db.transaction(async (tx) => {
      await requireFence(tx, claim);
      await write(tx);
    });
  }
}
