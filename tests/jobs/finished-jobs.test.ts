import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { rowsOf } from '../../src/db/rows.ts';
import { FINISHED_JOB_RETENTION } from '../../src/jobs/catalog.ts';
import { seedingQueue } from '../../src/jobs/queue-names.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';

const QUEUE = seedingQueue('NBA');
const MORE = 30;

describe('finished jobs on the postgres store', () => {
  let world: SeedingWorld;
  afterEach(() => world.close());

  const finished = async (): Promise<{ count: number; oldest: number }> => {
    const [row] = await rowsOf<{ count: number; oldest: number }>(
      world.app.database.db,
      sql`select count(*)::int as count, coalesce(min(split_part(id, '-', 2)::int), 0) as oldest
          from bullmq.job where queue = ${QUEUE} and state = 'completed'`,
    );
    return row ?? { count: 0, oldest: 0 };
  };

  /** Jobs that finished one second apart, the first one that long ago. */
  async function finish(count: number, firstSecondsAgo: number): Promise<void> {
    await world.app.database.db.execute(sql`
      insert into bullmq.job (queue, id, seq, name, state, added_at_ms, finished_at_ms)
      select ${QUEUE}, 'old-' || number, number, 'seed-game', 'completed', 0,
             ((extract(epoch from now()) - ${firstSecondsAgo} + number) * 1000)::bigint
      from generate_series(1, ${count}) as number`);
  }

  it('stay when others finish, and are trimmed to the newest with the next comparison', async () => {
    world = await createSeedingWorld({ store: 'postgres' });
    const { count } = FINISHED_JOB_RETENTION.completed;
    await finish(count + MORE, count + MORE + 60);
    expect(await world.app.reconciler.run({ isDryRun: true })).toMatchObject({ isRun: true });
    expect(await finished()).toEqual({ count: count + MORE, oldest: 1 });
    await world.app.reconciler.run();
    expect(await finished()).toEqual({ count, oldest: MORE + 1 });
  });

  it('go when they are too old, however few they are', async () => {
    world = await createSeedingWorld({ store: 'postgres' });
    const { age } = FINISHED_JOB_RETENTION.completed;
    await finish(20, age + 10);
    await world.app.reconciler.run();
    const left = await finished();
    expect(left.count).toBeGreaterThan(0);
    expect(left.oldest).toBeGreaterThanOrEqual(10);
  });

  it('are left to those who finish jobs: a worker takes none of them away', async () => {
    world = await createSeedingWorld({ store: 'postgres' });
    const { count } = FINISHED_JOB_RETENTION.completed;
    await finish(count, count + 60);
    const { store } = world.app;
    const payload = { taskId: 1, gameId: 1, revision: 1, label: 'LAL @ GSW' };
    const job = {
      queueName: QUEUE,
      jobId: 'new-1',
      kind: 'seed-game',
      payload,
      delayMs: 0,
      attempts: 1,
    } as const;
    await store.addJobs([job]);
    const worker = store.createWorker({
      queueName: QUEUE,
      concurrency: 1,
      lockMs: 10_000,
      workerName: 'test',
      handle: async () => ({ kind: 'done', note: '' }),
    });
    worker.start();
    await expect.poll(() => store.jobState(QUEUE, job.jobId)).toBe('completed');
    await worker.close();
    const [row] = await rowsOf<{ all: number }>(
      world.app.database.db,
      sql`select count(*)::int as all from bullmq.job where queue = ${QUEUE} and state = 'completed'`,
    );
    expect(row?.all).toBe(count + 1);
  });
});
