import { describe, expect, it } from 'vitest';
import type { TableGame } from '../../../src/analytics/standings/season-record.ts';
import { standingsOf } from '../../../src/analytics/standings/standings.ts';
import { FOOTBALL_STANDINGS } from '../../../src/sports/football/standings.ts';
import { NFL_STANDINGS } from '../../../src/sports/nfl/standings.ts';
import type { StandingsRules } from '../../../src/sports/standings-rules.ts';

/** Games as `A 2-1 B`. */
function games(...texts: readonly string[]): TableGame[] {
  return texts.map((text) => {
    const [, home = '', homeScore, awayScore, away = ''] = /^(\w+) (\d+)-(\d+) (\w+)$/.exec(text) ?? [];
    return { home, away, homeScore: Number(homeScore), awayScore: Number(awayScore) };
  });
}

const rulesOf = (code: string): StandingsRules => {
  const rules = FOOTBALL_STANDINGS[code];
  if (rules === undefined) throw new RangeError(`nothing is known of ${code}`);
  return rules;
};

const order = (rules: StandingsRules, played: TableGame[]): string[] =>
  [...standingsOf(rules, played).values()]
    .flat()
    .map(({ rank, team, decidedBy }) => [rank, team, decidedBy ?? ''].join(' ').trim());

// A and B have 6 points: A won both games between them, B scored more goals against C.
const BETWEEN_OR_IN_ALL = games('A 1-0 B', 'B 0-1 A', 'B 5-0 C', 'C 0-5 B');

describe('clubs that are level on points', () => {
  it('stand by the games between them where the league says so', () => {
    expect(order(rulesOf('LALIGA'), BETWEEN_OR_IN_ALL)).toEqual([
      '1 A head_to_head_points',
      '2 B head_to_head_points',
      '3 C',
    ]);
  });

  it('stand by all their goals elsewhere', () => {
    expect(order(rulesOf('EPL'), BETWEEN_OR_IN_ALL)).toEqual(['1 B difference', '2 A difference', '3 C']);
  });

  it('share a place where nothing parts them', () => {
    expect(order(rulesOf('BUNDESLIGA'), games('A 1-1 B', 'B 1-1 A', 'A 1-0 C', 'B 1-0 C'))).toEqual([
      '1 A',
      '1 B',
      '3 C',
    ]);
  });
});

describe('a conference of the NFL', () => {
  it('has the winners of its divisions first, however good the others are', () => {
    const members = new Map([
      ['A', { conference: 'X', division: 'North' }],
      ['B', { conference: 'X', division: 'North' }],
      ['C', { conference: 'X', division: 'South' }],
      ['D', { conference: 'X', division: 'South' }],
    ]);
    const played = games('A 9-0 B', 'A 9-0 C', 'A 9-0 D', 'B 9-0 C', 'B 9-0 D', 'C 9-0 D');
    const table = standingsOf(NFL_STANDINGS, played, members).get('X');
    expect(table?.map(({ team, rank, divisionRank }) => [team, rank, divisionRank])).toEqual([
      ['A', 1, 1],
      ['C', 2, 1],
      ['B', 3, 2],
      ['D', 4, 2],
    ]);
  });

  it('lets one of three go first that beat both others, and compares the rest anew', () => {
    const members = new Map(
      ['A', 'B', 'C', 'D', 'E', 'F'].map((team) => [team, { conference: 'X', division: team }]),
    );
    const rules: StandingsRules = { ...NFL_STANDINGS, areDivisionWinnersFirst: false };
    // A, B and C won half of their games. A beat B and C, and B beat C.
    const between = games('A 3-0 B', 'A 3-0 C', 'B 3-0 C');
    const others = games('D 3-0 A', 'E 3-0 A', 'B 3-0 F', 'E 3-0 B', 'C 3-0 F', 'C 3-0 F');
    const played = [...between, ...others];
    const table = standingsOf(rules, played, members).get('X') ?? [];
    expect(table.filter(({ winShare }) => winShare === 0.5).map(({ team }) => team)).toEqual(['A', 'B', 'C']);
  });
});
