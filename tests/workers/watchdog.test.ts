import { loadWorkerParts } from '../../src/features/worker-parts.ts';
import { spawn } from 'node:child_process';
import { type Socket, connect, createServer } from 'node:net';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, inject, it } from 'vitest';
import type { App } from '../../src/app/app.ts';
import { buildProviders } from '../../src/app/build-providers.ts';
import { asDatabaseClock } from '../../src/db/database-clock.ts';
import { rowsOf } from '../../src/db/rows.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { workKind } from '../../src/jobs/kinds.ts';
import { enqueueWork } from '../../src/jobs/ledger/work-items.ts';
import type { QueueReadiness } from '../../src/jobs/store.ts';
import { openRedisStore } from '../../src/jobs/bullmq/redis-store.ts';
import { createQueueCrew } from '../../workers/queue-crew.ts';
import { createWatchdog, isStalled } from '../../workers/watchdog.ts';
import { createWorkerSet } from '../../workers/worker-set.ts';
import { TOY } from '../jobs/ledger/toy-kind.ts';
import { compileCache } from '../support/compile-cache.ts';
import { startProcess } from '../support/processes.ts';
import { startOwnRedis } from '../support/redis-of-own.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';
import { PROJECT_ROOT, redisIsAvailable } from '../support/test-app.ts';

const PAIRS: [string, string][] = [
  ['LAL', 'GSW'],
  ['BOS', 'MIA'],
];
const ALL_DONE = "not exists (select 1 from seeding_tasks where status <> 'completed')";

describe('a queue is stalled', () => {
  const stalled = {
    activity: { queueName: 'seeding-nba', running: 0, concurrency: 2, lastActivityAtMs: 0 },
    overdueMs: 60_000,
    readiness: { waiting: 1, oldestDelayedDueAtMs: undefined, isPaused: false },
  };
  const judge = (facts: Partial<typeof stalled>) => isStalled({ ...stalled, ...facts }, 30_000, 60_000);

  it('when work was overdue and ready, a slot was free, and nothing came', () => {
    expect(judge({})).toBe(true);
    const delayed = { waiting: 0, oldestDelayedDueAtMs: 10_000, isPaused: false };
    expect(isStalled({ ...stalled, readiness: delayed }, 30_000, 60_000)).toBe(true);
  });

  it.each([
    ['every slot is busy with a long run', { activity: { ...stalled.activity, running: 2 } }],
    ['a job came or ended a moment ago', { activity: { ...stalled.activity, lastActivityAtMs: 40_000 } }],
    ['nothing is overdue in Postgres: all is on hold, paused, or not due', { overdueMs: 0 }],
    ['the queue is paused', { readiness: { ...stalled.readiness, isPaused: true } }],
    ['the queue is empty: the job is missing there', { readiness: { ...stalled.readiness, waiting: 0 } }],
  ])('but not when %s', (_why, facts) => {
    expect(judge(facts)).toBe(false);
  });
});

