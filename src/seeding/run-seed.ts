import type { Config } from '../config/config.ts';
import type { Database, Executor } from '../db/database.ts';
import { isDatabaseUnavailable } from '../db/errors.ts';
import type { ProviderGame } from '../domain/box-score.ts';
import { ProviderError } from '../domain/provider-error.ts';
import type { Sport } from '../domain/sport.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { Random } from '../platform/random.ts';
import { isRedisUnavailable } from '../platform/redis.ts';
import type { CallContext } from '../providers/http/provider-call.ts';
import { retryDelayMs } from '../queue/backoff.ts';
import type { FetchedPart, SportAdapter, WrittenLine } from '../sports/adapter.ts';
import type { WriteOrigin } from '../sports/line-changes.ts';
import { type EntityType, loadCheckpoints, saveCheckpoints } from './checkpoints.ts';
import { type Claim, isFirstPass } from './claim.ts';
import { createCorrections } from './corrections.ts';
import { decideReadiness } from './game-status.ts';
import { SeedingError, decideFailure } from './policy.ts';
import { recordProviderGame } from './record-game.ts';
import {
  ClaimLostError,
  type RunCost,
  completeTask,
  failTask,
  holdTask,
  markPartial,
  releaseTask,
  requireFence,
  scheduleRetry,
  skipTask,
} from './settle.ts';

/** What a run came to, for the queue and the metrics. */
export type RunResult =
  | { kind: 'completed' | 'skipped' | 'failed'; note: string }
  | { kind: 'held' | 'retry' | 'released'; delayMs: number; note: string };

export type SeedRunnerOptions = {
  db: Database;
  adapters: ReadonlyMap<Sport, SportAdapter>;
  /** Provider calls made for a task since it was last asked. */
  takeCallCount: (taskId: number) => number;
  seeding: Config['seeding'];
  clock: Clock;
  random: Random;
  logger: Logger;
  workerId: string;
};

/** A released job rests this long, so that it goes to another worker and not back to the one that is stopping. */
const RELEASE_DELAY_MS = 500;

/** A run that met an outage of PostgreSQL or Redis comes back after this long. */
const OUTAGE_PAUSE_MS = 2_000;

/** A finished game without a box score is waited for this long after tip-off before that counts as a failure. */
const BOX_SCORE_PATIENCE_MS = 48 * 3_600_000;

/** A finished game that the provider shows as unfinished again is waited for this long; its lines stay. */
const REOPENED_PATIENCE_MS = 48 * 3_600_000;

/**
 * Runs one claimed task to its next state: find the game, make sure that it is final, fetch what is missing,
 * write it with its checkpoints and the outcome in one transaction that checks the fence.
 * Throws ClaimLostError when somebody else owns the task, and database errors as they are.
 */
