import pg from 'pg';
import { afterEach, expect, it } from 'vitest';
import { asDatabaseClock } from '../../src/db/database-clock.ts';
import { openPostgresStore } from '../../src/jobs/bullmq/postgres-store.ts';
import { seedingQueue } from '../../src/jobs/queue-names.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { createTestDatabase } from '../support/test-database.ts';

const BUSY = seedingQueue('NBA');
const IDLE = seedingQueue('NFL');

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

it('workers look for lost locks in the queues that have jobs under way, and leave the others alone', async () => {
  const database = await createTestDatabase();
  cleanUps.push(database.drop);
  const store = openPostgresStore({
    databaseUrl: database.url,
    clock: asDatabaseClock(systemClock()),
    logger: silentLogger(),
  });
  cleanUps.push(store.close);
  const ended = Promise.withResolvers<void>();
  for (const queueName of [IDLE, BUSY]) {
    const worker = store.createWorker({
      queueName,
      concurrency: 1,
      lockMs: 30_000,
      workerName: 'one',
      async handle() {
        await ended.promise;
        return { kind: 'done', note: '' };
      },
    });
    cleanUps.push(worker.close);
    worker.start();
  }
  cleanUps.push(async () => ended.resolve());
  const payload = { taskId: 1, gameId: 1, revision: 1, label: 'A @ B' };
  await store.addJobs([
    { queueName: BUSY, jobId: 'long', kind: 'seed-game', payload, delayMs: 0, attempts: 1 },
  ]);
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  cleanUps.push(() => client.end());
  const looksAt = async (): Promise<Record<string, string>> => {
    const { rows } = await client.query<{ queue: string; value: string }>(
      `select queue, value from bullmq.meta where field = 'stalled-check'`,
    );
    return Object.fromEntries(rows.map(({ queue, value }) => [queue, value]));
  };

  await expect.poll(looksAt, { timeout: 20_000 }).toHaveProperty(BUSY);
  const first = (await looksAt())[BUSY];
  await expect.poll(async () => (await looksAt())[BUSY], { timeout: 20_000 }).not.toBe(first);
  expect(await looksAt()).not.toHaveProperty(IDLE);
});