describe.each(['postgres', 'redis'] as const)('the watchdog of a worker, on the %s store', (store) => {
  const test = it.skipIf(store === 'redis' && !redisIsAvailable());
  let world: SeedingWorld;
  const undo: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const step of undo.splice(0).reverse()) await step();
    await world.close();
  });
  const events = () =>
    rowsOf<{ kind: string; message: string }>(
      world.app.database.db,
      sql`select kind, message from system_events where kind like 'worker%' order by id`,
    );

  test('connects anew when no jobs come, and then the games are seeded', async () => {
    world = await createSeedingWorld({ store, environment: { WATCHDOG_SECONDS: '1' } });
    await world.ingestDue(PAIRS);
    let made = 0;
    const createWorker: App['store']['createWorker'] = (options) => {
      made += 1;
      const worker = world.app.store.createWorker(options);
      return made === 1 ? { ...worker, start: () => undefined } : worker;
    };
    const app: App = { ...world.app, store: { ...world.app.store, createWorker } };
    const providers = buildProviders(app);
    const workers = createWorkerSet({
      app,
      providers,
      parts: await loadWorkerParts(),
      queues: ['seeding-nba'],
      concurrency: 2,
    });
    undo.push(providers.close, workers.stop);
    await workers.start();
    await world.until(ALL_DONE);
    expect(await events()).toMatchObject([
      { kind: 'worker_rebuilt', message: expect.stringContaining('takes no jobs of seeding-nba') },
    ]);
    await world.until(`(select rebuilt_count = 1 from worker_heartbeats)`);
  });

  test('connects anew when no work of another kind comes, whatever else the process does well', async () => {
    world = await createSeedingWorld({ store, environment: { WATCHDOG_SECONDS: '1' } });
    const { db } = world.app.database;
    await db.transaction((tx) => enqueueWork(tx, TOY, { name: 'one' }));
    await world.app.publisher.publishPending();
    await world.app.reconciler.run();
    let made = 0;
    const createWorker: App['store']['createWorker'] = (options) => {
      made += 1;
      const worker = world.app.store.createWorker(options);
      return made === 1 ? { ...worker, start: () => undefined } : worker;
    };
    const app: App = { ...world.app, store: { ...world.app.store, createWorker } };
    const providers = buildProviders(app);
    const kinds = [workKind(TOY, async () => ({ kind: 'done', note: '' }))];
    const workers = createWorkerSet({
      app,
      providers,
      parts: await loadWorkerParts(),
      queues: ['work'],
      concurrency: 2,
      kinds,
    });
    undo.push(providers.close, workers.stop);
    await workers.start();
    await world.until("exists (select 1 from work_items where status = 'completed')");
    expect(await events()).toMatchObject([
      { kind: 'worker_rebuilt', message: expect.stringContaining('takes no jobs of work') },
    ]);
  });

  test('asks the queue only once something is overdue', async () => {
    world = await createSeedingWorld({ store });
    const { database, store: queueStore, clock } = world.app;
    const looks = [
      Promise.withResolvers<void>(),
      Promise.withResolvers<void>(),
      Promise.withResolvers<void>(),
    ];
    const asked = Promise.withResolvers<QueueReadiness>();
    let looked = 0;
    let askedCount = 0;
    const nothing = async (): Promise<void> => undefined;
    const watchdog = createWatchdog({
      db: database.db,
      store: {
        async readiness(queueName) {
          askedCount += 1;
          const readiness = await queueStore.readiness(queueName);
          asked.resolve(readiness);
          return readiness;
        },
      },
      crews: [
        {
          start: () => undefined,
          touch: () => undefined,
          rebuild: () => undefined,
          pauseIntake: nothing,
          resumeIntake: () => undefined,
          close: nothing,
          // A worker that has given nothing for ever, with a free slot.
          activity() {
            looks[looked]?.resolve();
            looked += 1;
            return { queueName: 'seeding-nba', running: 0, concurrency: 2, lastActivityAtMs: 0 };
          },
        },
      ],
      workerId: 'idle',
      stallMs: 1_000,
      clock,
      logger: silentLogger(),
      onGiveUp: () => undefined,
    });
    undo.push(watchdog.stop);
    await watchdog.start();
    await Promise.all(looks.map(({ promise }) => promise));
    expect(askedCount).toBe(0);
    await world.ingestDue(PAIRS);
    await world.app.publisher.publishPending();
    expect(await asked.promise).toMatchObject({ isPaused: false });
    expect(await queueStore.readiness('seeding-nba')).toEqual({
      waiting: 2,
      oldestDelayedDueAtMs: undefined,
      isPaused: false,
    });
    await queueStore.setPaused('seeding-nba', true);
    expect(await queueStore.readiness('seeding-nba')).toMatchObject({ isPaused: true });
  });

  test('ends the process with a code of its own when new connections bring nothing either', async () => {
    world = await createSeedingWorld({ store, environment: { WATCHDOG_SECONDS: '1' } });
    await world.ingestDue(PAIRS);
    const child = spawn(
      path.join(PROJECT_ROOT, 'node_modules/.bin/node'),
      ['tests/workers/stuck-worker-user.ts'],
      {
        cwd: PROJECT_ROOT,
        env: { PATH: process.env['PATH'], ...compileCache(), ...world.test.environment },
        stdio: ['pipe', 'ignore', 'inherit'],
      },
    );
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(76);
    expect((await events()).map(({ kind }) => kind)).toEqual(['worker_rebuilt', 'worker_stuck']);
    await world.until('not exists (select 1 from worker_heartbeats)');
  });

  test('leaves a worker alone that is busy, whose games are on hold, or whose sport is paused', async () => {
    world = await createSeedingWorld({ store, environment: { WATCHDOG_SECONDS: '1' } });
    world.provider.setDials({ isHanging: true });
    await world.ingestDue(PAIRS);
    await world.startWorkers(1);
    await world.until("(select count(*) from seeding_tasks where status = 'running') = 1");
    await silence('a busy worker');
    await world.app.pauseControl.setPaused(true, 'NBA', { name: 'test' });
    await silence('a paused sport');
    world.provider.setDials({ isHanging: false, minutesToFinal: 600 });
    await world.app.pauseControl.setPaused(false, 'NBA', { name: 'test' });
    await world.until("(select count(*) from seeding_tasks where hold_reason = 'not_final') > 0");
    await silence('games on hold');

    /** Several looks of the watchdog, as the worker's beats tell. */
    async function silence(_of: string): Promise<void> {
      const since = new Date().toISOString();
      await world.until(
        `(select last_seen_at > '${since}'::timestamptz + interval '4 seconds' from worker_heartbeats)`,
      );
      expect(await events()).toEqual([]);
    }
  });
});

