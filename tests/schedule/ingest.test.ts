import { createReadStream, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstRow, rowsOf } from '../../src/db/rows.ts';
import type { QueuedJob } from '../../src/jobs/store.ts';
import { type TestApp, createTestApp } from '../support/test-app.ts';
import { requestOf } from './ingesting.ts';

const SHARED = fileURLToPath(new URL('../../../shared/data/schedules/', import.meta.url));
const isSharedHere = existsSync(SHARED);

describe('ingest', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await createTestApp();
  });
  afterAll(() => test.close());

  it('adds games with a task each at tip-off plus four hours, enqueues them, and keeps bad rows with their reason', async () => {
    const csv = [
      'date,time,home_team,away_team,venue',
      '2027-01-15,19:30,Lakers,Warriors,Crypto.com Arena',
      '2027-07-15,20:00,Celtics,Heat,TD Garden',
      '2027-02-30,20:00,Celtics,Heat,TD Garden',
      '2027-01-16,20:00,Celtics,Hobbits,TD Garden',
    ].join('\n');
    const result = await test.app.ingestService.ingest(requestOf(csv));
    expect(result).toMatchObject({ rows: 4, games_added: 2, tasks_created: 2, tasks_enqueued: 2 });
    expect(result.quarantined.map(({ line, reason }) => [line, reason])).toEqual([
      [4, 'bad_date'],
      [5, 'unknown_team'],
    ]);
    const games = await rowsOf<{ at: Date; due: Date; label: string }>(
      test.app.database.db,
      sql`select game.game_datetime as at, task.due_at as due, home.abbreviation as label from games as game
          join seeding_tasks as task on task.game_id = game.id join teams as home on home.id = game.home_team_id
          order by at`,
    );
    expect(games.map(({ at, due, label }) => [label, at.toISOString(), due.toISOString()])).toEqual([
      ['LAL', '2027-01-16T00:30:00.000Z', '2027-01-16T04:30:00.000Z'],
      ['BOS', '2027-07-16T00:00:00.000Z', '2027-07-16T04:00:00.000Z'],
    ]);
    const { delayed, waiting } = await test.app.store.counts('seeding-nba');
    expect(delayed + waiting).toBe(2);

    const again = await test.app.ingestService.ingest(requestOf(csv));
    expect(again).toMatchObject({ games_added: 0, games_moved: 0, games_unchanged: 2, tasks_created: 0 });
    const rows = await firstRow<{ quarantined: number; imports: number; events: number }>(
      test.app.database.db,
      sql`select (select count(*) from schedule_quarantine) as quarantined,
                 (select count(*) from schedule_imports) as imports, (select count(*) from game_events) as events`,
    );
    expect(rows).toEqual({ quarantined: 2, imports: 1, events: 2 });
  });

  it('moves a game that moved: the task follows at a new revision and the queue has one job at the new time', async () => {
    const before = 'date,time,home_team,away_team\n2037-03-01,19:30,Bulls,Knicks';
    const after = 'date,time,home_team,away_team\n2037-02-27,13:00,Bulls,Knicks';
    await test.app.ingestService.ingest(requestOf(before, { seasonYear: 2036 }));
    const result = await test.app.ingestService.ingest(requestOf(after, { seasonYear: 2036 }));
    expect(result).toMatchObject({ games_added: 0, games_moved: 1, tasks_rescheduled: 1 });
    const task = await firstRow<{ due: Date; revision: number; gameId: number }>(
      test.app.database.db,
      sql`select due_at as due, revision, game_id as "gameId" from seeding_tasks order by id desc limit 1`,
    );
    expect(task?.due.toISOString()).toBe('2037-02-27T22:00:00.000Z');
    const jobs: QueuedJob[] = [];
    for await (const page of test.app.store.listOpenJobs('seeding-nba')) jobs.push(...page);
    const own = jobs.filter((job) => job.jobId.startsWith(`game-${task?.gameId}-`));
    expect(own).toEqual([
      {
        jobId: `game-${task?.gameId}-first-r2`,
        state: 'delayed',
        dueAtMs: expect.closeTo(Date.parse('2037-02-27T22:00:00Z'), -4),
      },
    ]);
  });

  it('writes nothing in a dry run, and nothing in a strict ingest with a bad row', async () => {
    const csv = 'date,time,home_team,away_team\n2027-03-05,19:30,Suns,Jazz\n2027-03-05,19:30,Suns,Hobbits';
    const count = () =>
      firstRow(
        test.app.database.db,
        sql`select count(*) as games, (select count(*) from schedule_quarantine) as rows from games`,
      );
    const before = await count();
    const dry = await test.app.ingestService.ingest(requestOf(csv, { isDryRun: true }));
    expect(dry).toMatchObject({ games_added: 1, tasks_created: 1, dry_run: true });
    const strict = await test.app.ingestService.ingest(requestOf(csv, { isStrict: true }));
    expect(strict).toMatchObject({ games_added: 0, strict_refused: true });
    expect(await count()).toEqual(before);
  });

  it.skipIf(!isSharedHere)('takes the real NBA season of 2023-24 whole', async () => {
    const result = await test.app.ingestService.ingest(
      requestOf('', {
        source: createReadStream(`${SHARED}bbref_2024.csv`),
        sourceName: 'bbref_2024.csv',
        seasonYear: 2023,
        past: 'recent',
      }),
    );
    expect(result).toMatchObject({ rows: 1319, games_added: 1319, tasks_created: 0, quarantined: [] });
    const opening = await firstRow<{ at: Date }>(
      test.app.database.db,
      sql`select min(game_datetime) as at from games join seasons on seasons.id = games.season_id where year = 2023`,
    );
    expect(opening?.at.toISOString()).toBe('2023-10-24T23:30:00.000Z');
  });

  it.skipIf(!isSharedHere)('takes the 2022 season out of the NFL file of all seasons', async () => {
    const result = await test.app.ingestService.ingest(
      requestOf('', {
        source: createReadStream(`${SHARED}nflverse_games_1999-2025.csv`),
        sourceName: 'nflverse_games_1999-2025.csv',
        sport: 'NFL',
        seasonYear: 2022,
        past: 'all',
      }),
    );
    expect(result).toMatchObject({ games_added: 284, tasks_created: 284, quarantined: [] });
    expect(result.rows - result.rows_other_seasons).toBe(284);
  });
});
