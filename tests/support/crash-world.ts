import { loadControlParts } from '../../src/features/control-parts.ts';
import { sql } from 'drizzle-orm';
import { DateTime } from 'luxon';
import pg from 'pg';
import type { App } from '../../src/app/app.ts';
import { createControlChores } from '../../src/app/control-chores.ts';
import type { Service } from '../../src/platform/service.ts';
import { firstRow, rowsOf } from '../../src/db/rows.ts';
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../src/platform/embedded-postgres/embedded-postgres.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import type { Random } from '../../src/platform/random.ts';
import { describeWait } from './describe-wait.ts';
import { brokenInvariants } from './invariants.ts';
import { type PgBouncer, startPgBouncer } from './pgbouncer.ts';
import { type Mishap, type TestProcess, startProcess } from './processes.ts';
import { type RedisCluster, startRedisCluster } from './redis-cluster.ts';
import { type OwnRedis, startOwnRedis } from './redis-of-own.ts';
import { type ScheduleFile, type Slate, ingestSlates, scheduleOf, slatesUntil } from './schedules.ts';
import { type SeedingWorld, createSeedingWorld } from './seeding-world.ts';
import { pairsKeptBack } from './slates.ts';
import { type TcpProxy, startProxyOf } from './tcp-proxy.ts';
import { PROJECT_ROOT } from './test-app.ts';

export type StoreKind = 'postgres' | 'redis' | 'redis-cluster';

/** Prefix of the queue's keys in Redis. */
export const CRASH_PREFIX = '{crash}';

/** What may stand between a process of ours and its world. */
type Reach = 'postgres' | 'redis' | 'provider';

export type StartOptions = {
  environment?: Record<string, string>;
  mishaps?: readonly Mishap[];
  nodeArgs?: readonly string[];
};

/** A league, a queue and real processes that a test kills. */
export type CrashWorld = SeedingWorld & {
  store: StoreKind;
  /** All chance of the scenario. */
  random: Random;
  /** Games that `addDueGames` adds. */
  games: number;
  /** Minute-long outages and the like, or as short as still means something. */
  isFull: boolean;
  /** The Redis of this world, on the Redis store. */
  redis: () => OwnRedis;
  /** The Redis Cluster of this world, on that store. */
  cluster: () => RedisCluster;
  /** The PostgreSQL of this world, where it was asked for. */
  ownPostgres: () => EmbeddedPostgres;
  /** The pooler before PostgreSQL, where it was asked for. */
  pooler: () => PgBouncer;
  /** The proxy through which the processes reach something, where it was asked for. */
  proxy: (reach: Reach) => TcpProxy;
  /** Ingests the games, all of them due, in slates of fifteen a day. */
  addDueGames: (count?: number) => Promise<void>;
  /** Ingests one slate of games that become due in so many seconds (negative: that long ago). */
  addGamesDueIn: (seconds: number, count: number) => Promise<void>;
  /** The file of the games that `addDueGames` would ingest, for whoever sends it in another way. */
  dueFile: (count?: number) => ScheduleFile;
  startWorker: (options?: StartOptions) => Promise<TestProcess>;
  startControl: (options?: StartOptions) => Promise<TestProcess>;
  /** The chores of a control process, in this process; any number of them may run at once. */
  startChores: () => Promise<void>;
  /** Keeps the queue from taking jobs until the function that it gives is called. Reading goes on. */
  holdQueue: () => Promise<() => Promise<void>>;
  /** Resolves when `condition` holds; an unreachable database only means that it does not hold yet. */
  until: (condition: string, timeoutMs?: number) => Promise<void>;
  sleep: (milliseconds: number) => Promise<void>;
  /** Waits until another game is seeded, and notes how long that took. */
  recovers: () => Promise<void>;
  /** Waits until none of these workers holds a task any more, and notes for each task how long that took. */
  isTakenOver: (victims: readonly TestProcess[]) => Promise<void>;
  recoveriesMs: readonly number[];
  /** Resolves when no task is due any more, however long it takes while tasks end, and returns every broken promise. */
  settle: () => Promise<string[]>;
  close: () => Promise<void>;
};

