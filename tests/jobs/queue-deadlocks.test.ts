import pg from 'pg';
import { afterEach, expect, it } from 'vitest';
import { asDatabaseClock } from '../../src/db/database-clock.ts';
import { openPostgresStore } from '../../src/jobs/bullmq/postgres-store.ts';
import { seedingQueue } from '../../src/jobs/queue-names.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { type Logger, silentLogger } from '../../src/platform/logger.ts';
import { createTestDatabase } from '../support/test-database.ts';

const QUEUE = seedingQueue('NBA');
const JOBS = ['first', 'second'];

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

type Said = { level: 'info' | 'warn' | 'error'; words: string };

/** A logger that keeps what it is told from `info` on. */
function listening(): { logger: Logger; said: Said[] } {
  const said: Said[] = [];
  const keep =
    (level: Said['level']) =>
    (...given: unknown[]): void =>
      void said.push({ level, words: given.map((part) => JSON.stringify(part)).join(' ') });
  const logger = { ...silentLogger(), info: keep('info'), warn: keep('warn'), error: keep('error') };
  return { logger, said };
}

it('a look for lost locks that meets another statement in a deadlock runs again, and is no error', async () => {
  const database = await createTestDatabase();
  cleanUps.push(database.drop);
  const { logger, said } = listening();
  const store = openPostgresStore({
    databaseUrl: database.url,
    clock: asDatabaseClock(systemClock()),
    logger,
  });
  cleanUps.push(store.close);
  const ended = Promise.withResolvers<void>();
  let running = 0;
  const worker = store.createWorker({
    queueName: QUEUE,
    concurrency: 2,
    // So long that no renewal of locks comes between.
    lockMs: 600_000,
    workerName: 'busy',
    async handle() {
      running += 1;
      await ended.promise;
      return { kind: 'done', note: '' };
    },
  });
  cleanUps.push(worker.close, async () => ended.resolve());
  const payload = { taskId: 1, gameId: 1, revision: 1, label: 'A @ B' };
  await store.addJobs(
    JOBS.map((jobId) => ({ queueName: QUEUE, jobId, kind: 'seed-game', payload, delayMs: 0, attempts: 1 })),
  );
  const [other, watcher] = [await connect(database.url), await connect(database.url)];
  worker.start();
  await expect.poll(() => running).toBe(2);

  const order = await lockingOrder(other);
  while (!(await deadlock(other, watcher, order)))
    await other.query('rollback; update bullmq.job set stalled_marked = false');
  await expect.poll(() => marked(watcher), { timeout: 20_000 }).toBe(2);

  expect(said.filter(({ level }) => level !== 'info')).toEqual([]);
  expect(said.map(({ words }) => words).join()).toContain('waited for each other');
});

/**
 * Meets the look, which locks the jobs one after the other, in a deadlock: it has the one when it waits for the other,
 * which is held here. Returns whether it was the look that ended: PostgreSQL ends whose wait is a second old first.
 */
async function deadlock(other: pg.Client, watcher: pg.Client, order: readonly string[]): Promise<boolean> {
  await other.query('begin');
  await other.query('update bullmq.job set progress = $1 where id = $2', ['1', order[1]]);
  await expect.poll(() => waiting(watcher), { timeout: 20_000, interval: 10 }).toBe(1);
  try {
    await other.query('update bullmq.job set progress = $1 where id = $2', ['1', order[0]]);
    await other.query('commit');
    return true;
  } catch (error) {
    if ((error as { code?: unknown }).code !== '40P01') throw error;
    return false;
  }
}

async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  cleanUps.push(() => client.end());
  return client;
}

/** The jobs in the order in which a statement over all active ones comes to them. */
async function lockingOrder(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    "select id from bullmq.job where queue = $1 and state = 'active'",
    [QUEUE],
  );
  return rows.map(({ id }) => id);
}

async function waiting(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `select count(*)::int as count from pg_stat_activity
     where datname = current_database() and wait_event_type = 'Lock' and query like '%move_stalled_jobs_to_wait%'`,
  );
  return rows[0]?.count ?? 0;
}

async function marked(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    'select count(*)::int as count from bullmq.job where stalled_marked',
  );
  return rows[0]?.count ?? 0;
}
