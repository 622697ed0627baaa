import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { rowsOf } from '../../src/db/rows.ts';
import type { Sport } from '../../src/domain/sport.ts';
import type { IngestRequest } from '../../src/schedule/ingest-request.ts';
import type { ParsedGame } from '../../src/schedule/parse/parsed-game.ts';
import { judgeResult } from '../../src/schedule/results/judge-result.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { type TestApp, createTestApp } from '../support/test-app.ts';
import { csvOf, requestOf } from './ingesting.ts';
import { BUILT_IN } from '../support/built-in-leagues.ts';

/** Noon in New York. */
const NOW_MS = Date.parse('2027-01-10T17:00:00Z');

const SCORES = ',home_score,away_score,status';

type Pair = readonly [home: string, away: string];
const PAIRS: Readonly<Record<Sport, readonly [Pair, Pair]>> = {
  NBA: [
    ['Celtics', 'Lakers'],
    ['Bulls', 'Knicks'],
  ],
  NFL: [
    ['Chiefs', 'Bills'],
    ['Cowboys', 'Eagles'],
  ],
  FOOTBALL: [
    ['Arsenal', 'Chelsea'],
    ['Fulham', 'Brentford'],
  ],
  NHL: [
    ['Bruins', 'Maple Leafs'],
    ['Kraken', 'Mammoth'],
  ],
  MLB: [
    ['Red Sox', 'Yankees'],
    ['Athletics', 'Dodgers'],
  ],
};

describe('results of games that cannot have one', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await createTestApp({ clock: { ...systemClock(), nowMs: () => NOW_MS } });
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    await test.app.database.db.execute(sql`truncate games, schedule_imports, schedule_quarantine cascade`);
  });

  const request = (sport: Sport, rows: readonly string[], more: Partial<IngestRequest> = {}) =>
    requestOf(csvOf(rows, SCORES), {
      sport,
      timezone: 'America/New_York',
      ...(sport === 'FOOTBALL' ? { leagueName: 'Premier League' } : {}),
      ...more,
    });
  const ingest = (...args: Parameters<typeof request>) => test.app.ingestService.ingest(request(...args));
  const games = () =>
    rowsOf<{ date: string; status: string; score: string | null }>(
      test.app.database.db,
      sql`select slate_date::text as date, status, home_score || '-' || away_score as score from games order by slate_date, id`,
    );

  describe.each(['NBA', 'NFL', 'FOOTBALL'] as const)('%s', (sport) => {
    const [[home, away], [otherHome, otherAway]] = PAIRS[sport];

    it('takes 0-0 of games to come as no score, and finds the games again in later files', async () => {
      const result = await ingest(sport, [
        `2027-01-16,13:00,${home},${away},0,0,`,
        `2027-01-17,,${otherHome},${otherAway},0,0,scheduled`,
      ]);
      expect(result).toMatchObject({ games_added: 2, tasks_created: 2, quarantined: [] });
      expect(result.warnings?.join()).toContain('2 rows with 0-0');
      expect(await games()).toEqual([
        { date: '2027-01-16', status: 'scheduled', score: null },
        { date: '2027-01-17', status: 'scheduled', score: null },
      ]);
      expect(await ingest(sport, [`2027-01-18,14:00,${home},${away},0,0,`])).toMatchObject({
        games_added: 0,
        games_moved: 1,
      });
    });

    it('asks about a result that is said of a game to come, and keeps the row', async () => {
      const result = await ingest(sport, [
        `2027-01-16,13:00,${home},${away},27,20,completed`,
        `2027-01-17,13:00,${otherHome},${otherAway},,,completed`,
      ]);
      expect(result).toMatchObject({ games_added: 0 });
      expect(result.quarantined.map(({ line, reason }) => [line, reason])).toEqual([
        [2, 'result_before_start'],
        [3, 'result_before_start'],
      ]);
      expect(result.quarantined[0]?.detail).toContain('27 to 20');
      const corrected = await ingest(sport, [`2027-01-16,13:00,${home},${away},,,`]);
      expect(corrected).toMatchObject({ games_added: 1, quarantined: [] });
    });

    it('leaves out a result of a game that cannot be over yet', async () => {
      await ingest(sport, [`2027-01-10,11:30,${home},${away},14,13,`]);
      expect(await games()).toEqual([{ date: '2027-01-10', status: 'scheduled', score: null }]);
    });

    it('believes the results of games that are over', async () => {
      await ingest(sport, [`2027-01-08,13:00,${home},${away},3,2,`]);
      expect(await games()).toEqual([{ date: '2027-01-08', status: 'completed', score: '3-2' }]);
    });

    it('mends games that an earlier file completed before their start, without doubling them', async () => {
      await ingest(sport, [`2027-01-16,13:00,${home},${away},,,`]);
      await test.app.database.db.execute(
        sql`update games set status = 'completed', home_score = 0, away_score = 0`,
      );
      expect(await ingest(sport, [`2027-01-17,13:00,${home},${away},0,0,`])).toMatchObject({
        games_added: 0,
        games_moved: 1,
      });
      expect(await games()).toEqual([{ date: '2027-01-17', status: 'scheduled', score: null }]);
    });
  });

  it('counts 0-0 of the past where the sport can end so', async () => {
    await ingest('FOOTBALL', ['2027-01-05,13:00,Arsenal,Chelsea,0,0,']);
    await ingest('NBA', ['2027-01-05,13:00,Celtics,Lakers,0,0,completed']);
    await ingest('NFL', ['2027-01-05,13:00,Chiefs,Bills,0,0,']);
    expect((await games()).map(({ status, score }) => [status, score])).toEqual([
      ['completed', '0-0'],
      ['scheduled', null],
      ['scheduled', null],
    ]);
  });

  it('does not take the 0-0 of a file that fills its column with it after its last result', async () => {
    await ingest('FOOTBALL', [
      '2027-01-02,13:00,Arsenal,Chelsea,0,0,',
      '2027-01-03,13:00,Fulham,Brentford,2,1,',
      '2027-01-06,13:00,Liverpool,Everton,0,0,',
      '2027-01-20,13:00,Chelsea,Fulham,0,0,',
    ]);
    expect((await games()).map(({ status, score }) => [status, score])).toEqual([
      ['completed', '0-0'],
      ['completed', '2-1'],
      ['scheduled', null],
      ['scheduled', null],
    ]);
  });

  it('refuses a level score where the sport knows none', async () => {
    const result = await ingest('NBA', ['2027-01-05,13:00,Celtics,Lakers,101,101,final']);
    expect(result.quarantined).toMatchObject([{ line: 2, reason: 'impossible_result' }]);
    expect(await ingest('NFL', ['2027-01-05,13:00,Chiefs,Bills,20,20,final'])).toMatchObject({
      games_added: 1,
    });
  });
});

