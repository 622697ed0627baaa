import type { Config } from '../config/config.ts';
import type { Database } from '../db/database.ts';
import type { ProviderGame } from '../domain/box-score.ts';
import type { Sport } from '../domain/sport.ts';
import type { Clock } from '../platform/clock.ts';
import type { CallContext } from '../providers/client/provider-call.ts';
import type { EntityReader, SportAdapter } from '../sports/adapter.ts';
import { type AskedParts, askForParts } from './ask-for-parts.ts';
import { type Claim, isFirstPass } from './claim.ts';
import { loadEntities } from './entities.ts';
import { decideReadiness } from './game-status.ts';
import { isPartDone, phasesOf, planOf } from './plan.ts';
import { SeedingError } from './policy.ts';
import { lateReopening } from './run-facts.ts';

/** What a run has fetched of the box score, what it had, and how it goes on. */
export type PartsWork = AskedParts & {
  kind: 'parts';
  adapter: SportAdapter;
  providerGame: ProviderGame;
  /** Nothing was known of the task's players and teams when the run began: there is nothing to be replaced. */
  isFresh: boolean;
  /** Set where what is missing after this is asked for entity by entity. */
  reader: EntityReader | undefined;
};

/**
 * Finds a task's game, and fetches what the task lacks of its box score once it is final. Rejects with the errors of
 * the calls, and with SeedingError.
 */
export function createWorkFetcher({
  db,
  adapters,
  seeding,
  clock,
}: {
  db: Database;
  adapters: ReadonlyMap<Sport, SportAdapter>;
  seeding: Pick<Config['seeding'], 'strategy' | 'notFinalStepMs' | 'delayMs'>;
  clock: Pick<Clock, 'nowMs'>;
}) {
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
    if (decision.kind === 'hold' && !isFirstPass(claim)) {
      const late = lateReopening(claim, providerGame, clock.nowMs());
      if (late) throw late;
    }
    if (decision.kind === 'hold') return { kind: 'hold' as const, hold: decision, adapter, providerGame };
    if (decision.kind === 'skip') return { kind: 'skip' as const, skip: decision, adapter, providerGame };
    return fetchParts(adapter, phases, claim, providerGame, context);
  }

  /** Asks for each part that the task does not have yet. */
  async function fetchParts(
    adapter: SportAdapter,
    phases: ReturnType<typeof phasesOf>,
    claim: Claim,
    providerGame: ProviderGame,
    context: CallContext,
  ): Promise<PartsWork> {
    const parts = phases.asksBoxScore ? adapter.parts : [];
    const entities = claim.hasEntities ? await loadEntities(db, claim.taskId) : [];
    const gaps = entities.length === 0 ? [] : await adapter.findGaps(db, claim.game, providerGame);
    const missing = parts.filter((one) => !isPartDone(entities, gaps, one.entityType));
    const { fetched, error } = await askForParts(missing, { game: claim.game, providerGame, context });
    const reader = phases.asksEntities ? adapter.entities : undefined;
    const isFresh = entities.length === 0;
    return { kind: 'parts', adapter, providerGame, fetched, isFresh, reader, error };
  }

  return fetchWork;
}
