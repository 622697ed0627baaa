import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import type { Config, Secrets } from '../../config/config.ts';
import type { DatabaseHandle } from '../../db/database.ts';
import { readMigrationStatus } from '../../db/migration-status.ts';
import { firstRow } from '../../db/rows.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Reconciler } from '../../queue/reconciler.ts';
import type { QueueStore } from '../../queue/store.ts';
import { withDeadline } from '../deadline.ts';
import { describeOutage } from '../health.ts';
import { IS_OVERDUE, IS_STUCK } from '../overview/task-counts.ts';
import { CLOCK_DRIFT_WARN_MS, clockDriftMs } from '../processes/clock-drift.ts';
import { readControls } from '../processes/control-processes.ts';
import { WORKER_ALIVE_SECONDS, readWorkers } from '../processes/workers.ts';
import { providerExpectations } from '../providers/provider-expectations.ts';
import type { ProviderStatus, ProviderStatusReader } from '../providers/provider-status.ts';
import { type HostForecast, firstShortDay, lateWords } from '../quota/quota-forecast.ts';
import { quotaWarnings } from '../quota/quota-warnings.ts';
import { readFailingRefreshes } from './failing-refreshes.ts';
import { lookAtPooler } from './look-at-pooler.ts';

/** One thing that was looked at. `remedy` says how to mend it and is empty when there is nothing to mend. */
export type Finding = { name: string; status: 'ok' | 'warn' | 'fail'; detail: string; remedy: string };

export type Doctor = {
  /** Looks at everything that commonly goes wrong; never throws, an outage is a finding. */
  examine: () => Promise<readonly Finding[]>;
};

export type DoctorOptions = {
  config: Config;
  secrets: Secrets;
  database: DatabaseHandle;
  /** Past a pooler, see `App`. */
  directDatabase: DatabaseHandle;
  store: QueueStore;
  reconciler: Reconciler;
  clock: Clock;
  projectRoot: string;
  version: string;
  providerStatus: ProviderStatusReader;
  /** What the coming days need of each provider; without it doctor looks at today only. */
  forecast?: (() => Promise<readonly HostForecast[]>) | undefined;
};

/** Node below this lacks what the code uses (type stripping without a flag). */
const OLDEST_NODE_MAJOR = 24;
const OLDEST_POSTGRES_MAJOR = 14;
/** BullMQ's own minimum. */
const OLDEST_REDIS_MAJOR = 6;
const DISK_WARN_SHARE = 0.1;
const DISK_FAIL_BYTES = 200 * 1024 * 1024;
const DEATH_IS_NEWS_MS = 3_600_000;
/** One look may take this long; the comparison with the queue reads every open task. */
const LOOK_DEADLINE_MS = 30_000;

type Verdict = Omit<Finding, 'name'>;
type Look = [name: string, look: () => Promise<Verdict | readonly Verdict[]>];

const ok = (detail: string): Verdict => ({ status: 'ok', detail, remedy: '' });
const warn = (detail: string, remedy: string): Verdict => ({ status: 'warn', detail, remedy });
const fail = (detail: string, remedy: string): Verdict => ({ status: 'fail', detail, remedy });

