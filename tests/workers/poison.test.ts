import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { firstRow, rowsOf } from '../../src/db/rows.ts';
import { compileCache } from '../support/compile-cache.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';
import { nbaSlates } from '../support/slates.ts';
import { PROJECT_ROOT, redisIsAvailable } from '../support/test-app.ts';

const GAMES = 12;

describe.each(['postgres', 'redis'] as const)('a game that kills its worker, on the %s store', (store) => {
  const test = it.skipIf(store === 'redis' && !redisIsAvailable());
  let world: SeedingWorld;
  let supervised: { stop: () => Promise<void> } | undefined;
  afterEach(async () => {
    await supervised?.stop();
    await world.close();
  });

  test('is set aside with the evidence, and all the others are seeded', async () => {
    world = await createSeedingWorld({ store, environment: { LEASE_SECONDS: '2' } });
    await world.ingestDue(nbaSlates(GAMES)[0] ?? []);
    const crashing = (await world.tasks())[3];
    supervised = superviseWorker(world, crashing?.gameId ?? 0);
    await world.until(
      `(select count(*) from seeding_tasks where status in ('completed', 'failed')) = ${GAMES}`,
      600_000,
    );
    const tasks = await world.tasks();
    expect(tasks.filter((task) => task.status === 'failed')).toMatchObject([
      { id: crashing?.id, errorType: 'poison', retryCount: 0, seedingStatus: 'failed' },
    ]);
    expect(crashing?.id).toBeGreaterThan(0);

    const { db } = world.app.database;
    const failure = await firstRow<{ message: string; data: { starts: { ran_beside: number[] }[] } }>(
      db,
      sql`select message, data from game_events where task_id = ${crashing?.id} and kind = 'failed'`,
    );
    expect(failure?.message).toMatch(/5 starts in a row/);
    expect(failure?.data.starts).toHaveLength(5);
    // From the third start on it runs alone. What ran beside it is known from the heartbeat before its end, which may
    // still name a game that was just finished, so not each of the three has to say so.
    const alone = failure?.data.starts.filter(({ ran_beside: beside }) => beside.length === 0) ?? [];
    expect(alone.length).toBeGreaterThan(0);
    const neighbours = await rowsOf<{ lost: number }>(
      db,
      sql`select count(*) as lost from game_events where kind = 'start_lost' and task_id <> ${crashing?.id} group by task_id`,
    );
    expect(neighbours.map(({ lost }) => lost).filter((lost) => lost > 2)).toEqual([]);

    await supervised.stop();
    const outcome = await world.app.taskActions.retry(crashing?.id ?? 0, { name: 'test' });
    expect(outcome).toMatchObject({ ok: true });
    await world.startWorkers();
    await world.until(`(select status from seeding_tasks where id = ${crashing?.id}) = 'completed'`);
  }, 900_000);
});

/** Starts a worker anew whenever it dies, as a supervisor does. */
function superviseWorker(world: SeedingWorld, crashingGame: number): { stop: () => Promise<void> } {
  const over = new AbortController();
  let child: ChildProcess | undefined;
  async function keepUp(): Promise<void> {
    while (!over.signal.aborted) {
      const started = spawn(
        path.join(PROJECT_ROOT, 'node_modules/.bin/node'),
        ['tests/workers/crashing-worker-user.ts'],
        {
          cwd: PROJECT_ROOT,
          env: {
            PATH: process.env['PATH'],
            ...compileCache(),
            ...world.test.environment,
            CRASHING_GAME: String(crashingGame),
          },
          stdio: ['pipe', 'ignore', 'inherit'],
        },
      );
      child = started;
      await new Promise((resolve) => started.once('exit', resolve));
    }
  }
  const keeping = keepUp();
  return {
    async stop() {
      over.abort();
      child?.kill('SIGTERM');
      await keeping;
    },
  };
}
