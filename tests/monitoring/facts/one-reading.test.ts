import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Executor } from '../../../src/db/database.ts';
import { rowsOf } from '../../../src/db/rows.ts';
import { readDatabaseFacts } from '../../../src/monitoring/alerts/facts.ts';
import { beginLook } from '../../../src/monitoring/facts/fact.ts';
import { type GameCalls, callsPerGame, gameCalls } from '../../../src/monitoring/facts/game-calls.ts';
import { refusedKey } from '../../../src/monitoring/facts/refused-key.ts';
import { starts } from '../../../src/monitoring/facts/starts.ts';
import { workerSlots } from '../../../src/monitoring/facts/worker-slots.ts';
import type { Failures, Latency, Stats } from '../../../src/monitoring/reports/types.ts';
import { createMonitoring } from '../../../src/monitoring/monitoring.ts';
import { LAST_DAY, gameFlow } from '../../../src/monitoring/facts/game-flow.ts';
import { createProviderStatusReader } from '../../../src/monitoring/providers/provider-status.ts';
import { type TestApp, createTestApp } from '../../support/test-app.ts';
import { ingestSampleGames } from '../sample-season.ts';

/**
 * A night on which several places used to tell different numbers. Of four games, one was scheduled in time and is
 * done, one was scheduled when its window was open and is done, one is tried again, and one waits for a key until
 * after tomorrow; a correction failed and another one is tried again.
 */