export type CrashWorldOptions = {
  store: StoreKind;
  random: Random;
  games: number;
  isFull: boolean;
  environment?: Record<string, string>;
  /** How long the provider takes for an answer, so that there is a middle to be killed in. */
  latencyMs?: number;
  hasOwnPostgres?: boolean;
  maxConnections?: number;
  /** Folder for the data of the own PostgreSQL. */
  postgresFolder?: string;
  proxies?: readonly Reach[];
  /** Lets the processes reach PostgreSQL through a PgBouncer in transaction mode. */
  isPooled?: boolean;
};

/**
 * So long may pass without the end of a task, on a machine of any speed: enough for a lost lease, two sweeps for
 * stalled jobs, a reconciliation and a minute of the provider's, one after the other.
 */
const SETTLE_PATIENCE_MS = 150_000;

/** Slates are ingested as over by this much, see `ingestDue`. */
const INGEST_LEAD_SECONDS = 5;

/** A task that comes within the time of a scenario: games of later hours, and long holds, do not. */
const IS_DUE_SOON =
  "(status = 'running' or (status = 'pending' and due_at < now() + interval '100 seconds'))";

const NO_TASK_IS_DUE = `(select count(*) from seeding_tasks) > 0 and not exists (
  select 1 from seeding_tasks where ${IS_DUE_SOON})`;

/** Short leases keep the short form short; the full one measures with the default, which an empty text stands for. */
const SHORT_INTERVALS = { LEASE_SECONDS: '3', RECONCILE_INTERVAL_SECONDS: '5', MAX_CONCURRENT_SEEDS: '4' };
const FULL_INTERVALS = { LEASE_SECONDS: '', RECONCILE_INTERVAL_SECONDS: '15', MAX_CONCURRENT_SEEDS: '8' };

/** As many calls as two workers make on a quick machine: what is measured is recovery, not the sitting out of minutes. */
const CALLS_A_SECOND = 100;
const CALLS_A_MINUTE = 6_000;
const AMPLE_QUOTA = {
  API_SPORTS_PER_SECOND: String(CALLS_A_SECOND),
  API_SPORTS_PER_MINUTE: String(CALLS_A_MINUTE),
};

/** Builds the world, with a Redis of its own where the queue lives there. */
export async function createCrashWorld(options: CrashWorldOptions): Promise<CrashWorld> {
  const { store, isFull } = options;
  const undo: (() => Promise<void>)[] = [];
  const proxies = new Map<Reach, TcpProxy>();

  async function through(reach: Reach, url: string): Promise<string> {
    if (!options.proxies?.includes(reach)) return url;
    const proxy = await startProxyOf(url);
    proxies.set(reach, proxy);
    undo.push(() => proxy.close());
    return proxy.through(url);
  }

  async function close(): Promise<void> {
    for (const step of undo.splice(0).reverse()) await step();
  }

  try {
    const redis = store === 'redis' ? await startOwnRedis() : undefined;
    if (redis) undo.push(() => redis.close());
    const cluster = store === 'redis-cluster' ? await startRedisCluster() : undefined;
    if (cluster) undo.push(() => cluster.close());
    const postgres = options.hasOwnPostgres ? await startOwnPostgres(options) : undefined;
    if (postgres) undo.push(() => postgres.stop());
    const world = await createSeedingWorld({
      // A cluster is named by its nodes instead of the suite's own Redis.
      store: store === 'redis' ? 'redis' : 'postgres',
      reachProvider: (url) => through('provider', url),
      environment: {
        ...(isFull ? FULL_INTERVALS : SHORT_INTERVALS),
        ...AMPLE_QUOTA,
        DATABASE_POOL_MAX: '6',
        // Kills from outside are no fault of the games, however often they come.
        MAX_LOST_STARTS: '1000',
        ...(redis ? { REDIS_URL: redis.url, QUEUE_PREFIX: CRASH_PREFIX } : {}),
        ...(cluster ? { REDIS_CLUSTER_NODES: cluster.nodes, QUEUE_PREFIX: CRASH_PREFIX } : {}),
        ...(postgres ? { DATABASE_URL: postgres.url } : {}),
        ...options.environment,
      },
    });
    undo.push(() => world.close());
    world.provider.setDials({
      plan: 'mega',
      perSecond: CALLS_A_SECOND,
      perMinute: CALLS_A_MINUTE,
      latencyMs: options.latencyMs ?? 150,
    });
    const { environment } = world.test;
    const directUrl = await through('postgres', environment['DATABASE_URL'] ?? '');
    const pooler = options.isPooled ? await startPgBouncer(directUrl) : undefined;
    if (pooler) undo.push(() => pooler.stop());
    const reached: Record<string, string> = {
      ...environment,
      ...(pooler
        ? { DATABASE_URL: pooler.through(directUrl), DATABASE_DIRECT_URL: directUrl }
        : { DATABASE_URL: directUrl }),
      ...(redis ? { REDIS_URL: await through('redis', redis.url) } : {}),
    };
    return assemble({ options, world, redis, cluster, postgres, pooler, proxies, reached, undo, close });
  } catch (error) {
    await close();
    throw error;
  }
}

