import type { OpenRef } from './ledger/open-items.ts';
import type { QueuedJob } from './store.ts';

/** How Postgres and the queue differ about one job. */
export type DriftKind = 'missing' | 'orphaned' | 'mistimed';

export type DriftCounts = Record<DriftKind, number>;

/** A job may be due this far from its item's time without being moved: clocks and rounding. */
const TIME_TOLERANCE_MS = 5_000;

/**
 * What an item needs. `missing` items have no job that would come; `mistimed` ones have a delayed job due at
 * another time. A job that waits or is being delivered is right whatever its time: the claim decides. A run that
 * holds its task has an active job; where it has none, the job is lost and would not come should the run end.
 */
export function compareItem(
  item: Pick<OpenRef, 'dueAtMs' | 'isLeased'>,
  job: QueuedJob | undefined,
  nowMs: number,
): DriftKind | undefined {
  if (!job) return 'missing';
  if (job.state !== 'delayed' || job.dueAtMs === undefined) return undefined;
  if (item.isLeased) return undefined;
  const wantedMs = Math.max(nowMs, item.dueAtMs);
  const actualMs = Math.max(nowMs, job.dueAtMs);
  return Math.abs(wantedMs - actualMs) > TIME_TOLERANCE_MS ? 'mistimed' : undefined;
}

export function noDrift(): DriftCounts {
  return { missing: 0, orphaned: 0, mistimed: 0 };
}
