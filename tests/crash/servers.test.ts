import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import pg from 'pg';
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '../../src/platform/embedded-postgres/embedded-postgres.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import {
  type CrashWorld,
  type PrivateRedis,
  createCrashWorld,
  startPrivateRedis,
} from '../support/crash-world.ts';
import { findRedisServer } from '../support/redis-server.ts';
import { PROJECT_ROOT } from '../support/test-app.ts';
import { Redis } from 'ioredis';

const SOMETHING_RUNS = "exists (select 1 from seeding_tasks where status = 'running')";
const SOMETHING_IS_DONE = "exists (select 1 from seeding_tasks where status = 'completed')";

describe.skipIf(!findRedisServer())('a Redis that fails', () => {
  let world: CrashWorld;
  let redis: PrivateRedis | undefined;
  afterEach(async () => {
    await world.close();
    await redis?.close();
  });

  async function start(): Promise<PrivateRedis> {
    const own = await startPrivateRedis();
    if (!own) throw new Error('there is no redis-server');
    redis = own;
    world = await createCrashWorld({
      store: 'redis',
      environment: { REDIS_URL: own.url, QUEUE_PREFIX: '{crash}' },
    });
    await world.addDueGames(45);
    await world.addGamesDueIn(3_600, 15);
    await world.startChores();
    await Promise.all([world.startWorker(), world.startWorker()]);
    await world.until(`${SOMETHING_RUNS} and ${SOMETHING_IS_DONE}`);
    return own;
  }

  it('is filled again after FLUSHALL, with nothing lost or twice', async () => {
    const { url } = await start();
    const client = new Redis(url);
    await client.flushall();
    client.disconnect();
    const emptiedAtMs = Date.now();
    expect(await world.settle()).toEqual([]);
    await world.report('FLUSHALL in the middle', Date.now() - emptiedAtMs);
  });

  it('is found again after an outage longer than a blocking read, and comes back empty', async () => {
    const own = await start();
    await own.stop();
    // For eight seconds: longer than BullMQ's blocking read of five and its watchdog of one more.
    await new Promise((resolve) => setTimeout(resolve, 8_000));
    await own.restartEmpty();
    const backAtMs = Date.now();
    expect(await world.settle()).toEqual([]);
    await world.report('Redis away for 8 s and empty', Date.now() - backAtMs);
  });
});

describe.each(['postgres', 'redis'] as const)('a PostgreSQL that fails, on the %s store', (store) => {
  const test = it.skipIf(store === 'redis' && !findRedisServer());
  let world: CrashWorld;
  let postgres: EmbeddedPostgres | undefined;
  afterEach(async () => {
    await world.close();
    await postgres?.stop();
    postgres = undefined;
  });

  async function start(environment: Record<string, string> = {}): Promise<void> {
    world = await createCrashWorld({ store, environment });
    await world.addDueGames(45);
    await world.addGamesDueIn(3_600, 15);
    await world.startChores();
    await Promise.all([world.startWorker(), world.startWorker()]);
    await world.until(`${SOMETHING_RUNS} and ${SOMETHING_IS_DONE}`);
  }

  test('may end every connection again and again', async () => {
    await start();
    const killedFromMs = Date.now();
    for (let round = 0; round < 3; round += 1) {
      await killBackends(world.test.databaseUrl);
      await world.until('(select true)');
      await world.until(SOMETHING_RUNS, 10_000).catch(() => undefined);
    }
    expect(await world.settle()).toEqual([]);
    await world.report('every backend killed three times', Date.now() - killedFromMs);
  });

  test('may crash and come back', async () => {
    postgres = await startEmbeddedPostgres({
      projectRoot: PROJECT_ROOT,
      isTemporary: true,
      isDurable: true,
      maxConnections: 100,
      logger: silentLogger(),
    });
    await start({ DATABASE_URL: postgres.url });
    await killPostmaster(postgres);
    const killedAtMs = Date.now();
    expect(await world.settle()).toEqual([]);
    await world.report('PostgreSQL killed and restarted', Date.now() - killedAtMs);
  });
});

/** Ends every session of the world's own database but the one that does it. */
async function killBackends(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );
  await client.end();
}

/** Kills the server's first process; its guard starts another one. */
async function killPostmaster({ dataDirectory }: EmbeddedPostgres): Promise<void> {
  const pid = Number((await readFile(path.join(dataDirectory, 'postmaster.pid'), 'utf8')).split('\n')[0]);
  process.kill(pid, 'SIGKILL');
}
