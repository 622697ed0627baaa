import { NBA_TEAMS } from '../../src/reference/built-in/nba.ts';

/** Rounds until every team has met every other at home and away. */
const ROUNDS = 2 * (NBA_TEAMS.length - 1);

/** Pairs of NBA teams, away first, in slates of fifteen games in which every team plays once. */
export function nbaSlates(games: number): [string, string][][] {
  const slates: [string, string][][] = [];
  for (let left = games, round = 0; left > 0; round += 1) {
    if (isKeptBack(round)) continue;
    const slate = nbaRound(round).slice(0, left);
    left -= slate.length;
    slates.push(slate);
  }
  return slates;
}

/**
 * Up to fifteen pairs that no slate of `nbaSlates` has: a later game of them is a new one, and never one of those
 * that was moved.
 */
export function pairsKeptBack(count: number): [string, string][] {
  return nbaRound(ROUNDS - 1).slice(0, count);
}

function isKeptBack(round: number): boolean {
  return round % ROUNDS === ROUNDS - 1;
}

function nbaRound(round: number): [string, string][] {
  return roundRobinRound(
    NBA_TEAMS.map((team) => team.abbreviation),
    round,
  );
}

/** Round `round` of everybody against everybody, by the circle method. */
function roundRobinRound(teams: readonly string[], round: number): [string, string][] {
  const [fixed = '', ...circle] = teams;
  const turn = round % circle.length;
  const turned = [...circle.slice(turn), ...circle.slice(0, turn)];
  const line = [fixed, ...turned];
  return Array.from({ length: teams.length / 2 }, (_, index) => {
    const pair: [string, string] = [line[index] ?? '', line[line.length - 1 - index] ?? ''];
    return round % 2 === 0 ? pair : [pair[1], pair[0]];
  });
}
