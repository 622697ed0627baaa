import { randomInt } from 'node:crypto';
import type { StoreKind } from '../support/crash-world.ts';

/** How the crash suite is played: the short form of `npm test`, or the full one of `npm run test:crash`. */
export type CrashForm = {
  isFull: boolean;
  /** Games of a scenario; undefined leaves it to the scenario. */
  games: number | undefined;
  /** All chance of the suite comes from here. */
  seed: number;
  /** Plays only scenarios whose id contains one of these; undefined plays all. */
  scenarios: readonly string[] | undefined;
  stores: readonly StoreKind[];
};

/** Games of a scenario in the full form, unless told otherwise. */
const FULL_GAMES = 1_000;

const STORES: readonly StoreKind[] = ['postgres', 'redis', 'redis-cluster'];

/** Reads the form from what `scripts/test-crash.ts` set. */
export function crashForm(): CrashForm {
  const {
    SCORACLE_CRASH: form,
    SCORACLE_CRASH_GAMES: games,
    SCORACLE_CRASH_SEED: seed,
    SCORACLE_CRASH_SCENARIOS: scenarios,
    SCORACLE_CRASH_STORES: stores,
  } = process.env;
  const isFull = form === 'full';
  return {
    isFull,
    games: isFull ? Number(games ?? FULL_GAMES) : undefined,
    seed: seed === undefined ? randomInt(1, 1_000_000) : Number(seed),
    scenarios: scenarios?.split(','),
    stores: stores === undefined ? STORES : STORES.filter((store) => stores.split(',').includes(store)),
  };
}
