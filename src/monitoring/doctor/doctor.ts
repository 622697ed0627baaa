import type { Config } from '../../config/config.ts';
import type { DatabaseClock } from '../../db/database-clock.ts';
import type { DatabaseHandle } from '../../db/database.ts';
import { readMigrationStatus } from '../../db/migration-status.ts';
import { outageRemedy } from '../../db/outage-remedy.ts';
import type { Reconciler } from '../../jobs/reconciler.ts';
import type { QueueStore } from '../../jobs/store.ts';
import { withDeadline } from '../../platform/deadline.ts';
import { refusedKey } from '../facts/refused-key.ts';
import { describeOutage } from '../health.ts';
import type { TonightReader } from '../overview/read-tonight.ts';
import { readControls } from '../../fleet/control-processes.ts';
import { readWorkers } from '../../fleet/workers.ts';
import type { ProviderRegistry } from '../../providers/registry.ts';
import { providerExpectations } from '../providers/provider-expectations.ts';
import type { ProviderStatusReader } from '../providers/provider-status.ts';
import type { HostForecast } from '../quota/quota-forecast.ts';
import { readFailingRefreshes } from './failing-refreshes.ts';
import { type Finding, type Verdict, fail } from './finding.ts';
import { judgeMigrations, judgeNode } from './judge-machine.ts';
import { judgeControls, judgeWorkers } from './judge-processes.ts';
import { judgeForecast, judgeKey, judgeQuota } from './judge-providers.ts';
import { judgeDrift, judgeRefreshes, judgeTonight } from './judge-work.ts';
import { lookAtClock, lookAtDatabase, lookAtDisk, lookAtStore } from './look-at-machine.ts';
import { readJobs } from '../../jobs/schedules/job-control.ts';
import { examineJobs } from '../alerts/judge-jobs.ts';
import { lookAtPooler } from './look-at-pooler.ts';
import { lookAtLocks, lookAtSessions } from './look-at-sessions.ts';
import { lookAtRows } from './look-at-rows.ts';
import {
  lookAtBackups,
  lookAtBoxScores,
  lookAtOverdue,
  lookAtQuarantine,
  lookAtStuck,
} from './look-at-work.ts';

export type Doctor = {
  /** Looks at everything that commonly goes wrong; never throws, an outage is a finding. */
  examine: () => Promise<readonly Finding[]>;
};

export type DoctorOptions = {
  config: Config;
  registry: ProviderRegistry;
  database: DatabaseHandle;
  /** Past a pooler, see `App`. */
  directDatabase: DatabaseHandle;
  store: QueueStore;
  reconciler: Reconciler;
  clock: DatabaseClock;
  projectRoot: string;
  version: string;
  providerStatus: ProviderStatusReader;
  /** Whether tonight is safe, as the dashboard says it; without it doctor does not say. */
  readTonight?: TonightReader | undefined;
  /** What the coming days need of each provider; without it doctor looks at today only. */
  forecast?: (() => Promise<readonly HostForecast[]>) | undefined;
};

/** One look may take this long; the comparison with the queue reads every open task. */
const LOOK_DEADLINE_MS = 30_000;

type Look = [name: string, look: () => Promise<Verdict | readonly Verdict[]>];

/** Each kind of check has two files beside this one: what asks (`look-at-…`) and what judges (`judge-…`, pure). */
export function createDoctor(options: DoctorOptions): Doctor {
  const { config, database, directDatabase, clock, projectRoot, version } = options;
  const { store, reconciler, providerStatus, forecast, readTonight } = options;
  const { db } = database;
  const { keyProblem, terms } = providerExpectations(options);
  const { canAsk } = options.registry;

  const looks: readonly Look[] = [
    ['tonight', async () => (readTonight ? judgeTonight(await readTonight()) : [])],
    ['node', async () => judgeNode(process.versions.node, version)],
    ['database', () => lookAtDatabase(db)],
    ['pooler', () => lookAtPooler(database, directDatabase)],
    ['sessions', () => lookAtSessions([database, directDatabase])],
    ['locks', () => lookAtLocks(database)],
    ['migrations', async () => judgeMigrations(await readMigrationStatus(database.pool, projectRoot))],
    ['clock', () => lookAtClock(database.pool, clock.own, config.database.clockSkewLimitMs)],
    ['queue store', () => lookAtStore(store)],
    ['queue drift', async () => judgeDrift(await reconciler.run({ isDryRun: true }))],
    ['workers', async () => judgeWorkers(await readWorkers(db), clock.nowMs(), keyProblem)],
    ['control', async () => judgeControls(await readControls(db), clock.nowMs())],
    ['overdue tasks', () => lookAtOverdue(db)],
    ['api key', async () => judgeKey(canAsk, terms, (await refusedKey.read(db, null)).tasks)],
    ['quota', async () => (await providerStatus()).flatMap((status) => judgeQuota(status, keyProblem))],
    ['quota ahead', async () => judgeForecast((await forecast?.()) ?? [], terms)],
    ['rows', () => lookAtRows(db)],
    ['stuck games', () => lookAtStuck(db)],
    ['box scores', () => lookAtBoxScores(db)],
    ['quarantine', () => lookAtQuarantine(db)],
    ['refreshes', async () => judgeRefreshes(await readFailingRefreshes(db))],
    ['recurrent jobs', async () => examineJobs(await readJobs(db, undefined))],
    ['backups', () => lookAtBackups(db, config)],
    ['disk', () => lookAtDisk(projectRoot)],
  ];

  return {
    async examine() {
      const found = await Promise.all(
        looks.map(async ([name, look]) => {
          const verdicts = await withDeadline(
            clock,
            { what: name, deadlineMs: LOOK_DEADLINE_MS },
            look,
          ).catch((error: unknown) =>
            fail(describeOutage(error), remedyFor(error, name, config.queue.store)),
          );
          return [verdicts].flat().map((verdict) => ({ name, ...verdict }));
        }),
      );
      return found.flat();
    },
  };
}

function remedyFor(error: unknown, name: string, store: Config['queue']['store']): string {
  const remedy = outageRemedy(error);
  if (remedy !== undefined) return remedy;
  if (name.startsWith('queue') && store !== 'postgres')
    return 'See that Redis runs and REDIS_URL leads to it, with the right user and password.';
  if (name === 'disk') return 'See that the data folder may be read.';
  return 'See that PostgreSQL runs and DATABASE_URL leads to it.';
}
