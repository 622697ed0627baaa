import type { Database } from '../db/database.ts';
import type { ProviderGame } from '../domain/box-score.ts';
import type { GameToSeed } from '../domain/game-to-seed.ts';
import type { Sport } from '../domain/sport.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { GameFinder } from '../sports/find-on-slates.ts';
import { type FinderSource, createSourcedFinder } from '../sports/sourced-finder.ts';
import { isTooSoon, whyNotOver } from './live-scores.ts';
import { type LiveSource, type PaidLooks, payForLooks } from './paid-looks.ts';
import { takeTurn } from './turns.ts';

export type LiveLookDeps = { db: Database; clock: Pick<Clock, 'nowMs'>; logger: Logger };

type Look = {
  sport: Sport;
  runId: string;
  /** What is known of games so far. */
  known: ReadonlyMap<number, KnownWord>;
};

/** What is known of a game before a look. */
export type KnownWord = {
  /** Who spoke last; null where the next word is due. */
  heardFrom: string | null;
  /** Whose final whistle turned out to be none. */
  refuted: readonly string[];
};

/** One look at the games of a sport over its sources. */
export type LiveLook = GameFinder &
  Omit<PaidLooks, 'mayAsk'> & {
    /**
     * When the answer was asked for in which a source was looked up for a game: others may have had it before. Undefined
     * where the source does not tell.
     */
    askedAtMs: (gameId: number, source: string) => number | undefined;
  };

/**
 * Asks the sources of a sport in their order, each at most once a step of its own, whoever else asks: the fleet shares its
 * turns. The next one is asked about games of which those before it have nothing to say that can be believed, and while
 * the word of one before it still counts, it is not.
 */
export function lookAtSources(
  deps: LiveLookDeps,
  sources: readonly LiveSource[],
  { sport, runId, known }: Look,
): LiveLook {
  const silent = new Set<string>();
  const askedAt = new Map<string, number>();
  const { mayAsk, refusals, end } = payForLooks({ sport, runId }, ({ name, stepMs }) =>
    takeTurn(deps.db, `live ${sport} ${name}`, stepMs),
  );
  const order = sources.map(({ name }) => name);
  const isHeardBefore = (gameId: number, index: number): boolean => {
    const from = known.get(gameId)?.heardFrom ?? null;
    const place = from === null ? -1 : order.indexOf(from);
    return place >= 0 && place < index && !silent.has(`${gameId} ${from}`);
  };
  const isRefuted = (source: string, { gameId }: GameToSeed): boolean =>
    known.get(gameId)?.refuted.includes(source) === true;
  const isBelieved = (source: string, game: GameToSeed, seen: ProviderGame): boolean => {
    if (seen.status !== 'completed') return true;
    const problem = isRefuted(source, game)
      ? 'another source has it as on since'
      : whyNotOver(game, seen, deps.clock.nowMs());
    if (problem !== undefined)
      deps.logger.warn({ gameId: game.gameId, source, problem }, 'a final is not believed');
    return problem === undefined;
  };
  const asked = sources.map(
    (source, index): FinderSource => ({
      ...source,
      async findGame(game, context) {
        if (isHeardBefore(game.gameId, index) || !(await mayAsk(source))) return undefined;
        silent.add(`${game.gameId} ${source.name}`);
        let askedAtMs: number | undefined;
        const dated = (atMs: number): void => {
          askedAtMs = atMs;
        };
        const doubtsFinals = isRefuted(source.name, game) || isTooSoon(game, deps.clock.nowMs());
        const found = await source.findGame(game, { ...context, dated, doubtsFinals });
        if (askedAtMs !== undefined) askedAt.set(`${game.gameId} ${source.name}`, askedAtMs);
        if (!found || !isBelieved(source.name, game, found)) return undefined;
        silent.delete(`${game.gameId} ${source.name}`);
        return found;
      },
    }),
  );
  const { findGame } = createSourcedFinder(asked, 'live scores', deps);
  return { findGame, refusals, end, askedAtMs: (gameId, source) => askedAt.get(`${gameId} ${source}`) };
}
