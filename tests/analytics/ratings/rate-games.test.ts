import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rateGames } from '../../../src/analytics/ratings/rate-games.ts';
import { type ResultToRate, inOrderOfPlay } from '../../../src/analytics/ratings/rated-game.ts';
import { threeWayOf } from '../../../src/analytics/ratings/three-way.ts';
import { SPORT_FACTS } from '../../../src/sports/all-facts.ts';
import { FOOTBALL_RATINGS } from '../../../src/sports/football/ratings.ts';
import { NBA_RATINGS } from '../../../src/sports/nba/ratings.ts';
import { NFL_RATINGS } from '../../../src/sports/nfl/ratings.ts';
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
        const clubsOf = (league: string, season: number): ReadonlySet<string> =>
          new Set(
            ordered
              .filter((game) => game.league === league && game.season === season)
              .flatMap(({ home, away }) => [home, away]),
          );
        const first = rateGames(FOOTBALL_RATINGS.elo, ordered.slice(0, at), { clubsOf });
        const second = rateGames(FOOTBALL_RATINGS.elo, ordered.slice(at), { from: first.state, clubsOf });
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

  it('tell three ends of a match that add up', () => {
    const { threeWay } = FOOTBALL_RATINGS;
    const level = threeWayOf(threeWay ?? { slope: 0, home: 0, away: 0 }, 0);
    expect(level.home).toBeCloseTo(1 / (1 + Math.exp(0.488)), 12);
    expect(level.home + level.draw + level.away).toBeCloseTo(1, 12);
  });

  it('are there for every sport whose constants have a source', () => {
    const without = Object.entries(SPORT_FACTS).filter(([, { ratings }]) => ratings === undefined);
    expect(without.map(([sport]) => sport)).toEqual(['NHL', 'MLB']);
  });
});
