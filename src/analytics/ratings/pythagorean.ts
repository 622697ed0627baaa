import type { PythagoreanRules } from '../../sports/rating-rules.ts';
import type { ResultToRate } from './rated-game.ts';

/** The share of games that a team should have won by its points for and against; a half where there are none. */
export function pythagoreanShare(pointsFor: number, pointsAgainst: number, exponent: number): number {
  if (pointsFor === 0) return pointsAgainst === 0 ? 0.5 : 0;
  // Not the powers themselves: those of a season's points are too large for a number of 64 bits at high exponents.
  return 1 / (1 + (pointsAgainst / pointsFor) ** exponent);
}

/** How likely a team that wins the share `a` of its games beats one that wins `b`; a half where both win all or none. */
export function log5(a: number, b: number): number {
  const chances = a + b - 2 * a * b;
  return chances === 0 ? 0.5 : (a - a * b) / chances;
}

/** What a team has made of a season up to the end of a day, and should have. */
export type PythagoreanDay = {
  team: string;
  league: string;
  season: number;
  date: string;
  games: number;
  wins: number;
  losses: number;
  level: number;
  pointsFor: number;
  pointsAgainst: number;
  share: number;
  /** Of as many games, a level one as half a win. */
  expectedWins: number;
  /** Points of the table; null where it counts wins. */
  expectedTablePoints: number | null;
};

/** A row for each team and day on which it played, in the order of play. Games are those that count for the table. */
export function pythagoreanByDay(
  rules: PythagoreanRules,
  inOrder: readonly ResultToRate[],
): readonly PythagoreanDay[] {
  const latest = new Map<string, PythagoreanDay>();
  const rows: PythagoreanDay[] = [];
  for (const game of inOrder) {
    for (const side of sidesOf(game)) {
      const key = JSON.stringify([game.league, game.season, side.team]);
      const last = latest.get(key);
      const row = afterGame(rules, game, side, last);
      // Of two games on a day the later has both.
      if (last?.date === row.date) rows[rows.lastIndexOf(last)] = row;
      else rows.push(row);
      latest.set(key, row);
    }
  }
  return rows;
}

/** The last row of each team of each season. */
export function pythagoreanBySeason(rows: readonly PythagoreanDay[]): readonly PythagoreanDay[] {
  const last = new Map(rows.map((row) => [JSON.stringify([row.league, row.season, row.team]), row]));
  return [...last.values()];
}

type Side = { team: string; pointsFor: number; pointsAgainst: number };

function sidesOf({ home, away, homeScore, awayScore }: ResultToRate): readonly [Side, Side] {
  return [
    { team: home, pointsFor: homeScore, pointsAgainst: awayScore },
    { team: away, pointsFor: awayScore, pointsAgainst: homeScore },
  ];
}

function afterGame(
  { exponent, tablePointsPerGame }: PythagoreanRules,
  { league, season, date }: ResultToRate,
  { team, ...made }: Side,
  last: PythagoreanDay | undefined,
): PythagoreanDay {
  const games = (last?.games ?? 0) + 1;
  const pointsFor = (last?.pointsFor ?? 0) + made.pointsFor;
  const pointsAgainst = (last?.pointsAgainst ?? 0) + made.pointsAgainst;
  const margin = Math.sign(made.pointsFor - made.pointsAgainst);
  const share = pythagoreanShare(pointsFor, pointsAgainst, exponent);
  return {
    team,
    league,
    season,
    date,
    games,
    wins: (last?.wins ?? 0) + (margin > 0 ? 1 : 0),
    losses: (last?.losses ?? 0) + (margin < 0 ? 1 : 0),
    level: (last?.level ?? 0) + (margin === 0 ? 1 : 0),
    pointsFor,
    pointsAgainst,
    share,
    expectedWins: share * games,
    expectedTablePoints: tablePointsPerGame === undefined ? null : tablePointsPerGame * games * share,
  };
}