export function createDoctor(options: DoctorOptions): Doctor {
  const { config, secrets, database, store, reconciler, clock, projectRoot, version, providerStatus } =
    options;
  const { db } = database;
  const { keyProblem } = providerExpectations(options);

  const looks: readonly Look[] = [
    [
      'node',
      async () => judgeMajor('Node', process.versions.node, OLDEST_NODE_MAJOR, `Scoracle ${version} on Node`),
    ],
    ['database', lookAtDatabase],
    ['pooler', () => lookAtPooler(database, options.directDatabase)],
    ['migrations', lookAtMigrations],
    ['clock', lookAtClock],
    ['queue store', lookAtStore],
    ['queue drift', lookAtDrift],
    ['workers', lookAtWorkers],
    ['control', lookAtControls],
    ['overdue tasks', lookAtOverdue],
    ['api key', lookAtKey],
    ['quota', lookAtQuota],
    ['quota ahead', lookAtForecast],
    ['stuck games', lookAtStuck],
    ['quarantine', lookAtQuarantine],
    ['refreshes', lookAtRefreshes],
    ['backups', lookAtBackups],
    ['disk', lookAtDisk],
  ];

  async function lookAtDatabase() {
    const row = await firstRow<{ version: string }>(
      db,
      sql`select current_setting('server_version') as version`,
    );
    return judgeMajor('PostgreSQL', row?.version ?? '0', OLDEST_POSTGRES_MAJOR, 'PostgreSQL');
  }

  async function lookAtMigrations() {
    const { applied, known, isUpToDate } = await readMigrationStatus(database.pool, projectRoot);
    const detail = `${applied} of ${known} applied`;
    return isUpToDate ? ok(detail) : fail(detail, 'Run `npm run -s scoracle -- migrate`.');
  }

  async function lookAtClock() {
    const beforeMs = clock.nowMs();
    const row = await firstRow<{ now: Date }>(db, sql`select clock_timestamp() as now`);
    const afterMs = clock.nowMs();
    const databaseMs = row?.now.getTime() ?? beforeMs;
    const driftMs = Math.abs(clockDriftMs({ beforeMs, afterMs, databaseMs }));
    const detail = `${Math.round(driftMs)} ms between this machine and PostgreSQL`;
    return driftMs > CLOCK_DRIFT_WARN_MS
      ? warn(detail, 'Let both machines keep time by NTP (for example chrony).')
      : ok(detail);
  }

  async function lookAtStore(): Promise<readonly Verdict[]> {
    await store.ping();
    if (!store.describe) return [ok(`BullMQ on ${store.kind}`)];
    const { version: found, maxmemoryPolicy, isAppendOnly } = await store.describe();
    const verdicts = [judgeMajor('Redis', found, OLDEST_REDIS_MAJOR, 'Redis')];
    if (maxmemoryPolicy !== undefined && maxmemoryPolicy !== 'noeviction') {
      verdicts.push(
        fail(
          `maxmemory-policy is ${maxmemoryPolicy}: Redis may throw jobs away`,
          'Set `maxmemory-policy noeviction` in redis.conf.',
        ),
      );
    }
    if (isAppendOnly === false) {
      verdicts.push(
        warn(
          'appendonly is off: a restart of Redis empties the queue',
          'Set `appendonly yes`; until then the reconciler refills the queue.',
        ),
      );
    }
    return verdicts;
  }

  async function lookAtDrift() {
    const report = await reconciler.run({ isDryRun: true });
    if (!report.isRun) return ok('another process is reconciling right now');
    const { missing, orphaned, mistimed } = report.drift;
    const detail = `${report.openTasks} open tasks, ${report.queuedJobs} jobs: ${missing} missing, ${orphaned} orphaned, ${mistimed} mistimed`;
    return missing + orphaned + mistimed === 0
      ? ok(detail)
      : warn(detail, 'Run `npm run -s scoracle -- reconcile`, or let the control process mend it.');
  }

  async function lookAtWorkers(): Promise<readonly Verdict[]> {
    const workers = await readWorkers(db);
    const alive = workers.filter((worker) => worker.is_alive).length;
    const verdicts =
      alive > 0
        ? [ok(`${alive} alive`)]
        : [
            fail(
              `none was heard of in the last ${WORKER_ALIVE_SECONDS} seconds`,
              'Start one with `npm run worker`.',
            ),
          ];
    const hindered = workers.filter((worker) => worker.is_alive && (worker.problems ?? []).length > 0);
    for (const { worker_id: workerId, problems } of hindered) {
      verdicts.push(fail(`${workerId} has a problem`, (problems ?? []).join(' ')));
    }
    const dead = workers.filter((worker) => isDeadOfLate(worker, clock.nowMs()));
    if (dead.length > 0) {
      const names = dead.map((worker) => worker.worker_id).join(', ');
      verdicts.push(
        warn(
          `${dead.length} died in the last hour without a word: ${names}`,
          'See their logs and their memory.',
        ),
      );
    }
    const rebuilt = workers.filter((worker) => worker.is_alive && worker.rebuilt_count > 0);
    if (rebuilt.length > 0) {
      const names = rebuilt.map((worker) => worker.worker_id).join(', ');
      verdicts.push(
        warn(
          `had to connect to the queue anew: ${names}`,
          'See their logs, and the network to the queue store.',
        ),
      );
    }
    return verdicts;
  }

  async function lookAtControls(): Promise<Verdict> {
    const controls = await readControls(db);
    const alive = controls.filter((control) => control.is_alive).length;
    const dead = controls.filter((control) => isDeadOfLate(control, clock.nowMs()));
    if (alive === 0)
      return warn('none is running: nothing is published or watched', 'Start one with `npm start`.');
    if (dead.length === 0) return ok(`${alive} alive`);
    const names = dead.map((control) => control.control_id).join(', ');
    return warn(`${alive} alive; died in the last hour without a word: ${names}`, 'See their logs.');
  }

  async function lookAtOverdue() {
    const row = await firstRow<{ count: number; oldest: Date | null }>(
      db,
      sql`select count(*) as count, min(due_at) as oldest from seeding_tasks where ${IS_OVERDUE}`,
    );
    if (!row || row.count === 0) return ok('none');
    const detail = `${row.count} due games have not been started, the oldest since ${row.oldest?.toISOString()}`;
    return warn(detail, 'See whether workers are alive, paused (`scheduler status`) or too few.');
  }

  async function lookAtKey() {
    if (!secrets.apiSportsKey) return judgeKey(undefined);
    const row = await firstRow<{ refused: number }>(
      db,
      sql`select count(*) as refused from seeding_tasks where status = 'pending' and error_type = 'credential'`,
    );
    if (!row || row.refused === 0) return judgeKey(secrets.apiSportsKey);
    return fail(
      `${row.refused} tasks are on hold because the provider refuses the key`,
      'Renew API_SPORTS_KEY and restart the workers; the tasks go on by themselves.',
    );
  }

  async function lookAtQuota(): Promise<readonly Verdict[]> {
    return (await providerStatus()).flatMap((status) => judgeQuota(status, keyProblem));
  }

  async function lookAtForecast(): Promise<readonly Verdict[]> {
    const hosts = (await options.forecast?.()) ?? [];
    const short = hosts.flatMap((host) => {
      const day = firstShortDay(host);
      return day ? [{ host, day }] : [];
    });
    if (short.length === 0) return [ok('every day of the coming week has the calls it needs')];
    return short.map(({ host: { host, per_day: perDay }, day: { day, needed, late } }) =>
      warn(
        `${host}: ${day} needs ${needed} calls of ${perDay}: ${late.map(lateWords).join(', ')}`,
        'See `npm run -s scoracle -- monitor forecast`; a larger plan helps, see API_SPORTS_PLAN.',
      ),
    );
  }

  async function lookAtRefreshes(): Promise<readonly Verdict[]> {
    const failing = await readFailingRefreshes(db);
    if (failing.length === 0) return [ok('no schedule or roster fails to be refreshed')];
    return failing.map(({ what, message }) =>
      warn(
        `${what}: ${message}`,
        'It is asked for again by itself; at once by refresh-schedules or refresh-rosters. SCHEDULE_REFRESH_HOURS=0 and ROSTER_REFRESH=off end it.',
      ),
    );
  }

  async function lookAtStuck() {
    const row = await firstRow<{ count: number; oldest: Date | null }>(
      db,
      sql`select count(*) as count, min(stuck_since) as oldest from seeding_tasks where ${IS_STUCK}`,
    );
    if (!row || row.count === 0) return ok('none');
    return warn(
      `the provider does not have ${row.count} games final that should be, the first since ${row.oldest?.toISOString()}`,
      'See `npm run -s scoracle -- list-tasks` and `why`; they are looked at until they are final. Cancel those that never will be.',
    );
  }

  async function lookAtQuarantine() {
    const row = await firstRow<{ count: number }>(
      db,
      sql`select count(*) as count from schedule_quarantine where status = 'open'`,
    );
    const count = row?.count ?? 0;
    if (count === 0) return ok('no rows wait');
    return warn(
      `${count} schedule rows wait`,
      'See `npm run -s scoracle -- quarantine list`; each row says how to mend it.',
    );
  }

  async function lookAtBackups(): Promise<Verdict> {
    const row = await firstRow<{ subject: string; created_at: Date; age_ms: number }>(
      db,
      sql`select subject, created_at, (extract(epoch from now() - created_at) * 1000)::double precision as age_ms
          from system_events where kind = 'backup_made' order by created_at desc limit 1`,
    );
    const { intervalMs } = config.backups;
    const detail = row ? `${row.subject}, made ${row.created_at.toISOString()}` : 'none was made';
    if (intervalMs === 0) {
      return row || !config.isProduction
        ? ok(row ? detail : `${detail}, and none are scheduled`)
        : warn(detail, 'Set BACKUP_SCHEDULE_HOURS and BACKUP_DIR, or run `backup create` from a timer.');
    }
    return row && row.age_ms < 2 * intervalMs
      ? ok(detail)
      : warn(detail, 'One is overdue: see the log of the control process for why it fails.');
  }

  async function lookAtDisk() {
    const dataFolder = path.join(projectRoot, '.scoracle');
    const folder = existsSync(dataFolder) ? dataFolder : projectRoot;
    const disk = await statfs(folder);
    const freeBytes = disk.bavail * disk.bsize;
    const totalBytes = disk.blocks * disk.bsize;
    const detail = `${gigabytes(freeBytes)} of ${gigabytes(totalBytes)} GB free where this machine keeps its data`;
    if (freeBytes < DISK_FAIL_BYTES) return fail(detail, 'Make room: a full disk stops PostgreSQL.');
    return freeBytes < totalBytes * DISK_WARN_SHARE ? warn(detail, 'Make room soon.') : ok(detail);
  }

  return {
    async examine() {
      const found = await Promise.all(
        looks.map(async ([name, look]) => {
          const verdicts = await withDeadline(
            clock,
            { what: name, deadlineMs: LOOK_DEADLINE_MS },
            look,
          ).catch((error: unknown) => fail(describeOutage(error), outageRemedy(name, config.queue.store)));
          return [verdicts].flat().map((verdict) => ({ name, ...verdict }));
        }),
      );
      return found.flat();
    },
  };
}

