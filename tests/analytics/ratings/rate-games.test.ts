import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rateGames } from '../../../src/analytics/ratings/rate-games.ts';
import { rulesName } from '../../../src/analytics/ratings/rules-name.ts';
import { type ResultToRate, inOrderOfPlay } from '../../../src/analytics/ratings/rated-game.ts';
import type { ClubsIn } from '../../../src/analytics/ratings/season-opening.ts';
import { threeWayOf } from '../../../src/analytics/ratings/three-way.ts';
import { SPORT_FACTS } from '../../../src/sports/all-facts.ts';
import { FOOTBALL_RATINGS } from '../../../src/sports/football/ratings.ts';
import { NBA_RATINGS } from '../../../src/sports/nba/ratings.ts';
import { NFL_RATINGS } from '../../../src/sports/nfl/ratings.ts';
import type { RatingRules } from '../../../src/sports/rating-rules.ts';
import { gameOf } from './games.ts';

const TEAMS = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'];

/** A day of a season that begins in autumn. */
const day = (season: number, days: number): string =>
  new Date(Date.UTC(season, 8, 1 + days)).toISOString().slice(0, 10);

/** Games of three seasons of two leagues, whose clubs change from season to season. */
const games = fc
  .array(
    fc.record({
      season: fc.integer({ min: 2020, max: 2022 }),
      days: fc.integer({ min: 0, max: 40 }),
      league: fc.constantFrom('first', 'second'),
      sides: fc.shuffledSubarray(TEAMS, { minLength: 2, maxLength: 2 }),
      isNeutral: fc.boolean(),
      homeScore: fc.integer({ min: 0, max: 6 }),
      awayScore: fc.integer({ min: 0, max: 6 }),
    }),
    { minLength: 1, maxLength: 80 },
  )
  .map((made) =>
    made.map(({ days, season, sides: [home = 'A', away = 'B'], ...rest }, id) =>
      gameOf({ id, season, date: day(season, days), home, away, ...rest }),
    ),
  );

/** What may befall results that were rated. */
const change = fc.record({
  at: fc.nat(),
  kind: fc.constantFrom('corrected', 'removed', 'late', 'moved', 'exchanged', 'neutral'),
  days: fc.integer({ min: 0, max: 40 }),
  score: fc.integer({ min: 0, max: 6 }),
});

type Change = typeof change extends fc.Arbitrary<infer C> ? C : never;

function changed(known: readonly ResultToRate[], { at, kind, days, score }: Change): ResultToRate[] {
  const index = at % known.length;
  const game = known[index];
  if (game === undefined) return [...known];
  const { season, home, away, isNeutral } = game;
  if (kind === 'removed') return known.filter((one) => one !== game);
  if (kind === 'late') return [...known, { ...game, id: known.length + 1_000, date: day(season, days) }];
  const other: Record<string, Partial<ResultToRate>> = {
    corrected: { homeScore: score },
    moved: { date: day(season, days) },
    exchanged: { home: away, away: home },
    neutral: { isNeutral: !isNeutral },
  };
  return known.with(index, { ...game, ...other[kind] });
}

