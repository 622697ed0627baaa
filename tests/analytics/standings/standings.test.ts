import { describe, expect, it } from 'vitest';
import type { TableGame } from '../../../src/analytics/standings/season-record.ts';
import { standingsOf } from '../../../src/analytics/standings/standings.ts';
import { FOOTBALL_STANDINGS } from '../../../src/sports/football/standings.ts';
import { NBA_STANDINGS } from '../../../src/sports/nba/standings.ts';
import { NFL_STANDINGS } from '../../../src/sports/nfl/standings.ts';
import { type StandingsRules, rulesOfSeason } from '../../../src/sports/standings-rules.ts';

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

describe('games between clubs that are level', () => {
  // A and B are level, A won the first game between them, and B scored more against C.
  const FIRST_MEETING = games('A 1-0 B', 'C 3-0 A', 'B 5-0 C');

  it('count once all of them are played, and all goals until then', () => {
    expect(order(rulesOf('LALIGA'), FIRST_MEETING)).toEqual([
      '1 B difference',
      '2 C points_for',
      '3 A points_for',
    ]);
    const returned = [...games('B 0-0 A', 'C 0-0 B', 'A 0-0 C'), ...FIRST_MEETING];
    expect(order(rulesOf('SERIEA'), returned).at(0)).toBe('1 B head_to_head_difference');
  });

  it('are asked in France before the goals of the season', () => {
    // L and M are level on points and difference; M won between them, L scored more in all.
    const played = games('L 0-1 M', 'M 0-0 L', 'L 4-3 C', 'C 0-0 L', 'M 0-0 C', 'D 1-0 M');
    expect(order(rulesOf('LIGUE1'), played).slice(0, 2)).toEqual([
      '1 M head_to_head_points',
      '2 L head_to_head_points',
    ]);
  });
});

describe('points that were taken off', () => {
  it('put a club below those that it was level with, and stand in its row', () => {
    const deducted = new Map([['A', 1]]);
    const [table = []] = [...standingsOf(rulesOf('EPL'), games('A 9-0 B', 'C 1-0 D'), { deducted }).values()];
    expect(table.slice(0, 2).map(({ team, points, deducted: off }) => [team, points, off])).toEqual([
      ['C', 3, 0],
      ['A', 2, 1],
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
    const table = standingsOf(NFL_STANDINGS, played, { members }).get('X');
    expect(table?.map(({ team, rank, divisionRank }) => [team, rank, divisionRank])).toEqual([
      ['A', 1, 1],
      ['C', 2, 1],
      ['B', 3, 2],
      ['D', 4, 2],
    ]);
  });

  const apart = new Map(
    ['A', 'B', 'C', 'D', 'E', 'F'].map((team) => [team, { conference: 'X', division: team }]),
  );
  const asEquals: StandingsRules = { ...NFL_STANDINGS, areDivisionWinnersFirst: false };

  it('lets one of three go first that beat both others, and compares the rest anew', () => {
    // A, B and C won half of their games: C beat A and B, and B beat A, which has the best difference of all.
    const between = games('C 3-0 A', 'C 3-0 B', 'B 3-0 A');
    const others = games('D 3-0 C', 'E 3-0 C', 'B 3-0 F', 'E 3-0 B', 'A 60-0 F', 'A 60-0 F');
    const table = standingsOf(asEquals, [...between, ...others], { members: apart }).get('X') ?? [];
    const level = table.filter(({ winShare }) => winShare === 0.5);
    expect(level.map(({ team, decidedBy }) => [team, decidedBy])).toEqual([
      ['C', 'head_to_head_sweep'],
      ['B', 'head_to_head'],
      ['A', 'head_to_head'],
    ]);
  });

  it('gives two of a division one place where nothing parts them, and no reason', () => {
    const members = new Map(
      ['A', 'B', 'C', 'D'].map((team) => [team, { conference: 'X', division: 'North' }]),
    );
    const played = games('B 3-0 C', 'A 3-0 C', 'D 9-0 A', 'D 9-0 B');
    const table = standingsOf(NFL_STANDINGS, played, { members }).get('X') ?? [];
    expect(
      table.map(({ team, rank, divisionRank, decidedBy }) => [team, rank, divisionRank, decidedBy]),
    ).toEqual([
      ['D', 1, 1, null],
      ['A', 2, 2, null],
      ['B', 2, 2, null],
      ['C', 4, 4, null],
    ]);
  });

  it('tells by what the better of a division stands above the other', () => {
    const members = new Map(['A', 'B', 'C'].map((team) => [team, { conference: 'X', division: 'North' }]));
    const table =
      standingsOf(NFL_STANDINGS, games('B 3-0 A', 'A 60-0 C', 'C 1-0 B'), { members }).get('X') ?? [];
    expect(table.map(({ team, decidedBy }) => [team, decidedBy])).toEqual([
      ['B', 'ranking_in_conference'],
      ['A', 'head_to_head'],
      ['C', 'head_to_head'],
    ]);
  });
});

describe('the regulations of a season', () => {
  const orderOf = (code: string, season: number): string =>
    rulesOfSeason(rulesOf(code), season).rules.tieBreaks.two.join(' ');

  it.each([
    ['EPL', 2018, 'difference points_for'],
    ['EPL', 2019, 'difference points_for head_to_head_points head_to_head_away_goals'],
    ['LIGUE1', 2016, 'difference points_for'],
    ['LIGUE1', 2025, 'difference head_to_head_points head_to_head_difference points_for wins away_wins'],
    ['MLS', 2012, 'points_for difference'],
    ['MLS', 2013, 'wins points_for difference'],
    ['MLS', 2014, 'wins difference points_for'],
    // Before all that is known, the oldest order that is.
    ['MLS', 2000, 'head_to_head difference points_for'],
  ])('of %s %i are those of its time', (code, season, expected) => {
    expect(orderOf(code, season)).toBe(expected);
  });

  it('say who quotes them, or that nobody was found', () => {
    const all = [
      ...Object.entries(FOOTBALL_STANDINGS),
      ['NBA', NBA_STANDINGS],
      ['NFL', NFL_STANDINGS],
    ] as const;
    for (const [code, { periods = [] }] of all) {
      const from = periods.map(({ fromSeason }) => fromSeason);
      expect([code, from]).toEqual([code, from.toSorted((a, b) => b - a)]);
      expect([code, from.at(-1), periods.at(-1)?.source]).toEqual([code, 0, null]);
      expect(periods.slice(0, -1).every(({ source }) => source !== null)).toBe(true);
    }
    expect(rulesOfSeason(rulesOf('BUNDESLIGA'), 1990)).toMatchObject({ source: null });
    expect(rulesOfSeason(rulesOf('SERIEA'), 2022)).toMatchObject({
      source: expect.stringContaining('FIGC'),
      beyond: expect.stringContaining('play for it'),
    });
  });

  it('part two of Ligue 1 by wins away where all else is level', () => {
    const { rules } = rulesOfSeason(rulesOf('LIGUE1'), 2025);
    const level = games('A 1-1 B', 'B 1-1 A', 'A 2-0 C', 'C 0-0 A', 'C 0-2 B', 'B 0-0 C');
    expect(order(rules, level).slice(0, 2)).toEqual(['1 B away_wins', '2 A away_wins']);
  });
});
