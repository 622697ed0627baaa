import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import type { App } from '../../src/app/app.ts';
import { type ControlChores, createControlChores } from '../../src/app/control-chores.ts';
import { firstRow, rowsOf } from '../../src/db/rows.ts';
import { seedJobId } from '../../src/queue/job-id.ts';
import { brokenInvariants, tally } from './invariants.ts';
import { type TestProcess, startProcess } from './processes.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';
import { type SeedingWorld, createSeedingWorld } from './seeding-world.ts';
import { nbaSlates } from './slates.ts';

export type StoreKind = 'postgres' | 'redis';

/** A league, a queue and real processes that a test kills. */
export type CrashWorld = SeedingWorld & {
  /** Ingests so many games, all of them due. */
  addDueGames: (count: number) => Promise<void>;
  /** Ingests one slate of games that become due in so many seconds (negative: that long ago). */
  addGamesDueIn: (seconds: number, count: number) => Promise<void>;
  startWorker: (options?: { environment?: Record<string, string> }) => Promise<TestProcess>;
  /** The chores of a control process, in this process; any number of them may run at once. */
  startChores: () => Promise<void>;
  /** Resolves when `condition` holds; an unreachable database only means that it does not hold yet. */
  until: (condition: string, timeoutMs?: number) => Promise<void>;
  /** Resolves when no task is due any more, and returns every broken promise. */
  settle: (timeoutMs?: number) => Promise<string[]>;
  /** Prints the scenario's line of the closing table. */
  report: (scenario: string, recoveryMs?: number) => Promise<void>;
};

export type CrashWorldOptions = {
  store: StoreKind;
  environment?: Record<string, string>;
  /** How long the provider takes for an answer, so that there is a middle to be killed in. */
  latencyMs?: number;
};

/** `SCORACLE_CRASH=full` plays every scenario with five times as many games. */
const SCALE = process.env['SCORACLE_CRASH'] === 'full' ? 5 : 1;

/** Long enough for a lost lease, two sweeps for stalled jobs and a reconciliation, several times over. */
const SETTLE_TIMEOUT_MS = 45_000 * SCALE;

/** Slates are ingested as over by this much, see `ingestDue`. */
const INGEST_LEAD_SECONDS = 5;

/** Future games take their pairs from a round that the due ones never reach, so that no pair meets twice a day. */
const FUTURE_SLATE = 20;

const NO_TASK_IS_DUE = `
  (select count(*) from seeding_tasks) > 0 and not exists (
    select 1 from seeding_tasks where status = 'running' or (status = 'pending' and due_at < now() + interval '30 seconds'))`;

