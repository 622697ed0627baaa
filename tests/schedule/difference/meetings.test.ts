import { describe, expect, it } from 'vitest';
import type { AcceptedReading } from '../../../src/schedule/accepted-readings.ts';
import type { ExistingGame } from '../../../src/schedule/difference/change-types.ts';
import { planScheduleChanges } from '../../../src/schedule/difference/plan-schedule-changes.ts';
import { referenceSeasons } from '../../../src/reference/built-in/league-seasons.ts';
import { calendarsOf } from '../../../src/reference/seasons/season-calendar.ts';
import { createGamesOfFile } from '../../../src/schedule/games-of-file.ts';
import { settleKinds } from '../../../src/schedule/kinds/settle-kinds.ts';
import { emptyFile } from '../../../src/schedule/read-rows.ts';
import type { ResolvedGame } from '../../../src/schedule/resolve-game.ts';
import type { Sport } from '../../../src/domain/sport.ts';
import { arePublishedFilesThere, asExisting, readPublished } from './published-files.ts';
import { BUILT_IN } from '../../support/built-in-leagues.ts';

describe.skipIf(!arePublishedFilesThere())('published schedules', () => {
  const FILES: readonly (readonly [string, Sport, number])[] = [
    ...['bbref_2023.csv', 'fixturedownload_nba-2023-UTC.csv'].map(
      (path) => [path, 'NBA', path.startsWith('bbref') ? 2022 : 2023] as const,
    ),
    ['bbref_2024.csv', 'NBA', 2023],
    ['fixturedownload_nba-2024-UTC.csv', 'NBA', 2024],
    ['espn_nba_2025-26_with_results.json', 'NBA', 2025],
    ...Array.from(
      { length: 27 },
      (_, index) => ['nflverse_games_1999-2025.csv', 'NFL', 1999 + index] as const,
    ),
    ['pfr_2022.csv', 'NFL', 2022],
    ['pfr_2023.csv', 'NFL', 2023],
    ...['en', 'es', 'de', 'it', 'fr'].flatMap((league) =>
      [2022, 2023, 2024].map(
        (year) =>
          [`openfootball_${year}-${String(year + 1).slice(2)}_${league}.1.json`, 'FOOTBALL', year] as const,
      ),
    ),
    ...['E0', 'SP1', 'D1'].map(
      (league) => [`footballdata_couk_2425_${league}.csv`, 'FOOTBALL', 2024] as const,
    ),
    ...Array.from(
      { length: 15 },
      (_, index) => ['footballdata_couk_USA_MLS_2012-2026.csv', 'FOOTBALL', 2012 + index] as const,
    ),
    ['revisions/openfootball_2025-26_en.1_rev2025-07-30.json', 'FOOTBALL', 2025],
    ['revisions/openfootball_2025-26_en.1_rev2025-11-04.json', 'FOOTBALL', 2025],
  ];

  it.each(FILES)(
    '%s (%s %i) raises no question about a meeting, first or again',
    async (path, sport, season) => {
      const { games } = await readPublished(path, sport, season);
      const { games: kept } = settleKinds(
        {
          ...emptyFile({ preset: 'native', format: 'json', headerLine: null }),
          games: createGamesOfFile(games as never),
        },
        sport,
        calendarsOf(referenceSeasons(), BUILT_IN),
      );
      const settled = [...kept] as unknown as ResolvedGame<string>[];
      const reasons = (existing: ExistingGame<string>[]) =>
        planScheduleChanges({
          leagues: BUILT_IN,
          existing,
          incoming: settled,
          sync: false,
          nowMs: Date.parse('2030-01-01'),
        })
          .conflicts.map(({ reason }) => reason)
          .filter((reason) => reason !== 'duplicate_in_file');
      expect(settled.length).toBeGreaterThan(200);
      expect(reasons([])).toEqual([]);
      expect(reasons(asExisting(settled))).toEqual([]);
    },
  );
});

type Sides = { league: string; home: string; away: string };

const NFL: Sides = { league: 'NFL', home: 'KC', away: 'BUF' };
const NBA: Sides = { league: 'NBA', home: 'MIN', away: 'GSW' };
const EPL: Sides = { league: 'Premier League', home: 'Arsenal', away: 'Chelsea' };
const MLS: Sides = { league: 'MLS', home: 'Austin FC', away: 'FC Dallas' };

