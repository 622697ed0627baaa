import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { asDatabaseClock } from '../../src/db/database-clock.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { openPostgresStore } from '../../src/jobs/bullmq/postgres-store.ts';
import { openRedisStore } from '../../src/jobs/bullmq/redis-store.ts';
import type { OutgoingJob, QueueStore, QueueWorker } from '../../src/jobs/store.ts';
import { startOwnRedis } from '../support/redis-of-own.ts';
import { redisIsAvailable } from '../support/test-app.ts';
import { createTestDatabase } from '../support/test-database.ts';
import { MAINTENANCE_QUEUE, seedingQueue } from '../../src/jobs/queue-names.ts';

const QUEUE = seedingQueue('NBA');
const logger = silentLogger();
const clock = asDatabaseClock(systemClock());

/** A server that takes no connections of ours until it is opened. */
type ClosedServer = { openStore: () => QueueStore; letIn: () => Promise<void>; end: () => Promise<void> };

/** PostgreSQL, whose role may not connect; its owner alone is let in always. */
async function closedPostgres(): Promise<ClosedServer> {
  const database = await createTestDatabase();
  const admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  const role = `late_${randomUUID().replaceAll('-', '')}`;
  await admin.query(`create role ${role} login password 'secret' connection limit 0`);
  await admin.query(`grant all on schema bullmq to ${role}`);
  await admin.query(`grant all on all tables in schema bullmq to ${role}`);
  await admin.query(`grant all on all sequences in schema bullmq to ${role}`);
  const url = new URL(database.url);
  url.username = role;
  url.password = 'secret';
  return {
    openStore: () => openPostgresStore({ databaseUrl: url.href, clock, logger }),
    letIn: async () => void (await admin.query(`alter role ${role} connection limit -1`)),
    async end() {
      await admin.query(`drop owned by ${role}`);
      await admin.query(`drop role ${role}`);
      await admin.end();
      await database.drop();
    },
  };
}

/** A Redis that answers everybody with a refusal: it asks for a password until it is started anew. */
async function closedRedis(): Promise<ClosedServer> {
  const redis = await startOwnRedis();
  if (!redis) throw new Error('redis-server is not installed');
  await redis.command('CONFIG', 'SET', 'requirepass', 'secret');
  return {
    openStore: () => openRedisStore({ target: { url: redis.url }, prefix: '{late}', clock, logger }),
    letIn: async () => {
      await redis.stop();
      await redis.restart();
    },
    end: () => redis.close(),
  };
}

describe.each([
  ['postgres', closedPostgres],
  ['redis', closedRedis],
] as const)('a store that opens before its server lets anybody in, on %s', (kind, close) => {
  const test = it.skipIf(kind === 'redis' && !redisIsAvailable());
  const cleanUps: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  });

  async function openClosed(): Promise<{ server: ClosedServer; store: QueueStore }> {
    const server = await close();
    cleanUps.push(server.end);
    const store = server.openStore();
    cleanUps.push(store.close);
    return { server, store };
  }

  test('says why, and works in all its parts as soon as it does', async () => {
    const { server, store } = await openClosed();
    const why = /too many connections|auth|pass/i;
    await expect(store.ping()).rejects.toThrow(why);
    await expect(store.addJobs([jobDueNow('early')])).rejects.toThrow(why);
    await server.letIn();
    await expect.poll(() => store.ping().then(() => 'answers', String), { timeout: 15_000 }).toBe('answers');
    await store.addJobs([jobDueNow('late')]);
    expect(await store.jobState(QUEUE, 'late')).toBe('waiting');
    expect(await store.removeJob(QUEUE, 'late')).toBe(true);
    await store.stopRepeating('reconcile', MAINTENANCE_QUEUE);
    await store.setPaused(QUEUE, true);
    expect((await store.counts(QUEUE)).isPaused).toBe(true);
    // What Bull Board shows: counts, jobs and who works.
    for (const queue of store.bullQueues()) {
      expect(await queue.getJobCounts()).toMatchObject({ failed: 0 });
      expect(await queue.getWorkers()).toEqual([]);
    }
  });

  test('lets its workers rest meanwhile, and gives them jobs afterwards', async () => {
    const { server, store } = await openClosed();
    const delivered: string[] = [];
    const worker: QueueWorker = store.createWorker({
      queueName: QUEUE,
      concurrency: 2,
      lockMs: 5_000,
      workerName: 'late-worker',
      async handle({ jobId }) {
        delivered.push(jobId);
        return { kind: 'done', note: 'seen' };
      },
    });
    cleanUps.push(worker.close);
    worker.start();
    // A worker that asks without a pause would leave no time for this.
    const turns = await turnsOfEventLoop(300);
    expect(turns).toBeGreaterThan(10);
    await server.letIn();
    await expect.poll(() => store.ping().then(() => 'answers', String), { timeout: 15_000 }).toBe('answers');
    await store.addJobs([jobDueNow('one'), { ...jobDueNow('two'), delayMs: 200 }]);
    await expect.poll(() => delivered.toSorted(), { timeout: 20_000 }).toEqual(['one', 'two']);
    const [queue] = store.bullQueues().filter(({ name }) => name === QUEUE);
    await expect.poll(() => queue?.getWorkers().then((workers) => workers.length)).toBe(1);
  });
});

function jobDueNow(jobId: string): OutgoingJob {
  const payload = { taskId: 1, gameId: 1, revision: 1, label: 'A @ B' };
  return { queueName: QUEUE, jobId, kind: 'seed-game', payload, delayMs: 0, attempts: 1 };
}

/** How often timers come to their turn within `forMs`. */
async function turnsOfEventLoop(forMs: number): Promise<number> {
  const endAtMs = performance.now() + forMs;
  let turns = 0;
  while (performance.now() < endAtMs) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    turns += 1;
  }
  return turns;
}