describe('a late, corrected, moved or removed result', () => {
  it.each(Object.entries({ NBA_RATINGS, NFL_RATINGS, FOOTBALL_RATINGS }))(
    'replays what depends on it, and equals a full rebuild to the last bit: %s',
    (_, { elo }) => {
      fc.assert(
        fc.property(games, fc.array(change, { minLength: 1, maxLength: 4 }), (known, changes) => {
          const before = rateGames(elo, inOrderOfPlay(known));
          const after = inOrderOfPlay(changes.reduce<ResultToRate[]>(changedUnlessEmpty, [...known]));
          const recorded = new Map(before.rows.map((row) => [row.game.id, row]));
          const replayed = rateGames(elo, after, { recorded });
          const rebuilt = rateGames(elo, after);
          expect(replayed.rows).toStrictEqual(rebuilt.rows);
          expect(replayed.state).toStrictEqual(rebuilt.state);
          for (const row of replayed.computed) {
            const was = recorded.get(row.game.id);
            const isSame =
              was !== undefined &&
              JSON.stringify([was.home.before, was.away.before, { ...was.game, date: '' }]) ===
                JSON.stringify([row.home.before, row.away.before, { ...row.game, date: '' }]);
            expect(isSame, 'a row was computed again from the same').toBe(false);
          }
        }),
        { seed: 20_261_129, numRuns: 60 },
      );
    },
  );

  it('goes on from where a part of the games left the teams', () => {
    fc.assert(
      fc.property(games, fc.nat(), (known, cut) => {
        const ordered = inOrderOfPlay(known);
        const whole = rateGames(FOOTBALL_RATINGS.elo, ordered);
        const at = cut % ordered.length;
        const clubsIn: ClubsIn = (season) => {
          const own = Map.groupBy(
            ordered.filter((game) => game.season === season),
            ({ league }) => league,
          );
          return new Map([...own].map(([league, its]) => [league, new Set(its.flatMap(sidesOf))]));
        };
        const first = rateGames(FOOTBALL_RATINGS.elo, ordered.slice(0, at), { clubsIn });
        const second = rateGames(FOOTBALL_RATINGS.elo, ordered.slice(at), { from: first.state, clubsIn });
        expect([...first.rows, ...second.rows]).toStrictEqual(whole.rows);
      }),
      { seed: 20_261_129, numRuns: 60 },
    );
  });

  it('computes the one game that changed where nobody of it played again', () => {
    const known = [1, 2, 3].map((id) => gameOf({ id, home: `H${id}`, away: `A${id}` }));
    const { rows } = rateGames(NBA_RATINGS.elo, known);
    const corrected = known.with(1, gameOf({ id: 2, home: 'H2', away: 'A2', homeScore: 3 }));
    const recorded = new Map(rows.map((row) => [row.game.id, row]));
    const { computed } = rateGames(NBA_RATINGS.elo, corrected, { recorded });
    expect(computed.map(({ game }) => game.id)).toEqual([2]);
  });
});

const sidesOf = ({ home, away }: ResultToRate): string[] => [home, away];

function changedUnlessEmpty(known: readonly ResultToRate[], one: Change): ResultToRate[] {
  return known.length === 0 ? [] : changed(known, one);
}

