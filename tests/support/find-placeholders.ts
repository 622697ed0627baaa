import type { Leagues } from '../../src/domain/league.ts';
import {
  type PlaceholderTime,
  type TimedRow,
  watchPlaceholders,
} from '../../src/schedule/parse/placeholder-times.ts';

/** The lines of the games of a file whose times only hold a place, with what gave them away. */
export function findPlaceholderTimes(
  games: readonly TimedRow[],
  leagues: Leagues,
): Map<number, PlaceholderTime> {
  const watch = watchPlaceholders(leagues);
  for (const game of games) watch.see(game);
  return new Map(
    games.flatMap((game): [number, PlaceholderTime][] => {
      const problem = watch.problemOf(game);
      return problem === undefined ? [] : [[game.line, problem]];
    }),
  );
}
