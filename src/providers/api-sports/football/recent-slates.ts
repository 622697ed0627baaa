import type { FootballGame } from '../../../domain/football-lines.ts';
import type { GameStatus } from '../../../domain/statuses.ts';
import type { Clock } from '../../../platform/clock.ts';

const MAX_SLATES = 32;

/** From kick-off to the end of a match without extra time, at the earliest. */
const SHORTEST_MATCH_MS = 105 * 60_000;

/** What a match may have been when its slate was read, for it to be worth a look now. */
const WORTH_A_LOOK = new Set<GameStatus>(['scheduled', 'in_progress', 'completed']);

/** The slates of days that were read last. */
export type RecentSlates = {
  remember: (dateUtc: string, slate: readonly FootballGame[]) => void;
  /** Matches of the same day that should be over, those that began at about the same time first. */
  overBeside: (providerGameId: string) => string[];
};

export function createRecentSlates(clock: Pick<Clock, 'nowMs'>): RecentSlates {
  const slates = new Map<string, readonly FootballGame[]>();
  return {
    remember(dateUtc, slate) {
      slates.delete(dateUtc);
      slates.set(dateUtc, slate);
      const oldest = slates.keys().next();
      if (slates.size > MAX_SLATES && !oldest.done) slates.delete(oldest.value);
    },
    overBeside(providerGameId) {
      const isOver = ({ status, startMs }: FootballGame): boolean =>
        WORTH_A_LOOK.has(status) && startMs + SHORTEST_MATCH_MS <= clock.nowMs();
      for (const slate of slates.values()) {
        const own = slate.find((game) => game.providerGameId === providerGameId);
        if (!own) continue;
        return slate
          .filter((game) => game !== own && isOver(game))
          .sort((one, other) => Math.abs(one.startMs - own.startMs) - Math.abs(other.startMs - own.startMs))
          .map((game) => game.providerGameId);
      }
      return [];
    },
  };
}
