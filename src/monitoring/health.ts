import { type DatabaseClock, readDatabaseClock } from '../db/database-clock.ts';
import type { DatabaseHandle } from '../db/database.ts';
import { readMigrationStatus } from '../db/migration-status.ts';
import type { Clock } from '../platform/clock.ts';
import { remembered } from '../platform/remembered.ts';
import type { QueueStore } from '../jobs/store.ts';
import { withDeadline } from '../platform/deadline.ts';
import type { TonightReader } from './overview/read-tonight.ts';
import type { Tonight } from './overview/tonight.ts';
import { clockProblem, isClockBeyond } from '../fleet/clock-drift.ts';
import { WORKER_ALIVE_SECONDS, type WorkerStatus } from '../fleet/workers.ts';
import { describeOutage } from './describe-outage.ts';
import { serverVersion } from './facts/database-server.ts';
import { type FactLook, beginLook } from './facts/fact.ts';
import { processCounts, workers } from './facts/processes.ts';
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
  const { version, clock } = options;
  const startedAtMs = clock.nowMs();
  const essentials = remembered(() => checkEssentials(options, beginLook(options.database.db)), {
    clock,
    freshMs: FRESH_MS,
  });
  const look = remembered(() => inspect(options), { clock, freshMs: FRESH_MS });

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

/** Makes one check; a dependency that does not answer in time is down. */
async function check(
  clock: Clock,
  name: HealthCheck['name'],
  look: () => Promise<Finding>,
): Promise<HealthCheck> {
  const beganAtMs = clock.nowMs();
  const finding = await withDeadline(clock, { what: name, deadlineMs: CHECK_DEADLINE_MS }, look).catch(
    (error: unknown): Finding => ({ status: 'down', detail: describeOutage(error) }),
  );
  return { name, ...finding, duration_ms: clock.nowMs() - beganAtMs };
}

/** What every request needs. */
function checkEssentials(options: HealthOptions, look: FactLook): Promise<HealthCheck[]> {
  const { database, store, projectRoot, clock, clockSkewLimitMs } = options;
  return Promise.all([
    check(clock, 'database', async () => ({
      status: 'ok',
      detail: `PostgreSQL ${await look.ask(serverVersion)}`,
    })),
    check(clock, 'migrations', async () => {
      const { applied, known, isUpToDate } = await readMigrationStatus(database.pool, projectRoot);
      const detail = `${applied} of ${known} applied`;
      return isUpToDate ? { status: 'ok', detail } : { status: 'down', detail: `${detail}: run \`migrate\`` };
    }),
    check(clock, 'queue', async () => {
      await store.ping();
      return { status: 'ok', detail: `BullMQ on ${store.kind}` };
    }),
    check(clock, 'clock', async () => {
      clock.note(await readDatabaseClock(database.pool, clock.own));
      return judgeClock(clock.skewMs(), clockSkewLimitMs);
    }),
  ]);
}

/** Everything, with the facts of one look. */
async function inspect(options: HealthOptions): Promise<Omit<DetailedHealth, keyof BriefHealth>> {
  const { database, clock, providerStatus, readTonight } = options;
  const look = beginLook(database.db);
  let known: readonly WorkerStatus[] = [];
  let providers: readonly ProviderStatus[] = [];
  let tonight: Tonight | null = null;
  const [essentials, ...dependents] = await Promise.all([
    checkEssentials(options, look),
    check(clock, 'workers', async () => {
      known = await look.ask(workers);
      return judgeWorkers((await look.ask(processCounts)).workers_alive);
    }),
    check(clock, 'providers', async () => {
      providers = await providerStatus();
      return judgeProviders(providers);
    }),
    check(clock, 'tonight', async () => {
      tonight = await readTonight(look);
      return judgeTonight(tonight);
    }),
  ]);
  return { checks: [...essentials, ...dependents.map(softened)], workers: known, providers, tonight };
}

/** A danger is for somebody to look at; what merely needs an eye is no fault of the installation. */
function judgeTonight({ level, headline }: Tonight): Finding {
  return { status: level === 'danger' ? 'degraded' : 'ok', detail: headline };
}

/** What depends on others is seen through the database: that they cannot be seen is no outage of their own. */
function softened(dependent: HealthCheck): HealthCheck {
  return dependent.status === 'down' ? { ...dependent, status: 'degraded' } : dependent;
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

function judgeWorkers(alive: number): Finding {
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
