/** Home side first. */
export type Pair<T> = readonly [home: T, away: T];

/**
 * Everybody against everybody twice (circle method): `2 * (n - 1)` rounds in which each plays once, the second
 * half like the first with home and away changed. `teams` must be an even number.
 */
export function roundRobin<T>(teams: readonly T[]): Pair<T>[][] {
  if (teams.length % 2 !== 0) throw new RangeError('a round robin needs an even number of teams');
  const [fixed, ...circle] = teams;
  if (fixed === undefined) return [];
  const half = Array.from({ length: teams.length - 1 }, (_, round) => {
    const turned = [...circle.slice(round), ...circle.slice(0, round)];
    const row = [fixed, ...turned];
    return Array.from({ length: teams.length / 2 }, (__, index): Pair<T> => {
      const one = row[index] ?? fixed;
      const other = row[row.length - 1 - index] ?? fixed;
      // Home and away change from round to round, for the fixed team and for everybody else.
      const isTurned = index === 0 ? round % 2 === 1 : index % 2 === 1;
      return isTurned ? [other, one] : [one, other];
    });
  });
  return [...half, ...half.map((pairs) => pairs.map(([home, away]): Pair<T> => [away, home]))];
}
