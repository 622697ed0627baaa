import type { GameDials, SimulatedProviderDials } from './dials.ts';
import { randomFor } from './sampling.ts';

const HOUR_MS = 3_600_000;

/** A postponement is known this long before the game. */
const ANNOUNCED_MS = 6 * HOUR_MS;

/**
 * How a game is dialled at a moment: by what happens to it by chance, which its own dials override. A postponed game
 * stands at its old date until the provider publishes a new one, under the same id; a stuck one is live for hours
 * after everybody has gone home.
 */
export function gameDials(
  dials: SimulatedProviderDials,
  { seed, id, startMs, nowMs }: { seed: number; id: number; startMs: number; nowMs: number },
): GameDials {
  return { ...mishap(), ...dials.games[String(id)] };

  function mishap(): GameDials {
    const { postponedRate, newDateAfterHours, postponedByHours, stuckRate, stuckHours } = dials;
    if (postponedRate > 0 && randomFor(seed, 'is postponed', id)() < postponedRate) {
      if (nowMs < startMs - ANNOUNCED_MS) return {};
      if (nowMs < startMs + newDateAfterHours * HOUR_MS) return { status: 'postponed' };
      return { startMs: startMs + postponedByHours * HOUR_MS };
    }
    const isStuck = stuckRate > 0 && randomFor(seed, 'is stuck', id)() < stuckRate;
    return isStuck ? { notFinalUntilMs: startMs + stuckHours * HOUR_MS } : {};
  }
}
