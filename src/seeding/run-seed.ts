import type { Config } from '../config/config.ts';
import type { Database, Executor } from '../db/database.ts';
import type { ProviderGame } from '../domain/box-score.ts';
import type { Sport } from '../domain/sport.ts';
import { timeoutAtRetryMs } from '../domain/timeouts.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { RunCalls } from '../jobs/runs/run-calls.ts';
import { seedRunId } from '../jobs/runs/run-id.ts';
import type { Random } from '../platform/random.ts';
import type { CallContext } from '../providers/client/provider-call.ts';
import type { SportAdapter } from '../sports/adapter.ts';
import { periodProblem } from '../sports/period-rule.ts';
import type { Claim } from './claim.ts';
import { correctionsSql } from './corrections.ts';
import { loadEntities, updateEntityCounts } from './entities.ts';
import { type RosterFetcher, createEntityRun } from './entity-run.ts';
import { NothingYetError, type PartsWork, createWorkFetcher } from './fetch-work.ts';
import { followNewStart, keepScheduleStill } from './follow-start.ts';
import type { GiveUp } from './give-up.ts';
import type { Pace } from './line.ts';
import { type EntityOutcome, type EntityType, decideEntityOutcome } from './plan.ts';
import { SeedingError, troubleOf } from './policy.ts';
import { recordProviderGame } from './record-game.ts';
import {
  type LineCounts,
  type RunResult,
  countLines,
  lateBoxScore,
  noLinesYet,
  originOf,
  priorityOf,
} from './run-facts.ts';
import { type Completion, completeTask, skipTask } from './end-task.ts';
import { type LockedGame, lockClaimedGame, lockGame } from './lock-game.ts';
import { markPartial, openStanding } from './game-standing.ts';
import { logOddities, writeParts } from './write-parts.ts';
import { holdTask } from './put-back.ts';
import type { RunCost } from './run-record.ts';
import { withRunDeadline } from './run-deadline.ts';
import { createFailureSettler } from './settle-failure.ts';

export type SeedRunnerOptions = {
  db: Database;
  adapters: ReadonlyMap<Sport, SportAdapter>;
  /** Knows the provider calls of each run. */
  runCalls: Pick<RunCalls, 'callsOf' | 'readingOf'>;
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
  /** How fast the games of a sport can be read now. May reject. */
  paceOf: (sport: Sport) => Promise<Pace>;
};

type SeedWork = Exclude<Awaited<ReturnType<ReturnType<typeof createWorkFetcher>>>, { kind: 'error' }>;

/**
 * Runs one claimed task to its next state: find the game, make sure that it is final, fetch what is missing,
 * write it with its checkpoints and the outcome in one transaction that checks the fence.
 * Throws ClaimLostError when somebody else owns the task, and database errors as they are.
 */