describe('judging a result', () => {
  const game: ParsedGame = {
    line: 2,
    homeName: 'Chiefs',
    awayName: 'Bills',
    seasonYear: 2026,
    leagueName: 'NFL',
    startMs: NOW_MS - 86_400_000,
    localDate: '2027-01-09',
    slateDate: '2027-01-09',
    timezone: 'UTC',
    isTimeConfirmed: true,
    week: null,
    round: null,
    gameType: 'regular',
    venue: null,
    isNeutralSite: false,
    externalGameId: null,
    externalSource: null,
    status: 'completed',
    homeScore: 24,
    awayScore: 24,
  };
  const kindOf = (change: Partial<ParsedGame>, sport: Sport = 'NFL') =>
    judgeResult({ ...game, ...change }, { sport, leagues: BUILT_IN, nowMs: NOW_MS }).kind;

  it('knows ties of the regular season and none of the play-offs', () => {
    expect(kindOf({})).toBe('believed');
    expect(kindOf({ gameType: 'playoff' })).toBe('refused');
    expect(kindOf({ gameType: 'playoff', leagueName: 'MLS' }, 'FOOTBALL')).toBe('believed');
  });

  it('leaves awarded and suspended games their word, and takes 0-0 from those that are off', () => {
    const ahead = { startMs: NOW_MS + 86_400_000, slateDate: '2027-01-11' };
    expect(kindOf({ ...ahead, status: 'awarded', homeScore: 3, awayScore: 0 })).toBe('believed');
    expect(kindOf({ ...ahead, status: 'suspended', homeScore: 0, awayScore: 0 }, 'FOOTBALL')).toBe(
      'believed',
    );
    expect(kindOf({ ...ahead, status: 'postponed', homeScore: 0, awayScore: 0 }, 'FOOTBALL')).toBe(
      'no_result',
    );
  });

  it('goes by the date of the league where no time is known', () => {
    const unknown = { startMs: null, isTimeConfirmed: false, homeScore: 0, awayScore: 0 };
    // 2027-01-11 in London begins at midnight UTC, seven hours after now.
    expect(kindOf({ ...unknown, slateDate: '2027-01-11' })).toBe('refused');
    expect(kindOf({ ...unknown, slateDate: '2027-01-10', leagueName: 'MLS' }, 'FOOTBALL')).toBe('no_result');
    expect(kindOf({ ...unknown, slateDate: '2027-01-09', leagueName: 'MLS' }, 'FOOTBALL')).toBe('believed');
  });
});
