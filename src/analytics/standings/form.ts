/** How a team has fared lately. */
export type Form = {
  last10: { wins: number; losses: number; level: number };
  /** How the newest game ended, 1, 0 or -1 for the team, and how many in a row ended so; 0 of both before the first. */
  streak: { result: -1 | 0 | 1; games: number };
};

type Scored = { pointsFor: number; pointsAgainst: number };

/** The last ten of some games and the streak at their end; games are in the order of play. */
export function formOf(inOrder: readonly Scored[]): Form {
  const results = inOrder.map(resultOf);
  const last = results.at(-1) ?? 0;
  const since = results.findLastIndex((result) => result !== last);
  const ten = results.slice(-10);
  const countOf = (wanted: number): number => ten.filter((result) => result === wanted).length;
  return {
    last10: { wins: countOf(1), losses: countOf(-1), level: countOf(0) },
    streak: { result: last, games: results.length - since - 1 },
  };
}

function resultOf({ pointsFor, pointsAgainst }: Scored): -1 | 0 | 1 {
  if (pointsFor === pointsAgainst) return 0;
  return pointsFor > pointsAgainst ? 1 : -1;
}
