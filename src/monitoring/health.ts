import { sql } from 'drizzle-orm';
import { type DatabaseClock, readDatabaseClock } from '../db/database-clock.ts';
import type { DatabaseHandle } from '../db/database.ts';
import { readMigrationStatus } from '../db/migration-status.ts';
import { firstRow } from '../db/rows.ts';
import { remembered } from '../platform/remembered.ts';
import type { QueueStore } from '../jobs/store.ts';
import { withDeadline } from '../platform/deadline.ts';
import type { TonightReader } from './overview/read-tonight.ts';
import type { Tonight } from './overview/tonight.ts';
import { clockProblem, isClockBeyond } from '../fleet/clock-drift.ts';
import { WORKER_ALIVE_SECONDS, type WorkerStatus, readWorkers } from '../fleet/workers.ts';
import type { ProviderStatus, ProviderStatusReader } from './providers/provider-status.ts';

/** `degraded`: it works, but somebody should look. `down`: it cannot work. */
export type HealthStatus = 'ok' | 'degraded' | 'down';

/** One dependency and how it is. */
export type HealthCheck = {
  name: 'database' | 'migrations' | 'queue' | 'clock' | 'workers' | 'providers' | 'tonight';
  status: HealthStatus;
  /** What was found, for people; without secrets. */
  detail: string;
  duration_ms: number;
};

export type BriefHealth = { status: HealthStatus; version: string; uptime_seconds: number };
export type DetailedHealth = BriefHealth & {
  checks: readonly HealthCheck[];
  workers: readonly WorkerStatus[];
  providers: readonly ProviderStatus[];
  /** Whether tonight is safe, as the dashboard says it; null where it could not be read. */
  tonight: Tonight | null;
};
export type Readiness = { ready: boolean; checks: readonly HealthCheck[] };

/** Every answer comes within a little more than the deadline of one check, whatever is away. */
export type Health = {
  brief: () => Promise<BriefHealth>;
  detailed: () => Promise<DetailedHealth>;
  /** Whether requests can be served: Postgres, queue store, migrations, and a clock that can be believed. */
  readiness: () => Promise<Readiness>;
};

export type HealthOptions = {
  database: DatabaseHandle;
  store: QueueStore;
  projectRoot: string;
  version: string;
  clock: DatabaseClock;
  /** Beyond it this process is not ready. */
  clockSkewLimitMs: number;
  providerStatus: ProviderStatusReader;
  readTonight: TonightReader;
};

/** A dependency that needs longer than this to answer is as good as away. */
const CHECK_DEADLINE_MS = 2_000;

/** However many probes and people ask, everything is looked at no more often. */
const FRESH_MS = 1_000;

type Finding = { status: HealthStatus; detail: string };

export function createHealth(options: HealthOptions): Health {
  const { database, store, projectRoot, version, clock, providerStatus, readTonight } = options;
  const { clockSkewLimitMs } = options;
  const startedAtMs = clock.nowMs();

  async function check(name: HealthCheck['name'], look: () => Promise<Finding>): Promise<HealthCheck> {
    const beganAtMs = clock.nowMs();
    const finding = await withDeadline(clock, { what: name, deadlineMs: CHECK_DEADLINE_MS }, look).catch(
      (error: unknown): Finding => ({ status: 'down', detail: describeOutage(error) }),
    );
    return { name, ...finding, duration_ms: clock.nowMs() - beganAtMs };
  }

  const checkDatabase = () =>
    check('database', async () => {
      const row = await firstRow<{ version: string }>(
        database.db,
        sql`select current_setting('server_version') as version`,
      );
      return { status: 'ok', detail: `PostgreSQL ${row?.version ?? 'of unknown version'}` };
    });

  const checkMigrations = () =>
    check('migrations', async () => {
      const { applied, known, isUpToDate } = await readMigrationStatus(database.pool, projectRoot);
      const detail = `${applied} of ${known} applied`;
      return isUpToDate ? { status: 'ok', detail } : { status: 'down', detail: `${detail}: run \`migrate\`` };
    });

  const checkQueue = () =>
    check('queue', async () => {
      await store.ping();
      return { status: 'ok', detail: `BullMQ on ${store.kind}` };
    });

  const checkClock = () =>
    check('clock', async () => {
      clock.note(await readDatabaseClock(database.pool, clock.own));
      return judgeClock(clock.skewMs(), clockSkewLimitMs);
    });

  const essentials = remembered(
    () => Promise.all([checkDatabase(), checkMigrations(), checkQueue(), checkClock()]),
    { clock, freshMs: FRESH_MS },
  );

  async function inspect() {
    let workers: WorkerStatus[] = [];
    let providers: readonly ProviderStatus[] = [];
    let tonight: Tonight | null = null;
    const checks = await Promise.all([
      checkDatabase(),
      checkMigrations(),
      checkQueue(),
      checkClock(),
      check('workers', async () => {
        workers = await readWorkers(database.db);
        return judgeWorkers(workers);
      }),
      check('providers', async () => {
        providers = await providerStatus();
        return judgeProviders(providers);
      }),
      check('tonight', async () => {
        tonight = await readTonight();
        return judgeTonight(tonight);
      }),
    ]);
    return { checks: checks.map(softenDependents), workers, providers, tonight };
  }

  const look = remembered(inspect, { clock, freshMs: FRESH_MS });

  function base(checks: readonly HealthCheck[]): BriefHealth {
    return {
      status: worst(checks),
      version,
      uptime_seconds: Math.round((clock.nowMs() - startedAtMs) / 1000),
    };
  }

  return {
    async brief() {
      return base((await look()).checks);
    },
    async detailed() {
      const found = await look();
      return { ...base(found.checks), ...found };
    },
    async readiness() {
      const checks = await essentials();
      return { ready: checks.every((one) => one.status === 'ok'), checks };
    },
  };
}

