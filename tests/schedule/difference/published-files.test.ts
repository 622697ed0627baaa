import { describe, expect, it } from 'vitest';
import type { Sport } from '../../../src/domain/sport.ts';
import { planScheduleChanges } from '../../../src/schedule/difference/plan-schedule-changes.ts';
import type { ResolvedGame } from '../../../src/schedule/resolve-game.ts';
import { arePublishedFilesThere, asExisting, readPublished } from './published-files.ts';
import { BUILT_IN } from '../../support/built-in-leagues.ts';

const isThere = arePublishedFilesThere();

/** File, sport, season, layout, games, rows of other seasons, refused rows by reason. */
type Expected = [string, Sport, number, string, number, number, Record<string, number>];

const FILES: Expected[] = [
  ['bbref_2023.csv', 'NBA', 2022, 'bbref', 1320, 0, {}],
  ['bbref_2024.csv', 'NBA', 2023, 'bbref', 1319, 0, {}],
  ['fixturedownload_nba-2023-UTC.csv', 'NBA', 2023, 'fixturedownload', 1200, 0, {}],
  ['fixturedownload_nba-2024-UTC.csv', 'NBA', 2024, 'fixturedownload', 1200, 0, {}],
  ['espn_nba_2025-26_with_results.json', 'NBA', 2025, 'espn', 1320, 0, {}],
  ['nflverse_games_1999-2025.csv', 'NFL', 1999, 'nflverse', 259, 7004, {}],
  ['nflverse_games_1999-2025.csv', 'NFL', 2022, 'nflverse', 284, 6979, {}],
  ['nflverse_games_1999-2025.csv', 'NFL', 2025, 'nflverse', 272, 6991, {}],
  ['pfr_2022.csv', 'NFL', 2022, 'pfr', 284, 0, {}],
  ['pfr_2023.csv', 'NFL', 2023, 'pfr', 285, 0, {}],
  ['footballdata_couk_2425_E0.csv', 'FOOTBALL', 2024, 'football-data', 380, 0, {}],
  ['footballdata_couk_2425_SP1.csv', 'FOOTBALL', 2024, 'football-data', 380, 0, {}],
  ['footballdata_couk_2425_D1.csv', 'FOOTBALL', 2024, 'football-data', 306, 0, {}],
  ['footballdata_couk_USA_MLS_2012-2026.csv', 'FOOTBALL', 2024, 'football-data', 522, 5563, {}],
  // Two British times of these American evenings do not exist or exist twice, and nobody can tell which was meant.
  [
    'footballdata_couk_USA_MLS_2012-2026.csv',
    'FOOTBALL',
    2023,
    'football-data',
    519,
    5564,
    { time_does_not_exist: 1, time_ambiguous: 1 },
  ],
  ...openfootball(2022, { en: 380, es: 380, it: 380, fr: 380, de: 306 }),
  ...openfootball(2023, { en: 380, es: 380, it: 380, fr: 306, de: 306 }),
  ...openfootball(2024, { en: 380, es: 380, it: 380, fr: 306, de: 306 }),
];

function openfootball(season: number, games: Record<string, number>): Expected[] {
  return Object.entries(games).map(([country, count]) => [
    `openfootball_${season}-${season - 1999}_${country}.1.json`,
    'FOOTBALL',
    season,
    'openfootball',
    count,
    0,
    {},
  ]);
}

function find(games: readonly ResolvedGame<string>[], home: string, date: string): string | undefined {
  const startMs = games.find((game) => game.homeTeamKey === home && game.slateDate === date)?.startMs;
  return startMs === undefined || startMs === null ? undefined : new Date(startMs).toISOString();
}

describe.skipIf(!isThere)('published schedules', () => {
  it.each(FILES)('%s of %s %i has every row accounted for', async (...expected) => {
    const [path, sport, season, preset, games, otherSeasons, refused] = expected;
    const file = await readPublished(path, sport, season);
    expect({ ...file, games: file.games.length }).toMatchObject({ preset, games, otherSeasons, refused });
    const refusedRows = Object.values(file.refused).reduce((sum, count) => sum + count, 0);
    expect(file.games.length + file.otherSeasons + refusedRows).toBe(file.rows);
  });

  it('of the NBA have the right tip-off on both sides of daylight saving', async () => {
    const { games } = await readPublished('bbref_2024.csv', 'NBA', 2023);
    expect(find(games, 'Denver Nuggets', '2023-10-24')).toBe('2023-10-24T23:30:00.000Z');
    expect(find(games, 'Golden State Warriors', '2023-10-24')).toBe('2023-10-25T02:00:00.000Z');
    expect(find(games, 'Orlando Magic', '2023-11-04')).toBe('2023-11-04T23:00:00.000Z');
    expect(find(games, 'San Antonio Spurs', '2023-11-05')).toBe('2023-11-05T20:30:00.000Z');
    expect(find(games, 'Detroit Pistons', '2024-03-09')).toBe('2024-03-10T00:00:00.000Z');
    expect(find(games, 'Oklahoma City Thunder', '2024-03-10')).toBe('2024-03-10T23:00:00.000Z');
    expect(find(games, 'Los Angeles Lakers', '2023-12-25')).toBe('2023-12-25T22:00:00.000Z');
    expect(find(games, 'Dallas Mavericks', '2024-06-14')).toBe('2024-06-15T00:30:00.000Z');
    expect(find(games, 'Boston Celtics', '2024-06-17')).toBe('2024-06-18T00:30:00.000Z');
    const kinds = Map.groupBy(games, ({ gameType }) => gameType);
    expect([...kinds].map(([kind, list]) => [kind, list.length])).toEqual([
      ['regular', 1230],
      ['cup', 1],
      ['playin', 6],
      ['playoff', 82],
    ]);
  });

  it('of the NFL know the placeholder week and nothing else as such', async () => {
    const { games, placeholders } = await readPublished('nflverse_games_1999-2025.csv', 'NFL', 2025);
    expect(placeholders).toBe(16);
    expect(games.filter(({ week, isTimeConfirmed }) => week === 18 && !isTimeConfirmed)).toHaveLength(16);
    expect(find(games, 'Philadelphia Eagles', '2025-09-04')).toBe('2025-09-05T00:20:00.000Z');
    const openfootballFile = await readPublished('openfootball_2024-25_en.1.json', 'FOOTBALL', 2024);
    expect(openfootballFile.placeholders).toBe(0);
  });
});