type Parts = {
  options: CrashWorldOptions;
  world: SeedingWorld;
  redis: OwnRedis | undefined;
  cluster: RedisCluster | undefined;
  postgres: EmbeddedPostgres | undefined;
  pooler: PgBouncer | undefined;
  proxies: ReadonlyMap<Reach, TcpProxy>;
  /** The environment of the processes. */
  reached: Record<string, string>;
  undo: (() => Promise<void>)[];
  close: () => Promise<void>;
};

function assemble(parts: Parts): CrashWorld {
  const { options, world, redis, cluster, postgres, pooler, proxies, reached, undo, close } = parts;
  const { app } = world;
  const processes: TestProcess[] = [];
  const chores: Service[] = [];
  const recoveriesMs: number[] = [];
  undo.push(async () => {
    for (const running of processes) await running.crash();
    for (const running of chores) await running.stop();
  });

  async function start(entry: Parameters<typeof startProcess>[0], extra: StartOptions = {}) {
    const { environment, ...rest } = extra;
    const started = await startProcess(entry, {
      ...rest,
      environment: { ...reached, LOG_LEVEL: 'info', ...environment },
    });
    processes.push(started);
    return started;
  }

  async function until(condition: string, timeoutMs = 120_000): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (!(await holds(app, condition))) {
      if (Date.now() > deadline) throw new Error(await describeWait(world, condition, processes));
      await sleep(50);
    }
  }

  /** How many tasks are completed, ended in any way, and still to come, as soon as the database tells. */
  async function progress(): Promise<Progress> {
    for (const deadline = Date.now() + 300_000; ; ) {
      try {
        const [row] = await rowsOf<Progress>(app.database.db, PROGRESS);
        return row ?? { seeded: 0, ended: 0, open: 0 };
      } catch (error) {
        if (Date.now() > deadline) throw error;
        await sleep(100);
      }
    }
  }

  function dueSlates(count = options.games): Slate[] {
    return slatesUntil(Date.now() - INGEST_LEAD_SECONDS * 1_000, count);
  }

  return {
    ...world,
    store: options.store,
    random: options.random,
    games: options.games,
    isFull: options.isFull,
    redis: () => present(redis, 'no Redis of its own'),
    cluster: () => present(cluster, 'no Redis Cluster'),
    ownPostgres: () => present(postgres, 'no PostgreSQL of its own'),
    pooler: () => present(pooler, 'no pooler'),
    proxy: (reach) => present(proxies.get(reach), `no proxy in front of ${reach}`),
    recoveriesMs,
    until,
    sleep,
    async addDueGames(count) {
      const slates = dueSlates(count);
      const result = await ingestSlates(world, app.ingestService, slates);
      if (result.games_added !== (count ?? options.games)) {
        throw new Error(`not ingested: ${JSON.stringify(result)}`);
      }
    },
    dueFile: (count) => scheduleOf(world, dueSlates(count)),
    async addGamesDueIn(seconds, count) {
      const start = DateTime.utc()
        .plus({ seconds: seconds - 4 * 3600 })
        .startOf('second');
      const pairs = pairsKeptBack(count);
      world.provider.addGames(pairs.map(([away, home]) => ({ away, home, startMs: start.toMillis() })));
      await ingestSlates(world, app.ingestService, [{ start, pairs }]);
    },
    startWorker: (extra) => start('workers/main.ts', extra),
    startControl: (extra) => start('src/app/control-main.ts', extra),
    async startChores() {
      const started = createControlChores(app, await loadControlParts());
      chores.push(started);
      await started.start();
    },
    holdQueue: () => (redis ? holdRedis(redis) : holdJobTable(world.test.environment['DATABASE_URL'] ?? '')),
    async recovers() {
      const fromMs = Date.now();
      const before = await progress();
      if (before.open === 0) return;
      await until(
        `(select count(*) from seeding_tasks where status = 'completed') > ${before.seeded}`,
        150_000,
      );
      recoveriesMs.push(Date.now() - fromMs);
    },
    async isTakenOver(victims) {
      const fromMs = Date.now();
      const names = victims.map(({ workerId }) => workerId);
      const held = () =>
        rowsOf<{ id: number }>(
          app.database.db,
          sql`select id from seeding_tasks
              where status = 'running' and claimed_by = any(${sql.param(names)}::text[])`,
        );
      let left = await held();
      for (const deadline = fromMs + 150_000; left.length > 0; ) {
        if (Date.now() > deadline) throw new Error(`nobody takes over ${JSON.stringify(left)}`);
        await sleep(20);
        const now = await held();
        const gone = left.length - now.length;
        recoveriesMs.push(...Array.from({ length: gone }, () => Date.now() - fromMs));
        left = now;
      }
    },
    async settle() {
      let before = -1;
      for (let deadline = Date.now(); !(await holds(app, NO_TASK_IS_DUE)); await sleep(200)) {
        const { ended } = await progress();
        if (ended !== before) deadline = Date.now() + SETTLE_PATIENCE_MS;
        else if (Date.now() > deadline) throw new Error(await describeWait(world, NO_TASK_IS_DUE, processes));
        before = ended;
      }
      return brokenInvariants(world);
    },
    close,
  };
}

