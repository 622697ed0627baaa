import type { Executor } from '../../db/database.ts';
import type { DriftCounts } from '../../jobs/drift.ts';
import type { JobStatus } from '../../jobs/schedules/job-status.ts';
import type { FreshnessTerms } from '../../datasets/freshness.ts';
import type { ProviderTerms } from '../../providers/registry.ts';
import { type BackfillUnits, backfillUnits } from '../facts/backfill-units.ts';
import { type DatasetFreshness, datasetFreshness } from '../facts/dataset-freshness.ts';
import { outcomes } from '../facts/ended-games.ts';
import { type FactLook, beginLook } from '../facts/fact.ts';
import { gameCounts } from '../facts/game-counts.ts';
import {
  type GameInTrouble,
  type PartialGames,
  newlyFailedGames,
  newlyIncompleteGames,
  newlyStuckGames,
  partialGames,
} from '../facts/games-in-trouble.ts';
import { type LastBackup, lastBackup } from '../facts/last-backup.ts';
import { type OpenAlert, alertsWithGames } from '../facts/open-alerts.ts';
import { openCorrections } from '../facts/corrections.ts';
import { type OpenQuarantine, openQuarantine } from '../facts/open-matters.ts';
import { type ProcessEnds, processCounts, processEnds } from '../facts/processes.ts';
import { lastReconciliation } from '../facts/queue-store.ts';
import {
  type FailingRefresh,
  type HeldCancellations,
  failingRefreshes,
  heldCancellations,
  lastRefresh,
} from '../facts/refreshes.ts';
import { inactiveAccounts, quotaMarks } from '../facts/provider-accounts.ts';
import { type RefusedKey, refusedKey } from '../facts/refused-key.ts';
import { lateStarts, starts } from '../facts/starts.ts';
import { type WorkTrouble, workTrouble } from '../facts/work-trouble.ts';
import type { ProviderStatus } from '../providers/provider-status.ts';
import type { HostForecast } from '../quota/quota-forecast.ts';
import type { RecordedWarning } from '../quota/quota-warnings.ts';

/** What PostgreSQL tells of everything that is worth an alert: the facts that other surfaces show too. */
export type DatabaseFacts = {
  /** Open first passes and corrections. */
  openTasks: number;
  /** The newest heartbeat of any worker; null where none is on the list. */
  lastHeartbeatAt: Date | null;
  workersAlive: number;
  /** When any worker took a job last. */
  lastJobAt: Date | null;
  /** Workers that the watchdog ended in the last hour, or since the last alert about it. */
  stuckWorkers: ProcessEnds['stuck'];
  /** Processes that died without a word in the last day. */
  diedWorkers: ProcessEnds['died'];
  /** Games that gave up for good, and games that should long have been final; those with an open alert are left out. */
  failedGames: readonly GameInTrouble[];
  stuckGames: readonly GameInTrouble[];
  /** Games that are not complete long after their windows, for whatever reason, unless they are known as stuck. */
  incompleteGames: readonly GameInTrouble[];
  /** Games of the last week whose lines are there in part for good. */
  partialGames: PartialGames;
  openAlerts: readonly OpenAlert[];
  /** Tasks on hold because the provider refuses the key, and the first of them. */
  keyRefused: RefusedKey;
  /** Providers whose account is not active. */
  inactiveAccounts: readonly string[];
  /** The last backup failed: why; null when it did not. */
  backupProblem: string | null;
  /** What is known of the last backup. */
  lastBackup: LastBackup['outcome'];
  /** First passes of the last day that started later than allowed, or wait for longer; and how many started at all. */
  late: { count: number; worst_seconds: number | null; starts: number };
  /** First passes that ended in the last day. */
  ended: { completed: number; failed: number };
  quarantine: OpenQuarantine;
  drift: DriftCounts | null;
  quota: readonly RecordedWarning[];
  failingRefreshes: readonly FailingRefresh[];
  heldCancellations: readonly HeldCancellations[];
  /** Durable work in trouble, by kind. */
  work: readonly WorkTrouble[];
  /** Computed datasets beside their inputs. */
  datasets: readonly DatasetFreshness[];
  /** Back-fills of the past. */
  backfills: BackfillUnits;
  /** When a schedule or a roster was refreshed last, within the last days. */
  lastRefreshedAt: Date | null;
};

/** Everything that one look knows. */
export type AlertFacts = DatabaseFacts & {
  /** Why the queue store does not answer; null when it does. */
  queueProblem: string | null;
  /** Why no provider can be asked; undefined when they can. */
  keyProblem: string | undefined;
  /** How people know the provider, and what they set for it. */
  terms: Pick<ProviderTerms, 'keyVariable' | 'planVariable'>;
  /** Undefined while it cannot be told. */
  forecast: readonly HostForecast[] | undefined;
  providers: readonly ProviderStatus[];
  jobs: readonly JobStatus[];
};

export type AlertFactsOptions = {
  storeName: string;
  latenessMs: number;
  incompleteMs: number;
  /** The computed datasets of the catalog. */
  datasets: readonly FreshnessTerms[];
};

/** Reads all facts in one look; none of the statements reads tasks that ended long ago. */
export async function readDatabaseFacts(db: Executor, options: AlertFactsOptions): Promise<DatabaseFacts> {
  const look = beginLook(db);
  const { incompleteMs, latenessMs, storeName } = options;
  const [games, machinery, late, started, ended] = await Promise.all([
    readGames(look, incompleteMs),
    readMachinery(look, storeName),
    look.ask(lateStarts, { overSeconds: latenessMs / 1000 }),
    look.ask(starts, { days: 1 }),
    look.ask(outcomes, { days: 1 }),
  ]);
  return {
    ...games,
    ...machinery,
    openAlerts: await look.ask(alertsWithGames, { incompleteMs }),
    keyRefused: await look.ask(refusedKey),
    inactiveAccounts: await look.ask(inactiveAccounts),
    late: { ...late, starts: started.started },
    ended: { completed: ended.completed, failed: ended.failed },
    quarantine: await look.ask(openQuarantine),
    quota: await look.ask(quotaMarks),
    failingRefreshes: await look.ask(failingRefreshes),
    heldCancellations: await look.ask(heldCancellations),
    work: await look.ask(workTrouble),
    datasets: await look.ask(datasetFreshness, { datasets: options.datasets }),
    backfills: await look.ask(backfillUnits),
    lastRefreshedAt: await look.ask(lastRefresh),
  };
}

async function readGames(look: FactLook, incompleteMs: number) {
  const { pending, running } = await look.ask(gameCounts);
  const corrections = await look.ask(openCorrections);
  return {
    openTasks: pending + running + corrections.pending + corrections.running,
    failedGames: await look.ask(newlyFailedGames),
    stuckGames: await look.ask(newlyStuckGames),
    incompleteGames: await look.ask(newlyIncompleteGames, { incompleteMs }),
    partialGames: await look.ask(partialGames),
  };
}

async function readMachinery(look: FactLook, storeName: string) {
  const processes = await look.ask(processCounts);
  const { stuck, died } = await look.ask(processEnds);
  const { outcome, problem } = await look.ask(lastBackup);
  const { last_drift: drift } = await look.ask(lastReconciliation, { storeName });
  return {
    lastHeartbeatAt: processes.last_heartbeat_at,
    workersAlive: processes.workers_alive,
    lastJobAt: processes.last_job_at,
    stuckWorkers: stuck,
    diedWorkers: died,
    lastBackup: outcome,
    backupProblem: problem,
    drift,
  };
}
