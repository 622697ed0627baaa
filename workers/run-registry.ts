import type { Clock } from '../src/platform/clock.ts';
import type { RunRegistry } from '../src/seeding/run-registry.ts';
import type { LeasedRun } from '../src/jobs/ledger/leases.ts';

type ActiveRun = { lease: LeasedRun | undefined; abort: AbortController };

/** The runs of this process: who is running, how many ended well, and a way to end one before its time. */
export type ActiveRuns = RunRegistry & {
  /** Runs that hold a claim. */
  leases: () => readonly LeasedRun[];
  /** All of them, those that are still claiming included. */
  size: () => number;
  /** Aborts the runs, all of one table, whose task or item is not among those still held. */
  abortLost: (checked: readonly LeasedRun[], heldTaskIds: ReadonlySet<number>) => readonly number[];
  /** Aborts every run, and those that are still to begin. */
  abortAll: (reason: string) => void;
  /** Resolves when no run is left. */
  idle: () => Promise<void>;
  counts: () => { completed: number; failed: number; lastJobAtMs: number | undefined };
};

function isSameRun(one: LeasedRun, other: LeasedRun | undefined): boolean {
  return one.taskId === other?.taskId && one.fence === other.fence && one.table === other.table;
}

export function createActiveRuns(clock: Clock): ActiveRuns {
  const active = new Set<ActiveRun>();
  let waiters: (() => void)[] = [];
  let stopReason: string | undefined;
  let completed = 0;
  let failed = 0;
  let lastJobAtMs: number | undefined;

  return {
    begin() {
      const run: ActiveRun = { lease: undefined, abort: new AbortController() };
      active.add(run);
      if (stopReason !== undefined) run.abort.abort(new Error(stopReason));
      lastJobAtMs = clock.nowMs();
      return {
        signal: run.abort.signal,
        claimed(lease) {
          run.lease = lease;
        },
        end(result) {
          active.delete(run);
          if (result?.kind === 'completed' || result?.kind === 'skipped') completed += 1;
          if (result?.kind === 'failed') failed += 1;
          if (active.size > 0) return;
          for (const wake of waiters) wake();
          waiters = [];
        },
      };
    },
    leases: () => [...active].flatMap(({ lease }) => lease ?? []),
    size: () => active.size,
    abortLost(checked, heldTaskIds) {
      const lost = checked.filter((run) => !heldTaskIds.has(run.taskId));
      const aborted: number[] = [];
      for (const { lease, abort } of active) {
        if (!lost.some((other) => isSameRun(other, lease))) continue;
        abort.abort(new Error('the claim was lost'));
        if (lease) aborted.push(lease.taskId);
      }
      // A run that ended while its lease was renewed is not among them.
      return aborted;
    },
    abortAll(reason) {
      stopReason = reason;
      for (const run of active) run.abort.abort(new Error(reason));
    },
    idle: () => (active.size === 0 ? Promise.resolve() : new Promise((resolve) => waiters.push(resolve))),
    counts: () => ({ completed, failed, lastJobAtMs }),
  };
}