export function createSeedRunner(options: SeedRunnerOptions) {
  const { db, adapters, takeCallCount, seeding, clock, random, workerId } = options;

  return async function runSeed(claim: Claim, signal: AbortSignal): Promise<RunResult> {
    const startedAtMs = clock.nowMs();
    const cost = (): RunCost => ({
      calls: takeCallCount(claim.taskId),
      startedAtMs,
      endedAtMs: clock.nowMs(),
    });
    const context: CallContext = {
      signal,
      priority: isFirstPass(claim) ? 'first_pass' : 'correction',
      league: claim.game.leagueName,
      taskId: String(claim.taskId),
      gameId: String(claim.game.gameId),
    };
    const work = await fetchWork(claim, context).catch((error: unknown) => ({
      kind: 'error' as const,
      error,
    }));
    switch (work.kind) {
      case 'error':
        return settleFailure(claim, signal, work.error, cost());
      case 'hold': {
        const { providerGame } = work;
        await holdTask(db, claim, work.hold, cost(), workerId, (tx) =>
          recordProviderGame(tx, claim.game, providerGame, originOf(claim)),
        );
        return { kind: 'held', delayMs: work.hold.delayMs, note: `${work.hold.reason}: ${work.hold.detail}` };
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
        try {
          return await settleParts(claim, signal, work, cost());
        } catch (error) {
          // The statement itself was refused: that is this attempt's failure. Everything else is the caller's.
          if (error instanceof ClaimLostError || isDatabaseUnavailable(error)) throw error;
          return settleFailure(claim, signal, error, cost());
        }
    }
  };

  async function fetchWork(claim: Claim, context: CallContext) {
    const adapter = adapters.get(claim.game.sport);
    if (!adapter) throw new SeedingError('sport_not_supported', `${claim.game.sport} cannot be seeded yet`);
    const providerGame = await adapter.findGame(claim.game, context);
    if (!providerGame) {
      const { home, away, gameDate } = claim.game;
      throw new SeedingError(
        'game_not_found',
        `the provider has no game ${away.name} at ${home.name} around ${gameDate}`,
      );
    }
    const decision = decideReadiness(providerGame, {
      nowMs: clock.nowMs(),
      windowMs: claim.scheduledMs,
      notFinalStepMs: seeding.notFinalStepMs[claim.game.sport],
      seedingDelayMs: seeding.delayMs[claim.game.sport],
    });
    if (decision.kind === 'hold' && !isFirstPass(claim)) refuseReopened(claim, providerGame);
    if (decision.kind === 'hold') return { kind: 'hold' as const, hold: decision, providerGame };
    if (decision.kind === 'skip') return { kind: 'skip' as const, skip: decision, providerGame };
    return fetchParts(adapter, claim, providerGame, context);
  }

  function refuseReopened(claim: Claim, { statusText }: ProviderGame): void {
    if (clock.nowMs() - claim.scheduledMs <= REOPENED_PATIENCE_MS) return;
    throw new SeedingError(
      'game_reopened',
      `the game was final, and the provider says "${statusText}" since`,
    );
  }

  /** Asks for each part that the task does not have yet; a part that fails does not take the others with it. */
  async function fetchParts(
    adapter: SportAdapter,
    claim: Claim,
    providerGame: ProviderGame,
    context: CallContext,
  ) {
    const done = await loadCheckpoints(db, claim.taskId);
    const fetched: FetchedPart[] = [];
    let firstError: unknown;
    for (const part of adapter.parts.filter(({ entityType }) => !done.get(entityType))) {
      try {
        const lines = await part.fetch(claim.game, providerGame, context);
        if (lines.lineCount === 0) return waitForBoxScore(claim, providerGame, part.entityType);
        fetched.push(lines);
      } catch (error) {
        firstError ??= error;
        if (context.signal.aborted) break;
      }
    }
    return { kind: 'parts' as const, providerGame, fetched, done, error: firstError };
  }

  function waitForBoxScore(claim: Claim, providerGame: ProviderGame, missing: EntityType) {
    const detail = `the game is final, but the provider has no ${missing} lines yet`;
    if (clock.nowMs() - claim.game.tipOffMs > BOX_SCORE_PATIENCE_MS) {
      throw new SeedingError('box_score_missing', `${detail}, two days after tip-off`);
    }
    const delayMs = seeding.notFinalStepMs[claim.game.sport];
    return { kind: 'hold' as const, hold: { reason: 'not_final' as const, detail, delayMs }, providerGame };
  }

  async function settleParts(
    claim: Claim,
    signal: AbortSignal,
    work: {
      providerGame: ProviderGame;
      fetched: FetchedPart[];
      done: Map<EntityType, number>;
      error: unknown;
    },
    cost: RunCost,
  ): Promise<RunResult> {
    const isWhole = work.error === undefined;
    const counts = {
      players: work.done.get('player') ?? 0,
      teams: work.done.get('team') ?? 0,
      changedLines: 0,
    };
    if (isWhole || work.fetched.length > 0) {
      await fenced(claim, async (tx) => {
        await recordProviderGame(tx, claim.game, work.providerGame, originOf(claim));
        const target = {
          game: claim.game,
          providerGame: work.providerGame,
          fence: claim.fence,
          origin: originOf(claim),
        };
        for (const part of work.fetched) {
          const lines = await part.write(tx, target);
          await saveCheckpoints(tx, claim.taskId, lines);
          addCounts(counts, lines);
        }
        if (isWhole) {
          await completeTask(tx, claim, counts, cost, workerId);
          await createCorrections(tx, claim, {
            delaysMs: seeding.correctionDelaysMs,
            maxRetries: seeding.retry.maxRetries,
          });
        } else await markPartial(tx, claim);
      });
    }
    if (!isWhole) return settleFailure(claim, signal, work.error, cost);
    return { kind: 'completed', note: `${counts.players} player lines, ${counts.teams} team lines` };
  }

  async function settleFailure(
    claim: Claim,
    signal: AbortSignal,
    error: unknown,
    cost: RunCost,
  ): Promise<RunResult> {
    // What breaks after we gave the run up is our doing, whatever it looks like; so is a store of ours that is away.
    const isOurs = signal.aborted || isOutage(error);
    const policy = isOurs ? ({ kind: 'aborted' } as const) : decideFailure(error, clock.nowMs());
    const log = options.logger.child({ taskId: claim.taskId, gameId: claim.game.gameId });
    switch (policy.kind) {
      case 'aborted':
        await releaseTask(db, claim, cost, workerId);
        if (!signal.aborted)
          log.warn({ err: error }, 'a store of ours is out of reach: the run is given back');
        return {
          kind: 'released',
          delayMs: signal.aborted ? RELEASE_DELAY_MS : OUTAGE_PAUSE_MS,
          note: 'released',
        };
      case 'hold': {
        const { reason, message, delayMs, errorType } = policy;
        await holdTask(db, claim, { reason, detail: message, delayMs, errorType }, cost, workerId);
        log.info({ reason, delayMs, errorType }, 'task put on hold');
        return { kind: 'held', delayMs, note: `${reason}: ${message}` };
      }
      case 'retry': {
        if (claim.retryCount < claim.maxRetries) {
          const delayMs = retryDelayMs(claim.retryCount + 1, seeding.retry.backoffMs, random);
          await scheduleRetry(db, claim, { ...policy, delayMs }, cost, workerId);
          log.warn(
            { err: error, attempt: claim.retryCount + 1, delayMs },
            'attempt failed, will be tried again',
          );
          return { kind: 'retry', delayMs, note: policy.message };
        }
        await failTask(db, claim, policy, cost, workerId);
        // A game is lost with its first pass only.
        log[isFirstPass(claim) ? 'error' : 'warn'](
          { err: error, pass: claim.pass, attempts: claim.retryCount + 1 },
          'task failed: attempts are used up',
        );
        return { kind: 'failed', note: policy.message };
      }
      case 'giveUp':
        await failTask(db, claim, policy, cost, workerId);
        log[isFirstPass(claim) ? 'error' : 'warn'](
          { err: error, pass: claim.pass },
          'task failed: no retry can help',
        );
        return { kind: 'failed', note: policy.message };
    }
  }

  async function fenced(claim: Claim, write: (tx: Executor) => Promise<void>): Promise<void> {
    await db.transaction(async (tx) => {
      await requireFence(tx, claim);
      await write(tx);
    });
  }
}

/** True when PostgreSQL or Redis failed us, and not the provider. */
function isOutage(error: unknown): boolean {
  if (error instanceof ProviderError) return false;
  return isDatabaseUnavailable(error) || isRedisUnavailable(error);
}

function originOf({ taskId, pass }: Claim): WriteOrigin {
  return { taskId, pass };
}

function addCounts(
  counts: { players: number; teams: number; changedLines: number },
  lines: readonly WrittenLine[],
): void {
  counts.players += lines.filter((line) => line.entityType === 'player').length;
  counts.teams += lines.filter((line) => line.entityType === 'team').length;
  counts.changedLines += lines.filter((line) => line.isChanged).length;
}