it.skipIf(!redisIsAvailable())('a worker that is replaced takes its connections with it', async () => {
  const redis = await startOwnRedis();
  if (!redis) throw new Error('redis-server did not start');
  const logger = silentLogger();
  const store = openRedisStore({
    target: { url: redis.url },
    prefix: '{test}',
    clock: asDatabaseClock(systemClock()),
    logger,
  });
  const crew = createQueueCrew({
    createWorker: store.createWorker,
    queueName: 'seeding-nba',
    concurrency: 1,
    lockMs: 4_000,
    workerName: 'test',
    handle: async () => ({ kind: 'done', note: '' }),
    clock: systemClock(),
    logger,
  });
  // One of them asks.
  const connections = async () =>
    String(await redis.command('CLIENT', 'LIST'))
      .trim()
      .split('\n').length - 1;
  try {
    crew.start();
    // The store's own, and two of the worker: one that waits for jobs and one for all else.
    await expect.poll(connections).toBe(3);
    for (let count = 0; count < 3; count += 1) crew.rebuild();
    await expect.poll(connections).toBe(3);
  } finally {
    await crew.close();
    await store.close();
    await redis.close();
  }
});

it.skipIf(!redisIsAvailable())(
  'a worker whose connections to Redis hang without a word takes jobs again within seconds',
  async () => {
    const proxy = await startProxy(new URL(inject('redisUrl') ?? ''));
    const world = await createSeedingWorld({ store: 'redis' });
    const worker = await startProcess('workers/main.ts', {
      environment: {
        ...world.test.environment,
        REDIS_URL: proxy.url,
        LOG_LEVEL: 'debug',
        WATCHDOG_SECONDS: '2',
      },
    });
    try {
      await world.ingestDue([PAIRS[0] ?? ['', '']]);
      await world.until(ALL_DONE);
      proxy.swallow();
      await world.ingestDue([PAIRS[1] ?? ['', '']]);
      await world.until(ALL_DONE);
      const rebuilt = await rowsOf(
        world.app.database.db,
        sql`select 1 from system_events where kind = 'worker_rebuilt' and message like '%seeding-nba%'`,
      );
      expect(rebuilt).toHaveLength(1);
    } finally {
      await worker.crash();
      await proxy.stop();
      await world.close();
    }
  },
);

/** Passes connections on; after `swallow`, those that there are stay open and nothing goes through any more. */
async function startProxy(target: URL) {
  const pairs = new Set<readonly [Socket, Socket]>();
  const server = createServer((inside) => {
    const outside = connect(Number(target.port), target.hostname);
    const pair = [inside, outside] as const;
    pairs.add(pair);
    inside.pipe(outside);
    outside.pipe(inside);
    for (const socket of pair) socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    url: `redis://127.0.0.1:${address.port}`,
    swallow() {
      for (const [inside, outside] of pairs) {
        inside.unpipe(outside);
        outside.unpipe(inside);
        inside.resume();
        outside.resume();
      }
    },
    async stop() {
      for (const pair of pairs) for (const socket of pair) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
