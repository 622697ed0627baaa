import { describe, expect, it } from 'vitest';
import { retryDelayMs } from '../../src/jobs/backoff.ts';
import { compareItem } from '../../src/jobs/drift.ts';
import { parseSeedJobId, seedJobId } from '../../src/jobs/job-id.ts';
import type { OpenTask } from '../../src/jobs/open-tasks.ts';

describe('job ids', () => {
  it('are read back as they were made, and hold nothing that BullMQ forbids', () => {
    const ref = { gameId: 12, pass: 'correction-1', revision: 3 };
    const id = seedJobId(ref);
    expect(id).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(id).not.toMatch(/^\d+$/);
    expect(parseSeedJobId(id)).toEqual(ref);
    expect(parseSeedJobId('repeat:reconcile:1')).toBeUndefined();
  });
});

describe('retryDelayMs', () => {
  it('follows the configured pauses, repeats the last one, and adds a tenth at the most', () => {
    const pauses = [60_000, 300_000, 900_000];
    expect([1, 2, 3, 9].map((retry) => retryDelayMs(retry, pauses, () => 0))).toEqual([
      60_000, 300_000, 900_000, 900_000,
    ]);
    expect(retryDelayMs(1, pauses, () => 0.999)).toBeLessThanOrEqual(66_000);
  });
});

describe('compareItem', () => {
  const task = (over: Partial<OpenTask> = {}): OpenTask => ({
    taskId: 1,
    gameId: 1,
    pass: 'first',
    revision: 1,
    sport: 'NBA',
    status: 'pending',
    label: 'A @ B',
    delayMs: 60_000,
    dueAtMs: 60_000,
    retriesLeft: 3,
    isEnqueued: true,
    isLeased: false,
    requestId: undefined,
    dueAtText: '2026-01-15 23:00:00+00',
    ...over,
  });
  const delayed = (dueAtMs: number) => ({ jobId: 'j', state: 'delayed' as const, dueAtMs });

  it('misses a job whether or not a run holds the task', () => {
    expect(compareItem(task(), undefined, 0)).toBe('missing');
    expect(compareItem(task({ status: 'running', isLeased: true }), undefined, 0)).toBe('missing');
  });

  it('finds a delayed job that is due at another time, overdue counting as now', () => {
    expect(compareItem(task(), delayed(60_000), 0)).toBeUndefined();
    expect(compareItem(task(), delayed(160_000), 0)).toBe('mistimed');
    expect(compareItem(task({ dueAtMs: -5_000_000 }), delayed(-100), 0)).toBeUndefined();
  });
});
