import type { Database } from '../../db/database.ts';
import type { Leagues } from '../../domain/league.ts';
import type { Sport } from '../../domain/sport.ts';
import type { Clock } from '../../platform/clock.ts';
import { loadLeagues } from './load-leagues.ts';

/** A league that somebody adds is looked for in slates after this long. */
const FRESH_MS = 10_000;

/**
 * A provider's ids of a sport's leagues, for callers who ask with each slate: read from the database when they are first
 * needed and every ten seconds.
 */
export function createLeagueIds({
  db,
  clock,
}: {
  db: Database;
  clock: Pick<Clock, 'nowMs'>;
}): (provider: string, sport: Sport) => Promise<ReadonlySet<string>> {
  let loaded: { leagues: Promise<Leagues>; atMs: number } | undefined;
  return async (provider, sport) => {
    const nowMs = clock.nowMs();
    if (!loaded || nowMs - loaded.atMs > FRESH_MS) {
      const reading = { leagues: loadLeagues(db), atMs: nowMs };
      loaded = reading;
      // A reading that failed is nobody's answer for ten seconds.
      reading.leagues.catch(() => {
        if (loaded === reading) loaded = undefined;
      });
    }
    const leagues = await loaded.leagues;
    return new Set(leagues.of(sport).flatMap(({ ids }) => ids[provider] ?? []));
  };
}