/** A danger is for somebody to look at; what merely needs an eye is no fault of the installation. */
function judgeTonight({ level, headline }: Tonight): Finding {
  return { status: level === 'danger' ? 'degraded' : 'ok', detail: headline };
}

/** What depends on others is seen through the database: that they cannot be seen is no outage of their own. */
function softenDependents(check: HealthCheck): HealthCheck {
  const isDependent = ['workers', 'providers', 'tonight'].includes(check.name);
  return isDependent && check.status === 'down' ? { ...check, status: 'degraded' } : check;
}

function worst(checks: readonly HealthCheck[]): HealthStatus {
  if (checks.some((check) => check.status === 'down')) return 'down';
  return checks.some((check) => check.status === 'degraded') ? 'degraded' : 'ok';
}

function judgeClock(skewMs: number, limitMs: number): Finding {
  const problem = clockProblem(skewMs, limitMs);
  if (problem !== undefined && isClockBeyond(skewMs, limitMs)) return { status: 'down', detail: problem };
  return { status: 'ok', detail: problem ?? "as PostgreSQL's" };
}

function judgeWorkers(workers: readonly WorkerStatus[]): Finding {
  const alive = workers.filter((worker) => worker.is_alive).length;
  if (alive > 0) return { status: 'ok', detail: `${alive} alive` };
  return {
    status: 'degraded',
    detail: `no worker was heard of in the last ${WORKER_ALIVE_SECONDS} seconds: start one`,
  };
}

function judgeProviders(providers: readonly ProviderStatus[]): Finding {
  const troubles = providers.flatMap((provider) => {
    const { host, quota, breaker, outage, tasks_held_by_breaker: held } = provider;
    const found: string[] = [];
    if (quota && quota.day.used >= quota.day.limit) found.push(`${host}: today's calls are used up`);
    if (outage !== null) found.push(`${host}: down since ${outage.since.toISOString()}, ${held} tasks wait`);
    else if ((breaker && breaker.state !== 'closed') || held > 0)
      found.push(
        `${host}: resting after trouble${breaker?.reason ? ` (${breaker.reason})` : ''}, ${held} tasks wait`,
      );
    return found;
  });
  if (troubles.length > 0) return { status: 'degraded', detail: troubles.join('; ') };
  const off = providers.filter(({ is_off: isOff }) => isOff).length;
  const inUse = `${providers.length - off} hosts`;
  return { status: 'ok', detail: off === 0 ? inUse : `${inUse}, ${off} off` };
}

/** What went wrong in one line: drivers put addresses, but no passwords, into their messages. */
export function describeOutage(error: unknown): string {
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return error.errors[0].message;
  if (!(error instanceof Error)) return 'out of reach';
  // drizzle wraps the driver's error and puts the statement into its own message.
  if (error.cause instanceof Error) return describeOutage(error.cause);
  return error.message || error.name;
}