/** Builds the world on the suite's servers, or on those that `environment` names. */
export async function createCrashWorld(options: CrashWorldOptions): Promise<CrashWorld> {
  const world = await createSeedingWorld({
    store: options.store,
    environment: {
      LEASE_SECONDS: '3',
      // Kills from outside are no fault of the games, however often they come.
      MAX_LOST_STARTS: '1000',
      RECONCILE_INTERVAL_SECONDS: '5',
      MAX_CONCURRENT_SEEDS: '4',
      CORRECTION_DELAYS_HOURS: '24,72',
      DATABASE_POOL_MAX: '6',
      ...options.environment,
    },
  });
  world.provider.setDials({ plan: 'mega', perSecond: null, latencyMs: options.latencyMs ?? 150 });
  const { app } = world;
  const processes: TestProcess[] = [];
  const chores: ControlChores[] = [];

  async function start(entry: Parameters<typeof startProcess>[0], extra: Record<string, string> = {}) {
    const started = await startProcess(entry, {
      environment: { ...world.test.environment, LOG_LEVEL: 'debug', ...extra },
    });
    processes.push(started);
    return started;
  }

  async function until(condition: string, timeoutMs = 30_000): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (!(await holds(app, condition))) {
      if (Date.now() > deadline) throw new Error(await describeWait(world, condition, processes));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  return {
    ...world,
    until,
    async addDueGames(count) {
      const hoursAgo = awayFromMidnight(4);
      for (const [index, slate] of nbaSlates(count * SCALE).entries()) {
        await world.ingestDue(slate, hoursAgo + 24 * index);
      }
    },
    addGamesDueIn: (seconds, count) =>
      world.ingestDue(
        nbaSlates(FUTURE_SLATE * 15 + count)[FUTURE_SLATE] ?? [],
        4 - (seconds + INGEST_LEAD_SECONDS) / 3600,
      ),
    startWorker: ({ environment } = {}) => start('workers/main.ts', environment),
    async startChores() {
      const started = createControlChores(app);
      chores.push(started);
      await started.start();
    },
    async settle(timeoutMs = SETTLE_TIMEOUT_MS) {
      await until(NO_TASK_IS_DUE, timeoutMs);
      return brokenInvariants(world);
    },
    async report(scenario, recoveryMs) {
      const counts = await tally(app);
      const recovery = recoveryMs === undefined ? '' : `, recovered in ${(recoveryMs / 1000).toFixed(1)} s`;
      process.stdout.write(
        `[crash] ${options.store}: ${scenario}: ${counts.games} games, ${counts.seeded} seeded, ` +
          `${counts.lost} lost, ${counts.duplicated} duplicated${recovery}\n`,
      );
    },
    async close() {
      for (const running of processes) await running.crash();
      for (const running of chores) await running.stop();
      await world.close();
    },
  };
}

/** A slate that starts in the first minutes of a UTC day reads as one whose times are not known yet. */
function awayFromMidnight(hoursAgo: number): number {
  const start = new Date(Date.now() - hoursAgo * 3_600_000 - INGEST_LEAD_SECONDS * 1_000);
  return start.getUTCHours() === 0 && start.getUTCMinutes() < 3 ? hoursAgo + 0.1 : hoursAgo;
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

async function describeWait(
  world: SeedingWorld,
  condition: string,
  processes: readonly TestProcess[],
): Promise<string> {
  const open = await rowsOf<{ game_id: number; pass: string; revision: number }>(
    world.app.database.db,
    sql`select * from seeding_tasks where status in ('pending', 'running') order by id limit 5`,
  ).catch((error: unknown) => [String(error)]);
  const jobs: string[] = [];
  for await (const page of world.app.store.listOpenJobs('seeding-nba')) {
    jobs.push(...page.map((job) => JSON.stringify(job)));
  }
  for (const task of open) {
    if (typeof task === 'string') continue;
    const jobId = seedJobId({ gameId: task.game_id, pass: task.pass, revision: task.revision });
    jobs.push(`${jobId} is ${await world.app.store.jobState('seeding-nba', jobId)}`);
  }
  jobs.push(JSON.stringify(await rowsOf(world.app.database.db, sql`select *, now() from queue_stores`)));
  jobs.push(JSON.stringify(await world.app.store.counts('maintenance')));
  const logs = processes.map(({ pid, log, hasExited }) => {
    const lines = log.filter((line) => line.level >= 40 || line['taskId'] === 1).slice(-30);
    return `${pid}${hasExited() ? ' (gone)' : ''}: ${JSON.stringify(lines)}`;
  });
  return `not met in time: ${condition}\n${JSON.stringify(open)}\njobs: ${jobs.slice(0, 8).join(' ')}\n${logs.join('\n')}`;
}

/** A Redis of one test's own, which it may stop and start again, empty, on the same port. */
export type PrivateRedis = {
  url: string;
  restartEmpty: () => Promise<void>;
  stop: () => Promise<void>;
  close: () => Promise<void>;
};

/** Undefined where no redis-server is installed. */
export async function startPrivateRedis(): Promise<PrivateRedis | undefined> {
  const folder = await mkdtemp(path.join(tmpdir(), 'scoracle-crash-redis-'));
  let server: RedisServer | undefined = await startRedisServer({ folder });
  if (!server) return undefined;
  const { url, port } = server;
  return {
    url,
    stop: async () => server?.stop(),
    async restartEmpty() {
      server = await startRedisServer({ folder, port });
    },
    async close() {
      await server?.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
