import type { ProviderGame } from '../domain/box-score.ts';
import type { GameToSeed } from '../domain/game-to-seed.ts';
import type { CallContext } from '../providers/client/provider-call.ts';
import type { LiveScorePort } from '../providers/ports.ts';
import { SPORT_FACTS } from './all-facts.ts';
import { whyNoEnd } from './impossible-end.ts';
import { type SideMatcher, pickGame } from '../reference/identities/pick-game.ts';

/** Finds games at a provider, and tells how they stand there. */
export type GameFinder = {
  /** The provider's view of a game; undefined when the provider does not know it. Rejects with ProviderError. */
  findGame: (game: GameToSeed, context: CallContext) => Promise<ProviderGame | undefined>;
};

type SlateFinderOptions = {
  client: LiveScorePort & {
    gameById?: (providerGameId: string, context: CallContext) => Promise<ProviderGame | undefined>;
  };
  /** Tells which of the provider's teams is which side of a game, for a league. */
  sideMatcher: (leagueName: string) => Promise<SideMatcher>;
};

/** A day of UTC. */
const DAY_MS = 24 * 60 * 60 * 1000;
const HOUR_MS = 3_600_000;

/** Hold games that were moved by some hours. */
const NEIGHBOUR_DAYS = [1, -1] as const;

/**
 * Finds games on the slates of days, which are UTC: evening games in America lie on the day after their own. The
 * tip-off's own UTC day nearly always has a game; one with a new date is on no slate nearby, but keeps its id.
 */
export function createSlateFinder({ client, sideMatcher }: SlateFinderOptions): GameFinder {
  async function findOnDay(
    game: GameToSeed,
    offsetDays: number,
    context: CallContext,
  ): Promise<ProviderGame | undefined> {
    const date = new Date(game.tipOffMs + offsetDays * DAY_MS).toISOString().slice(0, 'YYYY-MM-DD'.length);
    const isSide = await sideMatcher(game.leagueName);
    const { movedWithinHours } = SPORT_FACTS[game.sport];
    const withinMs = movedWithinHours === undefined ? undefined : movedWithinHours * HOUR_MS;
    // A final that is none does not serve a second time: what the provider says next is wanted.
    const isOver = (seen: ProviderGame | undefined): boolean =>
      seen?.status === 'completed' && whyNoEnd(game, seen) === undefined;
    const slate = await client.gamesOn(date, context, {
      isEnough: (games) => context.doubtsFinals !== true && isOver(pickGame(game, games, isSide, withinMs)),
    });
    return pickGame(game, slate, isSide, withinMs);
  }

  return {
    async findGame(game, context) {
      const onItsDay = await findOnDay(game, 0, context);
      if (onItsDay) return onItsDay;
      const byId =
        game.providerGameId === null ? undefined : await client.gameById?.(game.providerGameId, context);
      if (byId) return byId;
      for (const offset of NEIGHBOUR_DAYS) {
        const found = await findOnDay(game, offset, context);
        if (found) return found;
      }
      return undefined;
    },
  };
}
