import { describe, expect, it } from 'vitest';
import type { ScheduledGame } from '../../src/domain/scheduled-game.ts';
import type { Sport } from '../../src/domain/sport.ts';
import { kindOfNbaId } from '../../src/sports/nba/kind-of-id.ts';
import { kindOfWords } from '../../src/schedule/kinds/kind-words.ts';
import { referenceSeasons } from '../../src/reference/built-in/league-seasons.ts';
import { calendarsOf } from '../../src/reference/seasons/season-calendar.ts';
import { createGamesOfFile } from '../../src/schedule/games-of-file.ts';
import { settleKinds } from '../../src/schedule/kinds/settle-kinds.ts';
import type { GameType } from '../../src/domain/game-type.ts';
import type { ParsedGame } from '../../src/schedule/parse/parsed-game.ts';
import { toParsedGame } from '../../src/schedule/provided/to-parsed-game.ts';
import { emptyFile } from '../../src/schedule/read-rows.ts';
import { arePublishedFilesThere, readPublished } from './difference/published-files.ts';
import { BUILT_IN, builtIn } from '../support/built-in-leagues.ts';

const CALENDARS = calendarsOf(referenceSeasons(), BUILT_IN);

const OPTIONS = { preset: 'native', format: 'json', headerLine: null } as const;

function kindsOf(games: readonly ParsedGame[], sport: Sport): GameType[] {
  const file = {
    ...emptyFile(OPTIONS),
    games: createGamesOfFile(games.map((game) => ({ ...game, homeTeamKey: 1, awayTeamKey: 2 }))),
  };
  return [...settleKinds(file, sport, CALENDARS).games].map(({ gameType }) => gameType);
}

/** A game of a provider's list: league, season, day, stage, round, sides. */
function listed(
  leagueName: string,
  seasonYear: number,
  { date, stage = null, round = null, venue = null, line = 1, home = 'A', away = 'B' }: Listed,
): ParsedGame {
  const league = builtIn(leagueName);
  const side = (name: string) => ({ providerTeamId: name, name, code: null });
  const game: ScheduledGame = {
    providerGameId: '1',
    startMs: Date.parse(`${date}T23:30:00Z`),
    status: 'scheduled',
    statusText: '',
    isStatusKnown: true,
    home: side(home),
    away: side(away),
    homeScore: null,
    awayScore: null,
    homePeriodScores: [],
    awayPeriodScores: [],
    isTimeKnown: true,
    stage,
    round,
    venue,
  };
  return toParsedGame(game, { league, seasonYear, line, source: 'api-sports' });
}

type Listed = {
  date: string;
  stage?: string | null;
  round?: string | null;
  venue?: string | null;
  line?: number;
  home?: string;
  away?: string;
};