describe.skipIf(!isThere)('two publishers of the same season', () => {
  it.each([
    ['pfr_2022.csv', 'nflverse_games_1999-2025.csv', 'NFL', 2022, 284, 5],
    ['pfr_2023.csv', 'nflverse_games_1999-2025.csv', 'NFL', 2023, 285, 3],
    ['openfootball_2024-25_en.1.json', 'footballdata_couk_2425_E0.csv', 'FOOTBALL', 2024, 380, 0],
    ['openfootball_2024-25_es.1.json', 'footballdata_couk_2425_SP1.csv', 'FOOTBALL', 2024, 380, 0],
    ['openfootball_2024-25_de.1.json', 'footballdata_couk_2425_D1.csv', 'FOOTBALL', 2024, 306, 2],
  ] as const)(
    '%s and %s agree on sides, dates and instants',
    async (one, other, sport, season, count, late) => {
      const first = await readPublished(one, sport, season);
      const second = await readPublished(other, sport, season);
      const unplayed = asExisting(first.games).map((game) => ({ ...game, status: 'scheduled' as const }));
      const plan = planScheduleChanges({
        leagues: BUILT_IN,
        existing: unplayed,
        incoming: second.games,
        sync: true,
        nowMs: 0,
      });
      expect([plan.add, plan.cancel, plan.conflicts]).toEqual([[], [], []]);
      // A few games began late; one publisher tells the planned time, the other the real one.
      expect(plan.move).toHaveLength(late);
      for (const { existing, target } of plan.move) {
        expect(target.slateDate).toBe(existing.slateDate);
        expect(Math.abs(Number(target.startMs) - Number(existing.startMs))).toBeLessThanOrEqual(3_600_000);
      }
      expect(plan.move.length + plan.update.length + plan.unchanged.length).toBe(count);
    },
  );

  it('of the NBA differ by what was moved after the first release', async () => {
    const released = await readPublished('fixturedownload_nba-2023-UTC.csv', 'NBA', 2023);
    const played = await readPublished('bbref_2024.csv', 'NBA', 2023);
    const plan = planScheduleChanges({
      leagues: BUILT_IN,
      existing: asExisting(released.games),
      incoming: played.games,
      sync: true,
      nowMs: 0,
    });
    const days = plan.move.filter(({ fields }) => fields.some(({ field }) => field === 'slate_date'));
    expect({ hours: plan.move.length - days.length, days: days.length }).toEqual({ hours: 23, days: 4 });
    // 30 Cup games unknown at release, the final, 6 play-in and 82 playoff games.
    expect(plan.add).toHaveLength(119);
    expect(plan.cancel).toEqual([]);
    // One publisher has this game at the wrong place.
    expect(plan.conflicts).toMatchObject([
      { reason: 'sides_swapped', incoming: { homeTeamKey: 'New York Knicks', slateDate: '2024-02-26' } },
    ]);
  });
});

describe.skipIf(!isThere)('two revisions of a Premier League season', () => {
  it('move, confirm and rename without a single wrong game', async () => {
    const before = await readPublished(
      'revisions/openfootball_2025-26_en.1_rev2025-07-30.json',
      'FOOTBALL',
      2025,
    );
    const after = await readPublished(
      'revisions/openfootball_2025-26_en.1_rev2025-11-04.json',
      'FOOTBALL',
      2025,
    );
    const plan = planScheduleChanges({
      leagues: BUILT_IN,
      existing: asExisting(before.games),
      incoming: after.games,
      sync: true,
      nowMs: Date.parse('2025-07-31'),
    });
    expect([plan.add, plan.cancel, plan.conflicts]).toEqual([[], [], []]);
    expect({
      moved: plan.move.length,
      confirmed: plan.confirmTime.length,
      resultsOnly: plan.update.length,
      unchanged: plan.unchanged.length,
    }).toEqual({ moved: 69, confirmed: 87, resultsOnly: 54, unchanged: 170 });
    const matched = [...plan.move, ...plan.confirmTime, ...plan.update, ...plan.unchanged];
    const wrong = matched.filter(
      ({ existing, incoming }) =>
        existing.homeTeamKey !== incoming.homeTeamKey ||
        existing.awayTeamKey !== incoming.awayTeamKey ||
        existing.week !== incoming.week,
    );
    expect(wrong).toEqual([]);
    // Eleven of the twenty clubs have another name in the second revision.
    const namesBefore = new Set(before.games.map(({ homeName }) => homeName));
    const renamed = new Set(
      after.games.map(({ homeName }) => homeName).filter((name) => !namesBefore.has(name)),
    );
    expect(renamed.size).toBe(11);
  });

  it('change nothing when ingested again', async () => {
    const { games } = await readPublished(
      'revisions/openfootball_2025-26_en.1_rev2025-11-04.json',
      'FOOTBALL',
      2025,
    );
    const plan = planScheduleChanges({
      leagues: BUILT_IN,
      existing: asExisting(games),
      incoming: games,
      sync: true,
      nowMs: 0,
    });
    expect(plan.unchanged).toHaveLength(380);
  });
});