function incoming(
  { league, home, away }: Sides,
  slateDate: string,
  more: Partial<ResolvedGame<string>> = {},
): ResolvedGame<string> {
  return {
    line: 2,
    homeName: home,
    awayName: away,
    homeTeamKey: home,
    awayTeamKey: away,
    seasonYear: 2025,
    leagueName: league,
    startMs: Date.parse(`${slateDate}T19:00:00-05:00`),
    localDate: slateDate,
    slateDate,
    timezone: 'America/New_York',
    isTimeConfirmed: true,
    week: null,
    round: null,
    gameType: 'regular',
    venue: null,
    isNeutralSite: false,
    externalGameId: null,
    externalSource: null,
    status: null,
    homeScore: null,
    awayScore: null,
    ...more,
  };
}

function known(
  sides: Sides,
  slateDate: string,
  more: Partial<ExistingGame<string>> = {},
): ExistingGame<string> {
  const { line: _line, ...game } = incoming(sides, slateDate);
  return { ...game, gameId: 7, status: 'scheduled', seedingStatus: 'pending', ...more };
}

const SEEDED = { status: 'completed', seedingStatus: 'completed', homeScore: 24, awayScore: 17 } as const;

function plan(
  existing: ExistingGame<string>[],
  rows: ResolvedGame<string>[],
  accept: AcceptedReading[] = [],
  isRetry = false,
) {
  const full = planScheduleChanges({
    leagues: BUILT_IN,
    existing,
    incoming: rows.map((row, index) => ({ ...row, line: index + 2 })),
    sync: false,
    nowMs: Date.parse('2025-09-01'),
    accepted: new Set(accept),
    isRetry,
  });
  return {
    add: full.add.map(({ slateDate }) => slateDate),
    move: full.move.map(({ target }) => target.slateDate),
    unchanged: full.unchanged.length,
    update: full.update.map(({ summary }) => summary),
    asked: full.conflicts.map(({ reason, answers = [] }) => [reason, ...answers.map(({ value }) => value)]),
    full,
  };
}

describe('the same meeting twice in a file', () => {
  it.each([
    ['a flexed game of the NFL', NFL, '2025-12-14', '2025-12-15'],
    ['a game of the NFL months later', NFL, '2025-10-05', '2025-12-28'],
    ['a pair of the Premier League at one ground', EPL, '2025-11-08', '2026-02-14'],
    ['a pair of the MLS within days', MLS, '2025-05-03', '2025-05-10'],
  ])('is one game and a question: %s', (_what, sides, one, other) => {
    const { add, asked } = plan([], [incoming(sides, one), incoming(sides, other)]);
    expect(add).toEqual([one]);
    expect(asked).toEqual([['same_meeting_twice', 'moved-games', 'second-meeting']]);
    expect(plan([], [incoming(sides, one), incoming(sides, other)], ['second-meeting']).add).toEqual([
      one,
      other,
    ]);
    expect(plan([], [incoming(sides, one), incoming(sides, other)], ['moved-games'])).toMatchObject({
      add: [other],
      asked: [],
    });
  });

  it.each([
    ['consecutive days in the NBA', NBA, '2026-01-25', '2026-01-26'],
    ['a month apart in the MLS', MLS, '2025-05-03', '2025-06-10'],
  ])('is two games: %s', (_what, sides, one, other) => {
    expect(plan([], [incoming(sides, one), incoming(sides, other)])).toMatchObject({
      add: [one, other],
      asked: [],
    });
  });

  it('is two games where one is put off, or one of the play-offs', () => {
    const off = incoming(EPL, '2025-11-08', { status: 'postponed' });
    expect(plan([], [off, incoming(EPL, '2026-02-14')]).add).toHaveLength(2);
    const final = incoming(NFL, '2026-01-18', { gameType: 'playoff' });
    expect(plan([], [incoming(NFL, '2025-11-02'), final]).add).toHaveLength(2);
  });

  it('is asked about also when one of the two is known', () => {
    const { unchanged, add, asked } = plan(
      [known(NFL, '2025-12-14')],
      [incoming(NFL, '2025-12-14'), incoming(NFL, '2025-12-15')],
    );
    expect({ unchanged, add }).toEqual({ unchanged: 1, add: [] });
    expect(asked[0]?.[0]).toBe('same_meeting_twice');
  });
});

