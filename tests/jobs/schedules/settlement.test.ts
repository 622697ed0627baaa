import { expect, it } from 'vitest';
import { settle } from '../../../src/jobs/schedules/settlement.ts';

const HOURLY = { cadence: { everyMs: 3_600_000 } };
const TIMES = { dueAtMs: 0, startedAtMs: 0, endedAtMs: 1_000 };
const FAILED = { kind: 'failed', message: 'no answer', error: new Error('no answer') } as const;

it('a run that went well is due again by its cadence, or when it says itself', () => {
  expect(settle(HOURLY, { kind: 'ended', result: { note: 'ok' } }, TIMES)).toEqual({
    outcome: 'done',
    note: 'ok',
    error: null,
    nextDueMs: 3_600_000,
  });
  const result = { note: 'busy', againAfterMs: 500, isSkipped: true };
  expect(settle(HOURLY, { kind: 'ended', result }, TIMES)).toMatchObject({
    outcome: 'skipped',
    nextDueMs: 1_500,
  });
});

it('a failed run is repeated soon where the job says so, and never later than its cadence', () => {
  expect(settle(HOURLY, FAILED, TIMES)).toMatchObject({ error: 'no answer', nextDueMs: 3_600_000 });
  expect(settle({ ...HOURLY, retryAfterMs: 60_000 }, FAILED, TIMES)).toMatchObject({ nextDueMs: 61_000 });
  expect(settle({ ...HOURLY, retryAfterMs: 9e9 }, FAILED, TIMES)).toMatchObject({ nextDueMs: 3_600_000 });
});

it('a run that its process let go of leaves the job due as it was', () => {
  expect(settle(HOURLY, { kind: 'released' }, TIMES)).toMatchObject({ nextDueMs: undefined, error: null });
});

it('words without end are cut', () => {
  expect(settle(HOURLY, { ...FAILED, message: 'x'.repeat(5_000) }, TIMES).error).toHaveLength(1_000);
});