describe('the rules', () => {
  it('count no home side on neutral ground, and move both sides by as much', () => {
    const [row] = rateGames(NBA_RATINGS.elo, [gameOf({ id: 1, isNeutral: true })]).rows;
    expect(row).toMatchObject({ probability: 0.5, home: { before: 1300 }, away: { before: 1300 } });
    expect((row?.home.after ?? 0) + (row?.away.after ?? 0)).toBeCloseTo(2600, 9);
  });

  it.each([
    ['EPL', 1490],
    ['MLS', 1500],
  ])('give a club that is new in %s %i points', (league, points) => {
    const games = [
      gameOf({ id: 1, league, home: 'A', away: 'B', isNeutral: true, homeScore: 1, awayScore: 0 }),
      gameOf({ id: 2, league, home: 'A', away: 'C', season: 2025, date: '2025-11-01' }),
    ];
    const [, second] = rateGames(FOOTBALL_RATINGS.elo, games).rows;
    expect(second?.away.before).toBe(points);
  });

  it('bring a tie to the weaker side, by the factor that was published', () => {
    const tie = gameOf({ id: 1, homeScore: 20, awayScore: 20 });
    const [row] = rateGames(NFL_RATINGS.elo, [tie]).rows;
    // 20 * 2.2 ln 2 * (0.5 - 1 / (1 + 10^(-65/400)))
    expect(row?.home.after).toBeCloseTo(1300 + 20 * 2.2 * Math.LN2 * (0.5 - 0.592466), 3);
  });

  it('bring each team a part of the way to the mean with its first game of a season', () => {
    const first = gameOf({ id: 1 });
    const next = gameOf({ id: 2, season: 2025, date: '2025-11-01' });
    const { rows } = rateGames(NBA_RATINGS.elo, [first, next]);
    expect(rows[1]?.home.before).toBe((rows[0]?.home.after ?? 0) * 0.75 + 1505 * 0.25);
  });

  it('give a club that comes up the mean of those that went down, before it plays', () => {
    const season = (year: number, pairs: string[]): ResultToRate[] =>
      pairs.map((pair, index) =>
        gameOf({
          id: year * 10 + index,
          season: year,
          date: `${year}-09-0${index + 1}`,
          home: pair[0] ?? '',
          away: pair[1] ?? '',
          homeScore: index + 1,
          awayScore: 0,
        }),
      );
    const played = [...season(2023, ['AB', 'CD']), ...season(2024, ['AC', 'EF'])];
    const { rows } = rateGames(FOOTBALL_RATINGS.elo, played);
    const mean = ((rows[0]?.away.after ?? 0) + (rows[1]?.away.after ?? 0)) / 2;
    expect(rows[3]).toMatchObject({ home: { before: mean }, away: { before: mean } });
    expect(rows[2]?.home.before).toBe(rows[0]?.home.after);
  });

  describe('of clubs that go up and down between leagues of one file', () => {
    type RatingIn = (year: number, club: string) => number | undefined;
    /** A game of each pair, the first club at home and ahead by as many as the pair's place in the season. */
    const season = (year: number, leagues: Record<string, string[]>, month = '09'): ResultToRate[] =>
      Object.entries(leagues)
        .flatMap(([league, pairs]) => pairs.map((pair) => ({ league, pair })))
        .map(({ league, pair }, index) =>
          gameOf({
            id: year * 100 + Number(month) * 10 + index,
            season: year,
            league,
            date: `${year}-${month}-0${index + 1}`,
            home: pair[0] ?? '',
            away: pair[1] ?? '',
            homeScore: index + 1,
            awayScore: 0,
          }),
        );
    const rate = (
      games: readonly ResultToRate[],
      from: Parameters<typeof rateGames>[2] = {},
    ): { before: RatingIn; after: RatingIn } => {
      const { rows } = rateGames(FOOTBALL_RATINGS.elo, inOrderOfPlay(games), from);
      const sides = rows.flatMap(({ game, home, away }) => [
        { year: game.season, club: game.home, ...home },
        { year: game.season, club: game.away, ...away },
      ]);
      return {
        before: (year, club) => sides.find((one) => one.year === year && one.club === club)?.before,
        after: (year, club) => sides.findLast((one) => one.year === year && one.club === club)?.after,
      };
    };
    const meanOf = (...ratings: (number | undefined)[]): number => {
      const known = ratings.map((one) => one ?? Number.NaN).toSorted((a, b) => a - b);
      return known.reduce((sum, one) => sum + one, 0) / known.length;
    };

    it('carries the rating of each along, up and down in the same year', () => {
      const { before, after } = rate([
        ...season(2023, { upper: ['AB', 'CD'], lower: ['EF', 'GH'] }),
        ...season(2024, { upper: ['AC', 'EG'], lower: ['BD', 'FH'] }),
      ]);
      for (const club of 'ABCDEFGH') expect(before(2024, club)).toBe(after(2023, club));
    });

    it('gives a club from below the mean of those that went down there, not of those that went up', () => {
      const { before, after } = rate([
        ...season(2023, { upper: ['AB', 'CD'], lower: ['EF', 'GH'] }),
        // B changes places with E; G and H leave the file, and X and Y come into it.
        ...season(2024, { upper: ['AC', 'ED'], lower: ['BF', 'XY'] }),
      ]);
      const mean = meanOf(after(2023, 'G'), after(2023, 'H'));
      expect([before(2024, 'X'), before(2024, 'Y')]).toEqual([mean, mean]);
      expect([before(2024, 'E'), before(2024, 'B')]).toEqual([after(2023, 'E'), after(2023, 'B')]);
    });

    it('counts those that went down where the league below begins later in the file', () => {
      const { before, after } = rate([
        ...season(2023, { upper: ['AB', 'CD'] }),
        ...season(2024, { upper: ['AC', 'XY'], lower: ['BD', 'FH'] }),
      ]);
      const mean = meanOf(after(2023, 'B'), after(2023, 'D'));
      expect([before(2024, 'X'), before(2024, 'Y')]).toEqual([mean, mean]);
      expect([before(2024, 'B'), before(2024, 'D')]).toEqual([after(2023, 'B'), after(2023, 'D')]);
      expect([before(2024, 'F'), before(2024, 'H')]).toEqual([1500, 1500]);
    });

    it('takes a club along that plays a season later than its league', () => {
      const { before, after } = rate([
        ...season(2023, { upper: ['AB'], lower: ['EF'] }),
        ...season(2024, { upper: ['AE'] }, '08'),
        ...season(2024, { lower: ['FB'] }, '11'),
      ]);
      expect(before(2024, 'B')).toBe(after(2023, 'B'));
      expect(before(2024, 'E')).toBe(after(2023, 'E'));
    });

    it.each([
      ['two seasons nowhere: the mean of those that went down', { upper: ['AC'] }],
      ['two seasons below: its own', { upper: ['AC'], lower: ['BE'] }],
    ])('a club that is away for %s', (_words, between) => {
      const { before, after } = rate([
        ...season(2021, { upper: ['AB', 'CD'], lower: ['EF'] }),
        ...season(2022, between),
        ...season(2023, between),
        ...season(2024, { upper: ['AB'], lower: ['EF'] }),
      ]);
      expect(before(2024, 'B')).toBe('lower' in between ? after(2023, 'B') : after(2023, 'C'));
    });

    it('believes who says what a club is worth that comes up', () => {
      const teams = new Map([['X', { rating: 1420, season: 2020, isGiven: true as const }]]);
      const games = [...season(2023, { upper: ['AB', 'CD'] }), ...season(2024, { upper: ['AC', 'XY'] })];
      const { before, after } = rate(games, { from: { teams, leagues: new Map() } });
      expect(before(2024, 'X')).toBe(1420);
      expect(before(2024, 'Y')).toBe(meanOf(after(2023, 'B'), after(2023, 'D')));
    });
  });

  it('tell three ends of a match that add up', () => {
    const { threeWay } = FOOTBALL_RATINGS;
    const level = threeWayOf(threeWay ?? { slope: 0, home: 0, away: 0 }, 0);
    expect(level.home).toBeCloseTo(1 / (1 + Math.exp(0.488)), 12);
    expect(level.home + level.draw + level.away).toBeCloseTo(1, 12);
  });

  it('have another name with every constant that is another', () => {
    const name = rulesName(NBA_RATINGS);
    expect(name).toMatch(/^nba-elo-1 [0-9a-f]{8}$/);
    expect(name.length).toBeLessThanOrEqual(40);
    const { elo } = NBA_RATINGS;
    const others: RatingRules[] = [
      { ...NBA_RATINGS, elo: { ...elo, weight: 21 } },
      {
        ...NBA_RATINGS,
        elo: { ...elo, marginFactor: (margin, lead) => elo.marginFactor(margin, lead) + 1e-9 },
      },
      { ...NBA_RATINGS, elo: { ...elo, fixed: elo.fixed.slice(1) } },
      { ...NBA_RATINGS, resumedGames: [] },
      { ...NBA_RATINGS, pythagorean: { exponent: 13.91 } },
    ];
    expect(new Set([name, ...others.map(rulesName)]).size).toBe(others.length + 1);
    expect(rulesName({ ...NBA_RATINGS })).toBe(name);
  });

  it('are there for every sport whose constants have a source', () => {
    const without = Object.entries(SPORT_FACTS).filter(([, { ratings }]) => ratings === undefined);
    expect(without.map(([sport]) => sport)).toEqual(['NHL', 'MLB']);
  });
});