describe('the kind of a game that a provider lists', () => {
  it.each<[string, number, Listed, GameType]>([
    ['NBA', 2025, { date: '2025-12-16', stage: '2' }, 'cup'],
    ['NBA', 2025, { date: '2025-12-13', stage: '2' }, 'regular'],
    ['NBA', 2025, { date: '2026-04-14', stage: '3' }, 'playin'],
    ['NBA', 2025, { date: '2026-04-17', stage: '4' }, 'playin'],
    ['NBA', 2025, { date: '2026-04-18', stage: '3' }, 'playoff'],
    ['NBA', 2024, { date: '2025-04-16', stage: '2' }, 'playin'],
    ['NBA', 2025, { date: '2026-06-13', stage: '4' }, 'playoff'],
    ['NBA', 2025, { date: '2025-10-10', stage: '2' }, 'preseason'],
    ['NBA', 2025, { date: '2026-02-15', stage: '2', home: 'Team LeBron', away: 'Team Giannis' }, 'allstar'],
    ['NBA', 2025, { date: '2026-02-15', stage: '2', home: 'East', away: 'West' }, 'allstar'],
    ['NFL', 2025, { date: '2025-09-07', stage: 'Regular Season', round: 'Week 1' }, 'regular'],
    ['NFL', 2025, { date: '2025-07-31', stage: 'Pre Season', round: 'Hall of Fame Weekend' }, 'preseason'],
    ['NFL', 2025, { date: '2025-08-09', stage: 'Pre Season', round: 'Week 1' }, 'preseason'],
    ['NFL', 2025, { date: '2026-01-10', stage: 'Post Season', round: 'Wild Card' }, 'playoff'],
    ['NFL', 2025, { date: '2026-01-17', stage: 'Post Season', round: 'Divisional Round' }, 'playoff'],
    ['NFL', 2025, { date: '2026-01-25', stage: 'Post Season', round: 'Conference Championships' }, 'playoff'],
    ['NFL', 2025, { date: '2026-02-03', stage: 'Post Season', round: 'Pro Bowl' }, 'allstar'],
    ['NFL', 2025, { date: '2026-02-08', stage: 'Post Season', round: 'Super Bowl' }, 'playoff'],
    ['NFL', 2025, { date: '2026-01-04', stage: null, round: null }, 'regular'],
    ['NFL', 2025, { date: '2026-01-11', stage: null, round: null }, 'playoff'],
    ['Bundesliga', 2025, { date: '2026-05-21', round: 'Relegation Play-offs' }, 'playoff'],
    ['Bundesliga', 2025, { date: '2026-05-21', round: 'Relegation Round' }, 'playoff'],
    ['Serie A', 2025, { date: '2026-01-10', round: 'Regular Season - 18' }, 'regular'],
    ['Ligue 1', 2025, { date: '2026-01-10', round: '1st Phase - 18' }, 'regular'],
    ['Premier League', 2025, { date: '2025-07-20', round: 'Club Friendlies 3' }, 'preseason'],
    ['MLS', 2025, { date: '2025-10-18', round: 'Regular Season - 34' }, 'regular'],
    ['MLS', 2025, { date: '2025-10-22', round: 'Play-In Round' }, 'playin'],
    ['MLS', 2025, { date: '2025-10-26', round: 'Round One - Best of 3' }, 'playoff'],
    ['MLS', 2025, { date: '2025-11-23', round: 'Conference Semi-finals' }, 'playoff'],
    ['MLS', 2025, { date: '2025-12-06', round: 'Final' }, 'playoff'],
    ['MLS', 2025, { date: '2025-07-23', round: 'MLS All-Star' }, 'allstar'],
  ])('in the %s of %i: %o is %s', (league, season, game, kind) => {
    const { sport } = builtIn(league);
    expect(kindsOf([listed(league, season, game)], sport)).toEqual([kind]);
  });

  it('is that of the Cup final where the whole season shows which game it is', () => {
    const teams = Array.from({ length: 30 }, (_, index) => `T${index}`);
    const day = (index: number) =>
      new Date(Date.parse('2026-10-20') + index * 86_400_000).toISOString().slice(0, 10);
    const season = Array.from({ length: 85 }, (_, index) => day(index))
      .filter((date) => date < '2026-12-12' || date > '2026-12-20')
      .flatMap((date) =>
        teams
          .slice(0, 15)
          .map((home, index) => ({ date, home, away: teams[29 - index] ?? '', venue: `arena of ${home}` })),
      );
    const quiet = { date: '2026-12-14', home: 'T3', away: 'T20', venue: 'arena of T3' };
    const final = { date: '2026-12-17', home: 'T5', away: 'T22', venue: 'a historic hall' };
    const games = [...season, quiet, final].map((game, index) =>
      listed('NBA', 2026, { ...game, stage: '2', line: index + 1 }),
    );
    const kinds = kindsOf(games, 'NBA');
    expect(kinds.filter((kind) => kind === 'cup')).toHaveLength(1);
    expect(kinds.at(-1)).toBe('cup');
    expect(kinds.at(-2)).toBe('regular');
  });
});

