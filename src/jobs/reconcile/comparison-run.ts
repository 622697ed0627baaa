import type { Database } from '../../db/database.ts';
import type { Clock } from '../../platform/clock.ts';
import { type DriftCounts, noDrift } from '../drift.ts';
import type { HeldLease } from '../schedules/recurrent-job.ts';
import type { QueueStore } from '../store.ts';

export type ReconcileReport = {
  /** False when another process was reconciling at the same moment; then nothing was compared. */
  isRun: boolean;
  isDryRun: boolean;
  openTasks: number;
  queuedJobs: number;
  drift: DriftCounts;
  /** Differences repaired; the rest resolved themselves between comparison and repair. */
  repaired: number;
  durationMs: number;
};

export function emptyReport(isDryRun: boolean): ReconcileReport {
  return {
    isRun: false,
    isDryRun,
    openTasks: 0,
    queuedJobs: 0,
    drift: noDrift(),
    repaired: 0,
    durationMs: 0,
  };
}

/** One comparison of all open items with the queue, as its steps share it. */
export type ComparisonRun = {
  db: Database;
  store: QueueStore;
  clock: Clock;
  report: ReconcileReport;
  /** Without a lease nothing is written: a dry run. */
  lease: HeldLease | undefined;
};

/** Single jobs that are repaired side by side: enough to fill the pipe, few enough for the queue's connections. */
const GROUP = 20;

export function inGroups<T>(items: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / GROUP) }, (_, index) =>
    items.slice(index * GROUP, (index + 1) * GROUP),
  );
}
