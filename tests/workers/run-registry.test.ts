import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import { createActiveRuns } from '../../workers/run-registry.ts';

describe('the runs of a worker', () => {
  it('are aborted when their claim is lost, and only those that still run are reported', () => {
    const runs = createActiveRuns(systemClock());
    const [lost, ended, held] = [runs.begin(), runs.begin(), runs.begin()];
    lost.claimed({ taskId: 1, fence: 5 });
    ended.claimed({ taskId: 2, fence: 3 });
    held.claimed({ taskId: 3, fence: 1 });
    const checked = runs.leases();
    // Completed while the leases were renewed: its task is held no more, and nothing is wrong with that.
    ended.end({ kind: 'completed', note: '' });
    expect(runs.abortLost(checked, new Set([3]))).toEqual([1]);
    expect([lost, ended, held].map(({ signal }) => signal.aborted)).toEqual([true, false, false]);
  });
});
