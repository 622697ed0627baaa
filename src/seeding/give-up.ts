import type { Config } from '../config/config.ts';
import type { Database, Executor } from '../db/database.ts';
import type { Sport } from '../domain/sport.ts';
import type { Logger } from '../platform/logger.ts';
import type { SportAdapter } from '../sports/adapter.ts';
import { type Claim, isFirstPass } from './claim.ts';
import { rosterSize } from './entities.ts';
import {
  type DayOfCalls,
  type FallbackDecision,
  countFallbacksToday,
  decideFallback,
  entityCallCost,
  fallBackToEntities,
  fallbackFactsOf,
} from './fallback.ts';
import { planOf } from './plan.ts';
import type { RunResult } from './run-facts.ts';
import { failTask } from './end-task.ts';
import { requireFence } from './fence.ts';
import type { RunCost, RunFailure } from './run-record.ts';

/** Ends a task whose plan has nothing left to try: failed, or handed on to another plan. */
export type GiveUp = (claim: Claim, failure: RunFailure, cost: RunCost) => Promise<RunResult>;

export type GiveUpOptions = {
  db: Database;
  adapters: ReadonlyMap<Sport, SportAdapter>;
  seeding: Pick<Config['seeding'], 'strategy' | 'isFallbackOn'>;
  /** What of a sport's host is used today; rejects where that cannot be told. */
  callsToday: (sport: Sport) => Promise<DayOfCalls>;
  /** Starts the back-fill over the league of a game that nothing else could read, in the given transaction. */
  startBackfill: (tx: Executor, claim: Claim) => Promise<void>;
  /** Publishes tasks that were opened again; what fails is published later by others. */
  publish: () => Promise<unknown>;
  logger: Logger;
  workerId: string;
};

export function createGiveUp(options: GiveUpOptions): GiveUp {
  const { db, adapters, seeding, callsToday, startBackfill, publish, logger, workerId } = options;

  return async function giveUp(claim, failure, cost) {
    const plan = planOf(claim.plan, seeding.strategy[claim.game.sport]);
    const decision = await decide(claim, failure);
    if (decision.kind === 'fallback' && decision.plan === 'per-entity') {
      await db.transaction(async (tx) => {
        await requireFence(tx, claim);
        await fallBackToEntities(tx, claim, { plan, failure, cost, workerId });
      });
      logger.warn({ problem: failure.message }, 'the box score cannot be had: the game is read by entities');
      await publish();
      return { kind: 'handed_on', note: `fallback to per-entity after: ${failure.message}` };
    }
    const words =
      decision.kind === 'none' && decision.why ? `${failure.message}; ${decision.why}` : failure.message;
    await failTask(db, claim, { ...failure, message: words }, cost, workerId, async (tx) => {
      if (decision.kind === 'fallback') await startBackfill(tx, claim);
    });
    if (decision.kind === 'fallback') await publish();
    // A game is lost with its first pass only.
    logger[isFirstPass(claim) ? 'error' : 'warn'](
      { problem: words, attempts: claim.retryCount + 1, pass: claim.pass },
      'task failed',
    );
    return { kind: 'failed', note: words };
  };

  async function decide(claim: Claim, failure: RunFailure): Promise<FallbackDecision> {
    const { sport, gameId, home, away } = claim.game;
    const reader = adapters.get(sport)?.entities;
    const facts = {
      ...fallbackFactsOf(claim, planOf(claim.plan, seeding.strategy[sport])),
      isOn: seeding.isFallbackOn && reader !== undefined,
      errorType: failure.errorType,
    };
    // Most failures cannot fall back at all: then nobody is asked what the day has left.
    const free = { estimatedCalls: 0, spentToday: 0, day: { used: 0, allowance: 1 } };
    if (!reader || decideFallback({ ...facts, ...free }).kind === 'none') return { kind: 'none' };
    const players = (await rosterSize(db, gameId, home.teamId)) + (await rosterSize(db, gameId, away.teamId));
    const estimatedCalls = entityCallCost(reader, players);
    const spentToday = estimatedCalls * (await countFallbacksToday(db, sport));
    const day = await callsToday(sport).catch((error: unknown) => {
      logger.warn({ err: error }, 'what is left of the day cannot be told, so that nothing falls back');
      return undefined;
    });
    return decideFallback({ ...facts, estimatedCalls, spentToday, day });
  }
}
