import type { Sport } from '../../src/domain/sport.ts';
import type { LiveSource } from '../../src/seeding/paid-looks.ts';
import type { FinderSource } from '../../src/sports/sourced-finder.ts';

/** Sources that may be asked at every look, or at a step. */
export function everyTime(
  sources: ReadonlyMap<Sport, readonly FinderSource[]>,
  stepMs = 1,
): ReadonlyMap<Sport, readonly LiveSource[]> {
  return new Map([...sources].map(([sport, some]) => [sport, some.map((one) => ({ ...one, stepMs }))]));
}