describe('one reading of facts', () => {
  let test: TestApp;
  let stats: Stats;
  let failures: Failures;
  let latency: Latency;

  beforeAll(async () => {
    test = await createTestApp();
    const { db } = test.app.database;
    await ingestSampleGames(test.app);
    const tasks = await rowsOf<{ id: number; game_id: number }>(
      db,
      sql`select id, game_id from seeding_tasks where pass = 'first' order by id`,
    );
    const [inTime, lateCome, retried, keyless] = tasks.map(({ id }) => id);
    await db.execute(sql`
      update seeding_tasks set status = 'completed', created_at = now() - interval '9 hours',
        scheduled_time = now() - interval '3 hours', execution_time = now() - interval '175 minutes',
        completed_at = now() - interval '174 minutes', updated_at = now() where id = ${inTime}`);
    await db.execute(sql`
      update seeding_tasks set status = 'completed', scheduled_time = now() - interval '2 hours',
        execution_time = now() - interval '1 hour', completed_at = now() - interval '1 hour', updated_at = now()
      where id = ${lateCome}`);
    await db.execute(sql`
      update seeding_tasks set status = 'pending', scheduled_time = now() - interval '2 hours',
        execution_time = now() - interval '1 hour', error_type = 'unavailable', retry_count = 1, updated_at = now()
      where id = ${retried}`);
    await db.execute(sql`
      update seeding_tasks set status = 'pending', error_type = 'credential', hold_reason = 'breaker_open',
        due_at = now() + interval '2 days', updated_at = now() where id = ${keyless}`);
    await db.execute(sql`
      insert into seeding_tasks (game_id, pass, scheduled_time, due_at, status, error_type)
      values (${tasks[0]?.game_id}, 'correction-1', now(), now(), 'failed', 'unavailable'),
             (${tasks[1]?.game_id}, 'correction-1', now(), now(), 'pending', 'unavailable')`);
    for (const [id, calls] of [
      [inTime, 2],
      [lateCome, 2],
      [retried, 5],
      [keyless, 1],
    ])
      await db.execute(sql`
        insert into api_usage (request_id, host, endpoint, outcome, duration_ms, cost, task_id, started_at)
        select gen_random_uuid(), 'v2.nba.api-sports.io', '/games', 'ok', 90, 1, ${id}, now()
        from generate_series(1, ${calls})`);
    // Calls of a correction and of a schedule, and one that the provider did not count.
    await db.execute(sql`
      insert into api_usage (request_id, host, endpoint, outcome, duration_ms, cost, task_id, started_at)
      values (gen_random_uuid(), 'v2.nba.api-sports.io', '/games', 'ok', 90, 1,
              (select id from seeding_tasks where pass = 'correction-1' limit 1), now()),
             (gen_random_uuid(), 'v2.nba.api-sports.io', '/games', 'ok', 90, 1, null, now()),
             (gen_random_uuid(), 'v2.nba.api-sports.io', '/games', 'network', 90, 0, ${inTime}, now())`);
    const monitoring = createMonitoring({ db });
    [stats, failures, latency] = await Promise.all([
      monitoring.stats(),
      monitoring.failures(),
      monitoring.latency(),
    ]);
  });
  afterAll(() => test.close());

  it('counts the tasks that wait for a key alike in doctor, alerts and the state of providers', async () => {
    const { db } = test.app.database;
    const facts = await readDatabaseFacts(db, {
      storeName: 'x',
      latenessMs: 600_000,
      incompleteMs: 86_400_000,
      datasets: [],
    });
    const providers = await createProviderStatusReader({ db, hosts: test.app.registry.hosts })();
    const byHost = providers.reduce((sum, { tasks_held_by_key: held }) => sum + held, 0);
    expect([(await refusedKey.read(db, null)).tasks, facts.keyRefused.tasks, byHost]).toEqual([1, 1, 1]);
  });

  it('tells the same of failures in stats and in the list of failures', () => {
    expect(stats).toMatchObject({ success_rate: 1, retrying: 2, by_status: { completed: 2, failed: 0 } });
    expect(stats.corrections).toMatchObject({ failed: 1, retrying: 1 });
    const { failed, retrying, corrections_failed, corrections_retrying, total } = failures;
    expect([failed, retrying, corrections_failed, corrections_retrying]).toEqual([
      stats.by_status.failed,
      stats.retrying,
      stats.corrections.failed,
      stats.corrections.retrying,
    ]);
    expect(total).toBe(failed + retrying + corrections_failed + corrections_retrying);
    expect(failures.tasks).toHaveLength(total);
  });

  it('counts starts that tell no lateness as starts, everywhere', async () => {
    const { db } = test.app.database;
    const { lateness, steps } = await gameFlow.read(db, LAST_DAY);
    const drawn = steps.reduce((sum, { started }) => sum + started, 0);
    expect([latency.started, stats.started, lateness.started, drawn]).toEqual([3, 3, 3, 3]);
    expect([latency.distribution.count, stats.lateness_seconds.count, lateness.count]).toEqual([1, 1, 1]);
    expect(latency.slowest).toHaveLength(1);
  });

  it('divides the calls of games by the games that were asked about, whatever became of them', async () => {
    // 2 + 2 for what is done, 5 for what is tried again, 1 for what waits for a key.
    expect(stats.calls_per_game).toBe(10 / 4);
    const { db } = test.app.database;
    expect(await gameCalls.read(db, { days: 7, sport: 'NBA' })).toEqual({ calls: 10, games: 4 });
    expect(callsPerGame(await gameCalls.read(db, { days: 7, sport: 'NFL' }))).toBeNull();
  });

  it('counts the games that one call of another game asked about, and none whose run asked nothing', async () => {
    const { db } = test.app.database;
    const undone = new Error('undone');
    const seen: GameCalls[] = [];
    const read = db.transaction(async (tx) => {
      const [first, second, third] = await rowsOf<{ id: number }>(
        tx,
        sql`select id from seeding_tasks where pass = 'first' order by id`,
      );
      await tx.execute(
        sql`update api_usage set task_id = ${first?.id} where task_id in (${second?.id}, ${third?.id})`,
      );
      const log = (task: number | undefined, status: string, reason: string | null) => sql`
        insert into sync_log (operation, sport_id, task_id, seeding_type, status, api_calls_made, details)
        select 'seed_game', id, ${task}::int, 'targeted', ${status}, 0, jsonb_build_object('reason', ${reason}::text)
        from sports where display_name = 'NBA'`;
      await tx.execute(log(second?.id, 'completed', null));
      await tx.execute(log(third?.id, 'held', 'quota'));
      const before = await gameCalls.read(tx, { days: 7 });
      await tx.execute(log(third?.id, 'held', 'not_final'));
      seen.push(before, await gameCalls.read(tx, { days: 7 }));
      throw undone;
    });
    await expect(read).rejects.toBe(undone);
    expect(seen).toEqual([
      { calls: 10, games: 3 },
      { calls: 10, games: 4 },
    ]);
  });

  it('counts the attempts that were repeated by the log of runs, also after a task was opened again', async () => {
    const { db } = test.app.database;
    const undone = new Error('undone');
    const seen: number[] = [];
    const note = async (tx: Executor) => seen.push((await createMonitoring({ db: tx }).stats()).retries);
    const read = db.transaction(async (tx) => {
      const [task] = await rowsOf<{ id: number; game_id: number }>(
        tx,
        sql`select id, game_id from seeding_tasks where pass = 'first' order by id limit 1`,
      );
      const attempt = (status: string) =>
        tx.execute(sql`
          insert into sync_log (operation, sport_id, game_id, task_id, seeding_type, status)
          select 'seed_game', id, ${task?.game_id}::int, ${task?.id}::int, 'targeted', ${status}
          from sports where display_name = 'NBA'`);
      const state = (status: string, retries: number) =>
        tx.execute(
          sql`update seeding_tasks set status = ${status}, retry_count = ${retries} where id = ${task?.id}`,
        );
      await note(tx);
      await attempt('failed');
      await attempt('failed');
      await state('failed', 2);
      await note(tx);
      // Opened again by hand: fresh attempts, one of which fails before the game is done.
      await state('pending', 0);
      await attempt('failed');
      await attempt('completed');
      await state('completed', 1);
      await note(tx);
      throw undone;
    });
    await expect(read).rejects.toBe(undone);
    expect(seen).toEqual([0, 1, 3]);
  });

  it('counts the slots of a worker in all of its queues of games', () => {
    const queues = ['seeding-nba', 'seeding-nfl', 'seeding-football', 'work', 'maintenance'];
    const running_task_ids = Array.from({ length: 18 }, (_, index) => index);
    expect(workerSlots({ queues, concurrency: 10, running_task_ids })).toEqual({ busy: 18, slots: 30 });
  });

  it('is read once a look, whoever asks', async () => {
    let statements = 0;
    const { db } = test.app.database;
    const counting: Executor = Object.assign(Object.create(db), {
      execute(statement: Parameters<typeof db.execute>[0]) {
        statements += 1;
        return db.execute(statement);
      },
    });
    const look = beginLook(counting);
    const [one, other] = await Promise.all([look.ask(starts, { days: 7 }), look.ask(starts, { days: 7 })]);
    await look.ask(starts, { days: 1 });
    expect(one).toBe(other);
    expect(statements).toBe(2);
  });
});
