import type { Config } from '../../config/config.ts';
import type { DatabaseClock } from '../../db/database-clock.ts';
import type { DatabaseHandle } from '../../db/database.ts';
import { readMigrationStatus } from '../../db/migration-status.ts';
import { outageRemedy } from '../../db/outage-remedy.ts';
import type { Reconciler } from '../../jobs/reconciler.ts';
import type { QueueStore } from '../../jobs/store.ts';
import { withDeadline } from '../../platform/deadline.ts';
import { serverVersion, unkeptRules } from '../facts/database-server.ts';
import { type FactLook, beginLook } from '../facts/fact.ts';
import { gameCounts } from '../facts/game-counts.ts';
import { lastBackup } from '../facts/last-backup.ts';
import { gamesWithoutLines, oddTasks } from '../facts/odd-rows.ts';
import { openQuarantine } from '../facts/open-matters.ts';
import { controls, workers } from '../facts/processes.ts';
import { failingRefreshes } from '../facts/refreshes.ts';
import { refusedKey } from '../facts/refused-key.ts';
import { describeOutage } from '../describe-outage.ts';
import type { TonightReader } from '../overview/read-tonight.ts';
import type { ProviderRegistry } from '../../providers/registry.ts';
import { providerExpectations } from '../providers/provider-expectations.ts';
import type { ProviderStatusReader } from '../providers/provider-status.ts';
import type { HostForecast } from '../quota/quota-forecast.ts';
import { type Finding, type Verdict, fail } from './finding.ts';
import { judgeMigrations, judgeNode, judgePostgres } from './judge-machine.ts';
import { judgeControls, judgeWorkers } from './judge-processes.ts';
import { judgeForecast, judgeKey, judgeQuota } from './judge-providers.ts';
import { judgeRows } from './judge-rows.ts';
import {
  MAX_NAMED_GAMES,
  judgeBackup,
  judgeBoxScores,
  judgeDrift,
  judgeOverdue,
  judgeQuarantine,
  judgeRefreshes,
  judgeStuck,
  judgeTonight,
} from './judge-work.ts';
import { lookAtClock, lookAtDisk, lookAtStore } from './look-at-machine.ts';
import { readJobs } from '../../jobs/schedules/job-control.ts';
import { examineJobs } from '../alerts/judge-jobs.ts';
import { examineWork } from '../alerts/judge-work.ts';
import { workTrouble } from '../facts/work-trouble.ts';
import { lookAtPooler } from './look-at-pooler.ts';
import { lookAtLocks, lookAtSessions } from './look-at-sessions.ts';

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

/**
 * Figures are the facts of one look; what no fact is asks by itself (`look-at-…`). What is found is judged by pure
 * functions (`judge-…`).
 */
export function createDoctor(options: DoctorOptions): Doctor {
  const { clock, config, database } = options;
  return {
    async examine() {
      const look = beginLook(database.db);
      const looks = [...looksAtMachine(options, look), ...looksAtWork(options, look)];
      const found = await Promise.all(
        looks.map(async ([name, lookAt]) => {
          const verdicts = await withDeadline(
            clock,
            { what: name, deadlineMs: LOOK_DEADLINE_MS },
            lookAt,
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

/** The machine: processes, database, queue store, disk. */
function looksAtMachine(options: DoctorOptions, look: FactLook): Look[] {
  const { config, database, directDatabase, clock, projectRoot, version, store, reconciler } = options;
  const { keyProblem } = providerExpectations(options);
  return [
    ['node', async () => judgeNode(process.versions.node, version)],
    ['database', async () => judgePostgres(await look.ask(serverVersion))],
    ['pooler', () => lookAtPooler(database, directDatabase)],
    ['sessions', () => lookAtSessions([database, directDatabase])],
    ['locks', () => lookAtLocks(database)],
    ['migrations', async () => judgeMigrations(await readMigrationStatus(database.pool, projectRoot))],
    ['clock', () => lookAtClock(database.pool, clock.own, config.database.clockSkewLimitMs)],
    ['queue store', () => lookAtStore(store)],
    ['queue drift', async () => judgeDrift(await reconciler.run({ isDryRun: true }))],
    ['workers', async () => judgeWorkers(await look.ask(workers), clock.nowMs(), keyProblem)],
    ['control', async () => judgeControls(await look.ask(controls), clock.nowMs())],
    ['disk', () => lookAtDisk(projectRoot)],
  ];
}

/** The work: games, providers, schedules, backups. */
function looksAtWork(options: DoctorOptions, look: FactLook): Look[] {
  const { config, database, providerStatus, forecast, readTonight } = options;
  const { keyProblem, terms } = providerExpectations(options);
  const { canAsk } = options.registry;
  return [
    ['tonight', async () => (readTonight ? judgeTonight(await readTonight(look)) : [])],
    ['overdue tasks', async () => judgeOverdue(await look.ask(gameCounts))],
    ['api key', async () => judgeKey(canAsk, terms, (await look.ask(refusedKey)).tasks)],
    ['quota', async () => (await providerStatus()).flatMap((status) => judgeQuota(status, keyProblem))],
    ['quota ahead', async () => judgeForecast((await forecast?.()) ?? [], terms)],
    ['rows', async () => judgeRows(await look.ask(unkeptRules), await look.ask(oddTasks))],
    ['stuck games', async () => judgeStuck(await look.ask(gameCounts))],
    ['quarantine', async () => judgeQuarantine((await look.ask(openQuarantine)).rows)],
    ['refreshes', async () => judgeRefreshes(await look.ask(failingRefreshes))],
    ['recurrent jobs', async () => examineJobs(await readJobs(database.db, undefined))],
    ['work', async () => examineWork(await look.ask(workTrouble))],
    ['backups', async () => judgeBackup((await look.ask(lastBackup)).made, config)],
    [
      'box scores',
      // It reads every game, so that it goes beside the look: nothing waits behind it.
      async () => judgeBoxScores(await gamesWithoutLines.read(database.db, { limit: MAX_NAMED_GAMES + 1 })),
    ],
  ];
}

function remedyFor(error: unknown, name: string, store: Config['queue']['store']): string {
  const remedy = outageRemedy(error);
  if (remedy !== undefined) return remedy;
  if (name.startsWith('queue') && store !== 'postgres')
    return 'See that Redis runs and REDIS_URL leads to it, with the right user and password.';
  if (name === 'disk') return 'See that the data folder may be read.';
  return 'See that PostgreSQL runs and DATABASE_URL leads to it.';
}