describe('words that tell the kind of a game', () => {
  it.each<[Sport, string, GameType | undefined]>([
    ['NBA', 'NBA Cup Championship', 'cup'],
    ['NBA', 'Emirates NBA Cup - Final', 'cup'],
    ['NBA', 'In-Season Tournament Final', 'cup'],
    ['NBA', 'NBA Cup - Semifinals', 'regular'],
    ['NBA', 'NBA Cup - Quarterfinals', 'regular'],
    ['NBA', 'NBA Cup - Group Play', 'regular'],
    ['NBA', 'West 1st Round - Game 4', 'playoff'],
    ['NBA', 'East Semifinals - Game 1', 'playoff'],
    ['NBA', 'NBA Finals - Game 7', 'playoff'],
    ['NBA', 'Play-In Game', 'playin'],
    ['NBA', 'All-Star Game', 'allstar'],
    ['NFL', 'AFC Championship', 'playoff'],
    ['NFL', 'WildCard', 'playoff'],
    ['NFL', 'Week 12', undefined],
    ['FOOTBALL', 'Matchday 12', undefined],
    ['FOOTBALL', '1', undefined],
    ['FOOTBALL', 'Relegation play-off, 2nd leg', 'playoff'],
  ])('%s: %s', (sport, words, kind) => {
    expect(kindOfWords(sport, [words])).toBe(kind);
  });

  it('are the digits of an id of nba.com as well, in its own season only', () => {
    expect(kindOfNbaId('0062500001', 2025)).toBe('cup');
    expect(kindOfNbaId('62500001', 2025)).toBe('cup');
    expect(kindOfNbaId('0052500111', 2025)).toBe('playin');
    expect(kindOfNbaId('0032500001', 2025)).toBe('allstar');
    expect(kindOfNbaId('0012500011', 2025)).toBe('preseason');
    expect(kindOfNbaId('401809243', 2025)).toBeUndefined();
    expect(kindOfNbaId('0062400001', 2025)).toBeUndefined();
  });
});

describe.skipIf(!arePublishedFilesThere())('the kinds of published seasons', () => {
  const counts = (kinds: readonly GameType[]) =>
    Object.fromEntries([...Map.groupBy(kinds, (kind) => kind)].map(([kind, all]) => [kind, all.length]));

  it.each([
    ['bbref_2023.csv', 2022, { regular: 1230, playin: 6, playoff: 84 }],
    ['bbref_2024.csv', 2023, { regular: 1230, cup: 1, playin: 6, playoff: 82 }],
    ['espn_nba_2025-26_with_results.json', 2025, { regular: 1234, cup: 1, playoff: 85 }],
    ['fixturedownload_nba-2023-UTC.csv', 2023, { regular: 1200 }],
    ['fixturedownload_nba-2024-UTC.csv', 2024, { regular: 1200 }],
  ])('%s', async (path, season, expected) => {
    const { games } = await readPublished(path, 'NBA', season);
    expect(counts(kindsOf(games, 'NBA'))).toEqual(expected);
    // The same where nobody said a kind at all.
    const untold = games.map((game) => ({ ...game, gameType: 'regular' as const }));
    expect(counts(kindsOf(untold, 'NBA'))).toEqual(expected);
  });

  it.each([2002, 2010, 2020, 2021, 2024])('the NFL of %i, with and without its own kinds', async (season) => {
    const { games } = await readPublished('nflverse_games_1999-2025.csv', 'NFL', season);
    const told = games.map(({ gameType }) => gameType);
    expect(kindsOf(games, 'NFL')).toEqual(told);
    expect(
      kindsOf(
        games.map((game) => ({ ...game, gameType: 'regular' as const, round: null })),
        'NFL',
      ),
    ).toEqual(told);
  });

  it.each([
    [2022, 476],
    [2023, 492],
    [2024, 493],
    [2025, 510],
  ])('the MLS of %i has %i games of the regular season', async (season, regular) => {
    const { games } = await readPublished('footballdata_couk_USA_MLS_2012-2026.csv', 'FOOTBALL', season);
    expect(counts(kindsOf(games, 'FOOTBALL'))).toEqual({ regular, playoff: games.length - regular });
  });

  it('leaves European leagues without play-offs as they are', async () => {
    const { games } = await readPublished('openfootball_2024-25_de.1.json', 'FOOTBALL', 2024);
    expect(counts(kindsOf(games, 'FOOTBALL'))).toEqual({ regular: 306 });
  });
});

it('knows the days of NFL seasons', () => {
  expect(CALENDARS.of('NFL', 2025)).toEqual({ first: '2025-09-01', last: '2026-01-05' });
  expect(CALENDARS.of('NFL', 2026)).toEqual({ first: '2026-09-07', last: '2027-01-11' });
});