/** Silent for some time, and yet not told to stop. A death long ago is no news. */
function isDeadOfLate(
  process: { is_alive: boolean; state: string; last_seen_at: Date },
  nowMs: number,
): boolean {
  const isRecent = process.last_seen_at.getTime() > nowMs - DEATH_IS_NEWS_MS;
  return !process.is_alive && isRecent && !['stopping', 'stopped'].includes(process.state);
}

function judgeMajor(what: string, found: string, oldest: number, prefix: string): Verdict {
  const detail = `${prefix} ${found}`;
  return Number.parseInt(found, 10) >= oldest ? ok(detail) : fail(detail, `Use ${what} ${oldest} or newer.`);
}

/** What the key's own look tells already is not told again. */
function judgeQuota(
  { host, quota, calls_today: calls, warnings, account, problems }: ProviderStatus,
  keyProblem: string | undefined,
): Verdict[] {
  const plan = account?.plan ? `, the account's plan is ${account.plan}` : '';
  const planVerdicts = problems
    .filter((problem) => problem !== keyProblem)
    .map((problem) => warn(`${host}${plan}`, problem));
  if (!quota) return [...planVerdicts, ok(`${host}: ${calls} calls today`)];
  const { used, limit } = quota.day;
  const detail = `${host}: ${used} of ${limit} calls today${plan}`;
  if (used >= limit) {
    return [
      ...planVerdicts,
      fail(detail, 'Seeding goes on after 00:00 UTC; a larger plan helps, see API_SPORTS_PLAN.'),
    ];
  }
  const worst = [...warnings, ...quotaWarnings(quota)].reduce((most, { level }) => Math.max(most, level), 0);
  return [
    ...planVerdicts,
    worst === 0
      ? ok(detail)
      : warn(`${detail}, past ${worst} %`, 'A larger plan helps, see API_SPORTS_PLAN.'),
  ];
}

function judgeKey(key: string | undefined): Verdict {
  if (key) return ok('API_SPORTS_KEY is set');
  return fail(
    'API_SPORTS_KEY is missing: nothing can be fetched',
    'Put your key from dashboard.api-football.com into .env, and restart control and workers.',
  );
}

function outageRemedy(name: string, store: Config['queue']['store']): string {
  if (name.startsWith('queue') && store !== 'postgres')
    return 'See that Redis runs and REDIS_URL leads to it.';
  if (name === 'disk') return 'See that the data folder may be read.';
  return 'See that PostgreSQL runs and DATABASE_URL leads to it.';
}

function gigabytes(bytes: number): string {
  return (bytes / 1024 ** 3).toFixed(1);
}