export function createSeedRunner(options: SeedRunnerOptions) {
  const { db, runCalls, seeding, fetchRoster, giveUp, clock, workerId } = options;
  const fetchWork = createWorkFetcher(options);
  const settleFailure = createFailureSettler(options);
  const runEntities = createEntityRun({ db, clock, fetchRoster, logger: options.logger });

  return async function runSeed(claim: Claim, signal: AbortSignal): Promise<RunResult> {
    const limitMs = timeoutAtRetryMs(seeding.timeoutMs, claim.retryCount);
    return withRunDeadline(clock, { signal, limitMs }, (limited) => run(claim, limited));
  };

  async function run(claim: Claim, signal: AbortSignal): Promise<RunResult> {
    const startedAtMs = clock.nowMs();
    const runId = seedRunId(claim);
    let said: { source: string; sport: Sport } | undefined;
    const cost = (): RunCost => ({
      calls: runCalls.callsOf(runId),
      startedAtMs,
      endedAtMs: clock.nowMs(),
      reading: runCalls.readingOf(runId, said),
      workerId,
    });
    const context: CallContext = {
      signal,
      retry: claim.retryCount,
      priority: priorityOf(claim),
      league: claim.game.leagueName,
      runId,
      taskId: String(claim.taskId),
      gameId: String(claim.game.gameId),
    };
    const work = await fetchWork(claim, context).catch((error: unknown) => ({
      kind: 'error' as const,
      error,
    }));
    if (work.kind === 'error') return settleFailure(claim, signal, work.error, cost());
    const { source } = work.providerGame;
    if (source !== undefined) said = { source, sport: claim.game.sport };
    try {
      return await settle(claim, context, work, cost);
    } catch (error) {
      // A statement that was refused, or a mistake of ours, is this attempt's failure. Everything else is the caller's.
      if (troubleOf(error) !== 'unforeseen') throw error;
      return settleFailure(claim, signal, error, cost());
    }
  }

  async function settle(
    claim: Claim,
    context: CallContext,
    work: SeedWork,
    cost: () => RunCost,
  ): Promise<RunResult> {
    switch (work.kind) {
      case 'hold': {
        const { adapter, providerGame, hold } = work;
        const { newStartMs } = hold;
        await holdTask(db, claim, hold, cost(), workerId, {
          lockFirst: newStartMs === undefined ? undefined : (tx) => keepScheduleStill(tx, claim),
          async alsoWrite(tx) {
            const locked = await lockGame(tx, { claim, seen: providerGame, lines: adapter.lines });
            await recordProviderGame(tx, claim.game, providerGame, originOf(claim), locked);
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
        const { adapter, providerGame, skip } = work;
        await onLockedGame(claim, adapter, providerGame, async (tx, locked) => {
          await recordProviderGame(tx, claim.game, providerGame, originOf(claim), locked);
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
    work: PartsWork,
    cost: () => RunCost,
  ): Promise<RunResult> {
    const { adapter, providerGame, fetched, reader, error } = work;
    const isEverythingAsked = error === undefined && !reader;
    let outcome: EntityOutcome | undefined;
    let counted: LineCounts | undefined;
    if (isEverythingAsked || fetched.length > 0) {
      outcome = await onLockedGame(claim, adapter, providerGame, async (tx, locked) => {
        const standing = await openStanding(tx, adapter, claim.game, providerGame, locked);
        const scoreChanges = await recordProviderGame(tx, claim.game, providerGame, originOf(claim), locked);
        const { changedLines, changeCount, entities } = await writeParts(tx, claim, work, locked);
        const gaps = await standing.gapsKeepingWhole(tx);
        const isLastAttempt = claim.retryCount >= claim.maxRetries;
        const decided = isEverythingAsked
          ? decideEntityOutcome(entities, { isLastAttempt, gaps })
          : undefined;
        const counts = { ...countLines(entities), changedLines };
        if (decided) counted = counts;
        if (decided && isEnd(decided)) {
          const hasChanges = scoreChanges + changeCount > 0;
          await complete(tx, claim, { counts, cost: cost(), gap: gapOf(decided), hasChanges }, locked);
        } else {
          await updateEntityCounts(tx, claim.taskId);
          await markPartial(tx, claim.game.gameId, gaps);
        }
        return decided;
      });
    }
    const oddPeriods = periodProblem(providerGame);
    if (oddPeriods) options.logger.warn({ problem: oddPeriods }, 'the periods of a game are not kept');
    for (const { part } of fetched) logOddities(options.logger, part);
    if (error instanceof NothingYetError)
      return waitForBoxScore(claim, context.signal, error.missing, cost());
    if (error !== undefined) return settleFailure(claim, context.signal, error, cost());
    if (reader) return settleEntities(claim, adapter, providerGame, context, cost);
    const counts = counted ?? countLines(await loadEntities(db, claim.taskId));
    return endRun(claim, context.signal, outcome, counts, cost());
  }

  async function settleEntities(
    claim: Claim,
    adapter: SportAdapter,
    providerGame: ProviderGame,
    context: CallContext,
    cost: () => RunCost,
  ): Promise<RunResult> {
    const run = await runEntities(claim, adapter, providerGame, context);
    switch (run.kind) {
      case 'nothing_yet':
        return waitForBoxScore(claim, context.signal, 'player', cost());
      case 'stopped':
        return settleFailure(claim, context.signal, run.error, cost());
      case 'over':
        break;
    }
    const counts = { ...countLines(run.entities), changedLines: 0 };
    const outcome = isEnd(run.outcome)
      ? await onLockedGame(claim, adapter, providerGame, async (tx, locked) => {
          const standing = await openStanding(tx, adapter, claim.game, providerGame, locked);
          await recordProviderGame(tx, claim.game, providerGame, originOf(claim), locked);
          const gaps = await standing.gapsKeepingWhole(tx);
          // Judged again where it is written: somebody else may have written since.
          const isLastAttempt = claim.retryCount >= claim.maxRetries;
          const decided = decideEntityOutcome(run.entities, { isLastAttempt, gaps });
          if (isEnd(decided)) {
            const completion = { counts, cost: cost(), gap: gapOf(decided), hasChanges: true };
            await complete(tx, claim, completion, locked);
          }
          return decided;
        })
      : run.outcome;
    return endRun(claim, context.signal, outcome, counts, cost());
  }

  /** What follows from how far a run has come; a task that is at its end was written as such. */
  async function endRun(
    claim: Claim,
    signal: AbortSignal,
    outcome: EntityOutcome | undefined,
    { players, teams }: Pick<LineCounts, 'players' | 'teams'>,
    cost: RunCost,
  ): Promise<RunResult> {
    switch (outcome?.kind) {
      case undefined:
      case 'completed':
      case 'partial':
        return {
          kind: 'completed',
          note: (outcome && gapOf(outcome)) ?? `${players} player lines, ${teams} team lines`,
        };
      case 'retry':
        return settleFailure(claim, signal, new SeedingError('entities_missing', outcome.message), cost);
      case 'failed':
        return giveUp(claim, { errorType: 'entities_missing', message: outcome.message }, cost);
    }
  }

  function complete(
    tx: Executor,
    claim: Claim,
    completion: Omit<Completion, 'corrections'>,
    locked: LockedGame,
  ): Promise<void> {
    const { correctionDelaysMs: delaysMs, retry } = seeding;
    const corrections = correctionsSql(claim, locked, { delaysMs, maxRetries: retry.maxRetries });
    return completeTask(tx, claim, { ...completion, corrections }, workerId);
  }

  /** Writes under the fence, with the game locked. */
  function onLockedGame<T>(
    claim: Claim,
    { lines }: Pick<SportAdapter, 'lines'>,
    seen: ProviderGame,
    write: (tx: Executor, locked: LockedGame) => Promise<T>,
  ): Promise<T> {
    return db.transaction(async (tx) => write(tx, await lockClaimedGame(tx, { claim, seen, lines })));
  }
}

/** Whether a task ends with this, be it with gaps that are named. */
function isEnd({ kind }: EntityOutcome): boolean {
  return kind === 'completed' || kind === 'partial';
}

function gapOf(outcome: EntityOutcome): string | undefined {
  return outcome.kind === 'partial' ? outcome.message : undefined;
}
