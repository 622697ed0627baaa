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
import type { EntityReader, FetchedPart, SportAdapter, WrittenLine } from '../sports/adapter.ts';
import type { WriteOrigin } from '../sports/line-changes.ts';
import { type Claim, isFirstPass } from './claim.ts';
import { createCorrections } from './corrections.ts';
import { loadEntities, markOthersAbsent, saveCheckpoints, updateEntityCounts } from './entities.ts';
import { type RosterFetcher, createEntityRun } from './entity-run.ts';
import type { GiveUp } from './give-up.ts';
import { followNewStart } from './follow-start.ts';
import { decideReadiness } from './game-status.ts';
import { type EntityType, type TaskEntity, countEntities, isPartDone, phasesOf, planOf } from './plan.ts';
import { SeedingError, decideFailure } from './policy.ts';
import { recordProviderGame } from './record-game.ts';
import {
  ClaimLostError,
  type RunCost,
  completeTask,
  holdTask,
  markPartial,
  releaseTask,
  requireFence,
  scheduleRetry,
  skipTask,
} from './settle.ts';

/** What a run came to, for the queue and the metrics. */
export type RunResult =
  /** `handed_on`: the task goes on as another job. */
  | { kind: 'completed' | 'skipped' | 'failed' | 'handed_on'; note: string }
  | { kind: 'held' | 'retry' | 'released'; delayMs: number; note: string };

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
  const { db, adapters, takeCallCount, seeding, fetchRoster, giveUp, clock, random, workerId } = options;
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
    switch (work.kind) {
      case 'error':
        return settleFailure(claim, signal, work.error, cost());
      case 'hold': {
        const { providerGame, hold } = work;
        await holdTask(db, claim, hold, cost(), workerId, async (tx) => {
          await recordProviderGame(tx, claim.game, providerGame, originOf(claim));
          const { newStartMs } = hold;
          const seedingDelayMs = seeding.delayMs[claim.game.sport];
          if (newStartMs !== undefined)
            await followNewStart(tx, claim, { newStartMs, seedingDelayMs, workerId });
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
        try {
          return await settleParts(claim, context, work, cost);
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
    const phases = phasesOf(planOf(claim.plan, seeding.strategy[claim.game.sport]), claim.retryCount);
    const finder = phases.asksBoxScore ? adapter : adapter.entities;
    const providerGame = await finder.findGame(claim.game, context);
    if (!providerGame) {
      const { home, away, gameDate } = claim.game;
      throw new SeedingError(
        'game_not_found',
        `the provider has no game ${away.name} at ${home.name} around ${gameDate}`,
      );
    }
    const decision = decideReadiness(providerGame, {
      sport: claim.game.sport,
      nowMs: clock.nowMs(),
      windowMs: claim.scheduledMs,
      notFinalStepMs: seeding.notFinalStepMs[claim.game.sport],
      seedingDelayMs: seeding.delayMs[claim.game.sport],
    });
    if (decision.kind === 'hold' && !isFirstPass(claim)) refuseReopened(claim, providerGame);
    if (decision.kind === 'hold') return { kind: 'hold' as const, hold: decision, providerGame };
    if (decision.kind === 'skip') return { kind: 'skip' as const, skip: decision, providerGame };
    const reader = phases.asksEntities ? adapter.entities : undefined;
    const parts = phases.asksBoxScore ? adapter.parts : [];
    return fetchParts({ parts, reader }, claim, providerGame, context);
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
    { parts, reader }: { parts: SportAdapter['parts']; reader: EntityReader | undefined },
    claim: Claim,
    providerGame: ProviderGame,
    context: CallContext,
  ): Promise<PartsWork> {
    const entities = await loadEntities(db, claim.taskId);
    const fetched: { entityType: EntityType; part: FetchedPart }[] = [];
    let firstError: unknown;
    for (const { entityType, fetch } of parts.filter((part) => !isPartDone(entities, part.entityType))) {
      try {
        const part = await fetch(claim.game, providerGame, context);
        if (part.lineCount > 0) fetched.push({ entityType, part });
        else firstError ??= new NothingYetError(entityType);
      } catch (error) {
        firstError ??= error;
        if (context.signal.aborted) break;
      }
    }
    return { kind: 'parts', providerGame, fetched, reader, entities, error: firstError };
  }

  /** A final game without a box score is waited for; after two days that is a failure. */
  async function waitForBoxScore(
    claim: Claim,
    signal: AbortSignal,
    missing: EntityType,
    cost: RunCost,
  ): Promise<RunResult> {
    const detail = `the game is final, but the provider has no ${missing} lines yet`;
    if (clock.nowMs() - claim.game.tipOffMs > BOX_SCORE_PATIENCE_MS) {
      const late = new SeedingError('box_score_missing', `${detail}, two days after tip-off`);
      return settleFailure(claim, signal, late, cost);
    }
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
    counts: { players: number; teams: number; changedLines: number },
    cost: RunCost,
    gap?: string,
  ): Promise<void> {
    await completeTask(tx, claim, counts, cost, workerId, gap);
    await createCorrections(tx, claim, {
      delaysMs: seeding.correctionDelaysMs,
      maxRetries: seeding.retry.maxRetries,
    });
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
    const log = options.logger;
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
        return giveUp(claim, policy, cost);
      }
      case 'giveUp':
        return giveUp(claim, policy, cost);
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

/** What a run has fetched of the box score, what it had, and how it goes on. */
type PartsWork = {
  kind: 'parts';
  providerGame: ProviderGame;
  fetched: readonly { entityType: EntityType; part: FetchedPart }[];
  /** Set where what is missing after this is asked for entity by entity. */
  reader: EntityReader | undefined;
  entities: readonly TaskEntity[];
  error: unknown;
};

/** The provider has nothing of a part yet. */
class NothingYetError extends Error {
  override readonly name = 'NothingYetError';
  readonly missing: EntityType;

  constructor(missing: EntityType) {
    super(`the provider has no ${missing} lines yet`);
    this.missing = missing;
  }
}

/** Work that a sweep or a fallback brought gives way to all other. */
function priorityOf(claim: Claim): CallContext['priority'] {
  if (claim.blanketId !== null || claim.fallbackFrom !== null) return 'backfill';
  return isFirstPass(claim) ? 'first_pass' : 'correction';
}

function countLines(entities: readonly TaskEntity[]): { players: number; teams: number } {
  const completed = entities.filter(({ status }) => status === 'completed');
  const players = completed.filter(({ entityType }) => entityType === 'player').length;
  return { players, teams: completed.length - players };
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
