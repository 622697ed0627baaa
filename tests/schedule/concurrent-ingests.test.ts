import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { App } from '../../src/app/app.ts';
import { buildApp } from '../../src/app/build-app.ts';
import { firstRow, rowsOf } from '../../src/db/rows.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { generateNbaSeason } from '../../simulator/provider/nba/season-schedule.ts';
import { PROJECT_ROOT, type TestApp, createTestApp } from '../support/test-app.ts';
import { NO_DRIFT, csvOf, driftOf, requestOf } from './ingesting.ts';

describe('two processes that ingest the same league at once', () => {
  let test: TestApp;
  let other: App;
  beforeAll(async () => {
    test = await createTestApp();
    other = await buildApp({
      processName: 'cli',
      environment: test.environment,
      projectRoot: PROJECT_ROOT,
      overrides: { logger: silentLogger() },
    });
  });
  afterAll(async () => {
    await other.close();
    await test.close();
  });

  const season = generateNbaSeason({ seed: 3, season: 2026 }).slice(0, 400);
  const csv = (shiftMinutes: number) =>
    csvOf(
      season.map(({ home, away, startMs }) => {
        const start = new Date(startMs + shiftMinutes * 60_000).toISOString();
        return `${start.slice(0, 10)},${start.slice(11, 16)}Z,${home},${away}`;
      }),
    );
  const figures = () =>
    firstRow<{ games: number; tasks: number; starts: number }>(
      test.app.database.db,
      sql`select count(*) as games, count(task.id) as tasks,
                 count(*) filter (where task.due_at = game.game_datetime + interval '4 hours') as starts
          from games as game left join seeding_tasks as task on task.game_id = game.id`,
    );

  it('add every game once', async () => {
    const [one, two] = await Promise.all([
      test.app.ingestService.ingest(requestOf(csv(0))),
      other.ingestService.ingest(requestOf(csv(0))),
    ]);
    expect([one.games_added, two.games_added].toSorted((a, b) => a - b)).toEqual([0, 400]);
    expect(await figures()).toEqual({ games: 400, tasks: 400, starts: 400 });
  });

  it('leave the season as one of the two files has it, whole', async () => {
    const results = await Promise.all([
      test.app.ingestService.ingest(requestOf(csv(5))),
      other.ingestService.ingest(requestOf(csv(10))),
    ]);
    expect(results.map((result) => result.games_moved)).toEqual([400, 400]);
    const imports = await rowsOf<{ games: number }>(
      test.app.database.db,
      sql`select count(*) as games from games group by import_id`,
    );
    expect(imports).toEqual([{ games: 400 }]);
    expect(await figures()).toEqual({ games: 400, tasks: 400, starts: 400 });
    // The slower publisher may have read tasks before the other import moved them again; a round mends that.
    await test.app.reconciler.run();
    expect(await driftOf(test)).toEqual(NO_DRIFT);
  });

  it('wait for each other: the second plans on what the first has written', async () => {
    const client = await other.database.pool.connect();
    try {
      const league = await firstRow<{ id: number }>(
        test.app.database.db,
        sql`select id from leagues where name = 'NBA'`,
      );
      await client.query('begin');
      await client.query('select pg_advisory_xact_lock(530202, $1)', [(league?.id ?? 0) * 10_000 + 2026]);
      let isDone = false;
      const waiting = test.app.ingestService.ingest(requestOf(csv(0))).then((result) => {
        isDone = true;
        return result;
      });
      // The wait shows in the lock table before the lock is let go.
      for (;;) {
        const { rows } = await client.query(
          `select 1 from pg_locks where locktype = 'advisory' and classid = 530202 and not granted
             and database = (select oid from pg_database where datname = current_database())`,
        );
        if (rows.length > 0) break;
      }
      expect(isDone).toBe(false);
      await client.query('commit');
      expect((await waiting).games_moved).toBe(400);
    } finally {
      client.release();
    }
  });

  it('do not take a game back that a run finishes while the file is compared', async () => {
    const game = await firstRow<{ id: number }>(
      test.app.database.db,
      sql`select id from games order by id limit 1`,
    );
    const client = await other.database.pool.connect();
    try {
      await client.query('begin');
      await client.query('select id from seeding_tasks where game_id = $1 for update', [game?.id]);
      const ingesting = test.app.ingestService.ingest(requestOf(csv(30)));
      for (;;) {
        const { rows } = await client.query(
          `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
        );
        if (rows.length > 0) break;
      }
      await client.query(
        `update games set status = 'completed', seeding_status = 'completed', home_score = 1, away_score = 2 where id = $1`,
        [game?.id],
      );
      await client.query(`update seeding_tasks set status = 'completed' where game_id = $1`, [game?.id]);
      await client.query('commit');
      expect((await ingesting).games_moved).toBe(399);
      const after = await firstRow(
        test.app.database.db,
        sql`select game.status, game.seeding_status, task.status as task from games as game
            join seeding_tasks as task on task.game_id = game.id where game.id = ${game?.id ?? 0}`,
      );
      expect(after).toEqual({ status: 'completed', seeding_status: 'completed', task: 'completed' });
    } finally {
      client.release();
    }
  });
});
