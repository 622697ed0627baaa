import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstRow, rowsOf } from '../../src/db/rows.ts';
import { closeOrphanedRuns } from '../../src/jobs/runs/orphaned-runs.ts';
import { pruneLogs } from '../../src/jobs/runs/prune-logs.ts';
import { createQuotaOpening } from '../../src/providers/client/quota-opening.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { makeOpenTasks } from '../support/open-tasks.ts';
import { type TestApp, createTestApp } from '../support/test-app.ts';

const HOST = 'v2.nba.example.com';
const soon = () => AbortSignal.timeout(60_000);

describe('logs that are older than they are kept', () => {
  let test: TestApp;
  const db = () => test.app.database.db;

  beforeAll(async () => {
    test = await createTestApp();
    await makeOpenTasks(db(), 2, sql`interval '1 hour'`);
    // The first game is over, the second is still to come.
    await db().execute(sql`
      update seeding_tasks set status = 'completed', completed_at = now() where id = (select min(id) from seeding_tasks)`);
    await db().execute(sql`
      insert into sync_log (run_id, operation, sport_id, seeding_type, status, created_at)
      select 'run ' || days, 'seed_game', (select min(id) from sports), 'targeted', 'completed', now() - days * interval '1 day'
      from unnest(array[1, 99, 101, 400]) as days`);
    await db().execute(sql`
      update seeding_tasks set sync_log_id = (select id from sync_log where run_id = 'run 400') where status = 'completed'`);
    await db().execute(sql`
      insert into api_usage (request_id, host, endpoint, outcome, duration_ms, run_id, cost, started_at)
      select gen_random_uuid(), ${HOST}, '/games', 'ok', 5, 'run ' || days, 1, now() - days * interval '1 day'
      from unnest(array[0, 1, 34, 99, 101, 400]) as days`);
    await db().execute(sql`
      insert into game_events (game_id, task_id, kind, message, actor, created_at)
      select task.game_id, task.id, kind, days::text, 'test', now() - days * interval '1 day'
      from seeding_tasks as task, unnest(array['seeded', 'ingested']) as kind, unnest(array[1, 99, 101, 400]) as days`);
  });
  afterAll(() => test.close());

  const ages = async (table: 'sync_log' | 'api_usage') =>
    (
      await rowsOf<{ run_id: string }>(db(), sql`select run_id from ${sql.identifier(table)} order by id`)
    ).map(({ run_id: id }) => Number(id.slice(4)));

  it('are removed: runs, calls and events of games, and what still needs them stays', async () => {
    await pruneLogs(db(), 100, soon());
    expect(await ages('sync_log')).toEqual([1, 99]);
    expect(await ages('api_usage')).toEqual([0, 1, 34, 99]);
    const events = await rowsOf<{ status: string; kind: string; message: string }>(
      db(),
      sql`select task.status, event.kind, event.message from game_events as event
          join seeding_tasks as task on task.id = event.task_id where event.actor = 'test' order by event.id`,
    );
    const kept = (status: string, kind: string) =>
      events.filter((event) => event.status === status && event.kind === kind).map(({ message }) => message);
    expect(kept('completed', 'seeded').toSorted()).toEqual(['1', '99']);
    // Undoing an import reads what it did, and an open task may still ask what happened to its game.
    expect(kept('completed', 'ingested').toSorted()).toEqual(['1', '101', '400', '99']);
    expect(kept('pending', 'seeded').toSorted()).toEqual(['1', '101', '400', '99']);
    expect(
      await firstRow(db(), sql`select sync_log_id from seeding_tasks where status = 'completed'`),
    ).toEqual({
      sync_log_id: null,
    });
  });

  it('leave calls of a month to a quota ledger that was lost, however few days are kept', async () => {
    await pruneLogs(db(), 2, soon());
    expect(await ages('sync_log')).toEqual([1]);
    expect(await ages('api_usage')).toEqual([0, 1, 34]);
    const opening = createQuotaOpening({
      pool: test.app.database.pool,
      clock: test.app.clock,
      logger: silentLogger(),
    });
    expect(await opening.read(HOST)).toMatchObject({ usedToday: 1 });
  });

  it('leave no calls behind that a run would seem to have lost', async () => {
    const before = await ages('sync_log');
    await closeOrphanedRuns(db());
    expect(await ages('sync_log')).toEqual(before);
  });

  it('are found by an index, however many tasks there are', async () => {
    const { rows } = await db().execute(sql`
      select indexname from pg_indexes where indexname = 'idx_seeding_tasks_sync_log'`);
    expect(rows).toHaveLength(1);
  });
});
