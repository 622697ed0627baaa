import { isNotNull } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { sports } from '../db/schema/reference.ts';
import { BOX_SCORE_SPORTS } from '../domain/sport.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import { LEDGER_SOURCES } from './ledger/sources.ts';
import { seedingQueue } from './queue-names.ts';
import { compareSource } from './reconcile/compare-source.ts';
import { type ComparisonRun, type ReconcileReport, emptyReport } from './reconcile/comparison-run.ts';
import { ensureEpoch, isStoreChanged, rememberStore } from './reconcile/store-epoch.ts';
import { JobTakenOverError } from './schedules/claimed-run.ts';
import type { JobLeases } from './schedules/job-leases.ts';
import type { HeldLease } from './schedules/recurrent-job.ts';
import type { QueueStore } from './store.ts';

export type Reconciler = {
  /**
   * Compares open tasks with the queue and repairs what differs, under the lease of a run of the job `reconcile` or as
   * a run of it by hand; with `isDryRun` it only counts.
   */
  run: (options?: { isDryRun?: boolean; lease?: HeldLease }) => Promise<ReconcileReport>;
  /** True when the queue store is not the one that was last published to: emptied or replaced. */
  isStoreChanged: () => Promise<boolean>;
};

export type ReconcilerOptions = {
  db: Database;
  leases: JobLeases;
  store: QueueStore;
  clock: Clock;
  logger: Logger;
};

/** Finds what should be queued and is not, and the other way round, and repairs it. */
export function createReconciler(options: ReconcilerOptions): Reconciler {
  const { db, leases, store, logger } = options;
  return {
    isStoreChanged: () => isStoreChanged(db, store),
    async run({ isDryRun = false, lease } = {}) {
      if (isDryRun) {
        const isBusy = (await leases.holderOf('reconcile')) !== undefined;
        return isBusy ? emptyReport(isDryRun) : compareAndRepair(options, undefined);
      }
      try {
        if (lease) return await compareAndRepair(options, lease);
        const outcome = await leases.run('reconcile', (held) => compareAndRepair(options, held));
        return outcome.isRun ? outcome.value : emptyReport(isDryRun);
      } catch (error) {
        if (!(error instanceof JobTakenOverError)) throw error;
        logger.warn('reconciling took a pause longer than its lease: another process does it');
        return emptyReport(isDryRun);
      }
    },
  };
}

/** Without a lease nothing is written: a dry run. */
async function compareAndRepair(
  { db, store, clock, logger }: ReconcilerOptions,
  lease: HeldLease | undefined,
): Promise<ReconcileReport> {
  const startedAtMs = clock.nowMs();
  const isDryRun = lease === undefined;
  const report: ReconcileReport = { ...emptyReport(isDryRun), isRun: true };
  const run: ComparisonRun = { db, store, clock, report, lease };
  // Before anything is compared: a store that is emptied meanwhile must be seen as changed by the next look.
  const epoch = isDryRun ? undefined : await ensureEpoch(store);
  if (!isDryRun) {
    await enforcePauses(db, store);
    await store.trimFinishedJobs?.();
  }
  for (const source of LEDGER_SOURCES) await compareSource(source, run);
  report.durationMs = clock.nowMs() - startedAtMs;
  await lease?.assertHeld();
  const { drift } = report;
  if (epoch !== undefined) await rememberStore(db, store.name, { epoch, drift });
  if (drift.missing + drift.orphaned + drift.mistimed > 0) {
    logger.info({ ...drift, repaired: report.repaired, isDryRun }, 'the queue differed from the tasks');
  }
  return report;
}

/** The sport's pause lives in Postgres; the queue follows it, whatever was done to the queue by hand. */
async function enforcePauses(db: Database, store: QueueStore): Promise<void> {
  const paused = await db
    .select({ sport: sports.displayName })
    .from(sports)
    .where(isNotNull(sports.pausedAt));
  for (const sport of BOX_SCORE_SPORTS) {
    const isPaused = paused.some((one) => one.sport === sport);
    const counts = await store.counts(seedingQueue(sport));
    if (counts.isPaused !== isPaused) await store.setPaused(seedingQueue(sport), isPaused);
  }
}
