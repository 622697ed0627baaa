import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstRow } from '../../src/db/rows.ts';
import { call, startTestServer, type TestServer } from '../http/http-support.ts';
import { runCli } from '../cli/run-cli.ts';
import { csvOf, ingest } from './ingesting.ts';

const NFL_ROWS = [
  '2026-12-06,13:00,Dallas Cowboys,New York Giants',
  '2026-12-06,13:00,Chicago Bears,Detroit Lions',
  '2026-12-06,16:25,Denver Broncos,Las Vegas Raiders',
];
const LA_LIGA_ROWS = ['2026-12-05,21:00,Real Madrid,Sevilla', '2026-12-06,21:00,Valencia,Girona'];

describe('a file of another sport or league', () => {
  let test: TestServer;
  beforeAll(async () => {
    test = await startTestServer();
  });
  afterAll(() => test?.close());

  const traces = async () =>
    firstRow<{ games: number; waiting: number; imports: number }>(
      test.app.database.db,
      sql`select (select count(*)::int from games) as games,
                 (select count(*)::int from schedule_quarantine) as waiting,
                 (select count(*)::int from schedule_imports) as imports`,
    );

  it('is refused as a whole, naming the sport that it seems to be, and leaves no trace', async () => {
    await expect(ingest(test, NFL_ROWS)).rejects.toMatchObject({
      code: 'wrong_sport',
      message: expect.stringContaining('about NFL, not NBA: 3 of 3 rows'),
      remedy: expect.stringContaining('--sport NFL'),
    });
    await expect(
      ingest(test, LA_LIGA_ROWS, { sport: 'FOOTBALL', leagueName: 'Premier League' }),
    ).rejects.toMatchObject({ code: 'wrong_league', message: expect.stringContaining('of La Liga') });
    expect(await traces()).toEqual({ games: 0, waiting: 0, imports: 0 });
  });

  it('is refused as well where its rows name the league of another sport, but not for one such row', async () => {
    const rows = NFL_ROWS.map((row) => `${row},NFL`);
    await expect(ingest(test, rows, {}, ',league')).rejects.toMatchObject({
      code: 'wrong_sport',
      message: expect.stringContaining('league "NFL" is one of NFL, not NBA'),
      remedy: expect.stringContaining('--sport NFL'),
    });
    expect(await traces()).toEqual({ games: 0, waiting: 0, imports: 0 });
  });

  it('is told the same over HTTP and on the command line', async () => {
    const response = await fetch(`${test.url}/admin/schedules?sport=NBA&season=2026`, {
      method: 'POST',
      headers: { 'Content-Type': 'text/csv' },
      body: csvOf(LA_LIGA_ROWS),
    });
    expect(response.status).toBe(422);
    const problem = JSON.parse(await response.text());
    expect(problem.errors[0].field).toBe('wrong_sport');
    expect(problem.detail).toContain('about FOOTBALL, not NBA');
    expect(problem.remedy).toContain("--league 'La Liga'");
    const run = await runCli(
      ['ingest-schedule', '--file', '-', '--sport', 'NBA', '--season', '2026', '--json'],
      { environment: test.environment, input: csvOf(NFL_ROWS) },
    );
    expect(run.exitCode).toBe(1);
    expect(JSON.parse(run.stdout)).toMatchObject({ error: { code: 'wrong_sport' } });
    expect(await traces()).toEqual({ games: 0, waiting: 0, imports: 0 });
  });

  it('is refused as well where nearly all of its rows lie outside of the season, naming the one that they are of', async () => {
    const days = ['01', '02', '03', '04', '05'];
    const rows = days.map((day) => `2025-12-${day},19:00,Boston Celtics,Miami Heat`);
    const refusal = {
      code: 'wrong_season',
      message: expect.stringMatching(/5 of 5 rows .* line 2/),
      remedy: expect.stringContaining('--season 2025'),
    };
    await expect(ingest(test, rows)).rejects.toMatchObject(refusal);
    const response = await fetch(`${test.url}/admin/games`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        sport: 'NBA',
        season: 2026,
        games: days.map((day) => ({
          date: `2025-12-${day}`,
          time: '19:00',
          home_team: 'Boston Celtics',
          away_team: 'Miami Heat',
        })),
      }),
    });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ errors: [{ field: 'wrong_season' }] });
    expect(await traces()).toEqual({ games: 0, waiting: 0, imports: 0 });
  });

  it('is not suspected when names are merely unknown, or when half of them are right', async () => {
    const unknown = await ingest(test, ['2026-12-01,19:00,Windy City Hoopers,Shire Hobbits']);
    expect(unknown.quarantined).toHaveLength(1);
    const mixed = await ingest(test, ['2026-12-01,19:00,Boston Celtics,Miami Heat', NFL_ROWS[0] ?? '']);
    expect([mixed.games_added, mixed.quarantined.length]).toEqual([1, 1]);
    const oneOff = await ingest(test, ['2025-12-01,19:00,Boston Celtics,Miami Heat']);
    expect(oneOff.quarantined.map(({ reason }) => reason)).toEqual(['date_outside_season']);
    const named = ['2026-12-03,19:00,Utah Jazz,Miami Heat,NBA', `${NFL_ROWS[1]},NFL`];
    const oneNamed = await ingest(test, named, {}, ',league');
    expect(oneNamed.quarantined.map(({ reason }) => reason)).toEqual(['other_sport']);
  });

  it('says which misspelt names were read, as which team, and how surely', async () => {
    const body = {
      sport: 'NBA',
      season: 2026,
      games: [
        { date: '2026-12-08', time: '19:00', home_team: 'Washingtom Wizards', away_team: 'Miami Heat' },
        { date: '2026-12-10', time: '19:00', home_team: 'Washingtom Wizards', away_team: 'Utah Jazz' },
      ],
    };
    const { status, body: result } = await call(`${test.url}/admin/games`, { body });
    expect(status).toBe(202);
    expect(result.fuzzy_matches).toEqual([
      {
        name: 'Washingtom Wizards',
        team: 'Washington Wizards',
        league: 'NBA',
        score: expect.any(Number),
        line: 1,
        rows: 2,
      },
    ]);
    expect(result.fuzzy_matches[0].score).toBeGreaterThan(0.6);
    expect(result.fuzzy_matches[0].score).toBeLessThan(1);
    const run = await runCli(
      ['ingest-schedule', '--file', '-', '--sport', 'NBA', '--season', '2026', '--dry-run'],
      { environment: test.environment, input: csvOf(['2026-12-12,19:00,Washingtom Wizards,Miami Heat']) },
    );
    expect(run.stdout).toMatch(/1 team name .* typing error/);
    expect(run.stdout).toMatch(/Washingtom Wizards\s+Washington Wizards\s+NBA\s+\d\d %/);
  });
});
