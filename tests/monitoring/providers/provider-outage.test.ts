import { describe, expect, it } from 'vitest';
import { type CallRecord, judgeOutage } from '../../../src/monitoring/providers/provider-outage.ts';

const NOW = Date.parse('2026-01-15T03:00:00Z');
const ago = (minutes: number): Date => new Date(NOW - minutes * 60_000);
const record = (failed: number, since: number, last: number): CallRecord => ({
  host: 'h',
  last_success_at: ago(60),
  last_refused_at: null,
  failed_calls: failed,
  failing_since: failed === 0 ? null : ago(since),
  last_failed_at: failed === 0 ? null : ago(last),
  last_failure: failed === 0 ? null : 'no answer',
  read_at: new Date(NOW),
});
const resting = (minutes: number, state: 'open' | 'half_open' | 'closed' = 'open') => ({
  state,
  sinceMs: NOW - minutes * 60_000,
  reason: 'status 503',
});

describe('whether a provider is down', () => {
  it.each<[string, CallRecord, ReturnType<typeof resting> | null, number | undefined]>([
    ['it answers', record(0, 0, 0), resting(90, 'closed'), undefined],
    ['its breaker has just opened', record(5, 1, 1), resting(1), undefined],
    ['its breaker is open for longer', record(0, 0, 0), resting(4), 4],
    ['a probe is under way or due', record(0, 0, 0), resting(4, 'half_open'), 4],
    ['calls failed before its breaker opened', record(5, 9, 8), resting(4), 9],
    ['two calls failed', record(2, 20, 1), null, undefined],
    ['three failed in one moment', record(3, 20, 20), null, undefined],
    ['three failed over minutes', record(3, 20, 1), null, 20],
    ['its breaker was closed by hand', record(6, 20, 1), resting(0, 'closed'), 20],
  ])('%s', (_what, calls, breaker, minutes) => {
    const outage = judgeOutage(calls, breaker, { downAfterMs: 180_000, nowMs: NOW });
    expect(outage?.since).toEqual(minutes === undefined ? undefined : ago(minutes));
  });
});
