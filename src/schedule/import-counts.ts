import type { SeedJobRef } from '../jobs/job-id.ts';
import type { SchedulePlan } from './difference/change-types.ts';
import type { Followed } from './follow-games.ts';
import type { IngestResult } from './ingest-request.ts';

/** What an import has written. */
export type Applied = {
  counts: AppliedCounts;
  /** Jobs that the queue may still hold for tasks as they were before. */
  outdated: readonly SeedJobRef[];
  warnings?: readonly string[];
};

/** What an import did, in figures. */
export type Counts = Pick<
  IngestResult,
  | 'games_added'
  | 'games_moved'
  | 'times_confirmed'
  | 'games_updated'
  | 'games_unchanged'
  | 'games_cancelled'
  | 'cancellations_held'
  | 'tasks_created'
  | 'tasks_rescheduled'
  | 'quarantine_resolved'
  | 'quarantine_superseded'
>;

type AppliedCounts = Counts & { import_id?: number; run_id?: string };

/** No game has changed. */
export const NOTHING_FOLLOWED: Followed = { tasksCreated: 0, tasksRescheduled: 0, outdated: [] };

/** Nothing to do. */
export const NO_PLAN: SchedulePlan<number> = {
  add: [],
  move: [],
  confirmTime: [],
  update: [],
  unchanged: [],
  cancel: [],
  conflicts: [],
};

/** A plan and what followed from it in the figures of an ingest. */
export function countPlan(
  plan: SchedulePlan<number>,
  followed: Followed,
  { resolved, superseded } = { resolved: 0, superseded: 0 },
): Counts {
  return {
    games_added: plan.add.length,
    games_moved: plan.move.length + plan.confirmTime.length,
    times_confirmed: plan.confirmTime.length,
    games_updated: plan.update.length,
    games_unchanged: plan.unchanged.length + plan.update.length,
    games_cancelled: plan.cancel.length,
    cancellations_held: plan.conflicts.filter(({ incoming }) => incoming === null).length,
    tasks_created: followed.tasksCreated,
    tasks_rescheduled: followed.tasksRescheduled,
    quarantine_resolved: resolved,
    quarantine_superseded: superseded,
  };
}

/** The figures of two parts of one ingest. */
export function addCounts(one: Counts, other: Counts): Counts {
  const names = Object.keys(one) as (keyof Counts)[];
  return Object.fromEntries(names.map((name) => [name, one[name] + other[name]])) as Counts;
}
