import { NBA_TEAMS } from '../../src/domain/teams/nba.ts';

/** Pairs of NBA teams, away first, in slates of fifteen games in which every team plays once. */
export function nbaSlates(games: number): [string, string][][] {
  const codes = NBA_TEAMS.map((team) => team.abbreviation);
  const slates: [string, string][][] = [];
  for (let left = games, round = 0; left > 0; round += 1) {
    const slate = roundRobinRound(codes, round).slice(0, left);
    left -= slate.length;
    slates.push(slate);
  }
  return slates;
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