describe('another date of a game that has been played', () => {
  it.each([
    ['NFL', NFL, '2025-10-05', '2025-10-12'],
    ['Premier League', EPL, '2025-10-05', '2025-10-19'],
    ['MLS', MLS, '2025-05-03', '2025-05-10'],
  ])('is a question in the %s', (_league, sides, played, other) => {
    const before = [known(sides, played, SEEDED)];
    const { add, unchanged, asked } = plan(before, [incoming(sides, other)]);
    expect({ add, unchanged }).toEqual({ add: [], unchanged: 0 });
    expect(asked).toEqual([['finished_game_other_date', 'second-meeting']]);
    expect(plan(before, [incoming(sides, other)], ['second-meeting']).add).toEqual([other]);
  });

  it('is a question in the NBA where the list is about the date of the game and does not have it', () => {
    const before = [known(NBA, '2026-01-25', SEEDED)];
    const around = [
      incoming({ ...NBA, home: 'BOS' }, '2026-01-20'),
      incoming({ ...NBA, home: 'LAL' }, '2026-01-30'),
    ];
    expect(plan(before, [...around, incoming(NBA, '2026-01-27')]).asked).toEqual([
      ['finished_game_other_date', 'second-meeting'],
    ]);
    expect(plan(before, [incoming(NBA, '2026-01-26')])).toMatchObject({ add: ['2026-01-26'], asked: [] });
    const both = [...around, incoming(NBA, '2026-01-25'), incoming(NBA, '2026-01-26')];
    expect(plan(before, both)).toMatchObject({ unchanged: 1, asked: [] });
  });

  it('is none where the row has the result, or comes from the provider under the id of the game', () => {
    const result = { homeScore: 24, awayScore: 17, status: 'completed' } as const;
    expect(plan([known(NFL, '2025-10-05', SEEDED)], [incoming(NFL, '2025-10-07', result)]).asked).toEqual([]);
    const listed = { externalGameId: '1', externalSource: 'api-sports' };
    const before = [known(EPL, '2025-10-05', { ...SEEDED, providerGameId: '1' })];
    expect(plan(before, [incoming(EPL, '2025-10-19', listed)]).asked).toEqual([]);
  });
});

describe('home and away exchanged', () => {
  const mirror = ({ league, home, away }: Sides): Sides => ({ league, home: away, away: home });

  it.each([
    ['NBA', NBA, '2026-01-25', '2026-01-25'],
    ['NFL, on another day of the week', NFL, '2025-12-14', '2025-12-15'],
    ['Premier League', EPL, '2025-11-08', '2025-11-08'],
  ])('is a question with an answer: %s', (_what, sides, date, other) => {
    const before = [known(sides, date)];
    const { add, asked } = plan(before, [incoming(mirror(sides), other)]);
    expect(add).toEqual([]);
    expect(asked[0]?.slice(0, 2)).toEqual(['sides_swapped', 'exchanged-sides']);
    const accepted = plan(before, [incoming(mirror(sides), other)], ['exchanged-sides']);
    const [change] = [...accepted.full.update, ...accepted.full.move];
    expect(change).toMatchObject({
      exchangesSides: true,
      fields: expect.arrayContaining([expect.objectContaining({ field: 'sides' })]),
    });
    expect(accepted.asked).toEqual([]);
  });

  it('has no such answer where the game has been played, or both stand in the list', () => {
    const played = plan(
      [known(NBA, '2026-01-25', SEEDED)],
      [incoming(mirror(NBA), '2026-01-25')],
      ['exchanged-sides'],
    );
    expect(played).toMatchObject({ asked: [['sides_swapped']], update: [] });
    expect(plan([], [incoming(NBA, '2026-01-25'), incoming(mirror(NBA), '2026-01-25')])).toMatchObject({
      add: ['2026-01-25'],
      asked: [['sides_swapped']],
    });
  });

  it('leaves both legs of a league alone', () => {
    expect(
      plan([known(EPL, '2025-11-08')], [incoming(EPL, '2025-11-08'), incoming(mirror(EPL), '2026-03-01')]),
    ).toMatchObject({
      unchanged: 1,
      add: ['2026-03-01'],
      asked: [],
    });
  });
});