type Progress = { seeded: number; ended: number; open: number };

const PROGRESS = sql`
  select count(*) filter (where status = 'completed') as seeded,
         count(*) filter (where status not in ('pending', 'running')) as ended,
         count(*) filter (where ${sql.raw(IS_DUE_SOON)}) as open
  from seeding_tasks`;

function startOwnPostgres({ maxConnections = 150, postgresFolder }: CrashWorldOptions) {
  return startEmbeddedPostgres({
    projectRoot: PROJECT_ROOT,
    isTemporary: true,
    isDurable: true,
    maxConnections,
    logger: silentLogger(),
    ...(postgresFolder === undefined ? {} : { dataDirectory: postgresFolder }),
  });
}

/** Redis answers reads and lets writes wait. */
async function holdRedis(redis: OwnRedis): Promise<() => Promise<void>> {
  await redis.command('CLIENT', 'PAUSE', '600000', 'WRITE');
  return async () => void (await redis.command('CLIENT', 'UNPAUSE'));
}

/** PostgreSQL answers reads of BullMQ's jobs and lets writes wait. */
async function holdJobTable(url: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('begin');
  await client.query('lock table bullmq.job in share row exclusive mode');
  return async () => {
    await client.query('rollback');
    await client.end();
  };
}

async function holds(app: App, condition: string): Promise<boolean> {
  try {
    const row = await firstRow<{ met: boolean }>(app.database.db, sql.raw(`select (${condition}) as met`));
    return row?.met === true;
  } catch {
    // The server may be away on purpose; the deadline tells when it is away for too long.
    return false;
  }
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function present<T>(value: T | undefined, problem: string): T {
  if (value === undefined) throw new Error(`this world has ${problem}`);
  return value;
}
