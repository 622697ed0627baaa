import { describe, expect, it } from 'vitest';
import { retryAfterMs } from '../../../src/providers/client/retry-after.ts';

const NOW = Date.parse('2026-01-15T12:00:00Z');

function waitOf(status: number, headers: Record<string, string>): number | undefined {
  const atMs = retryAfterMs({ status, headers, body: '', bytes: 0 }, NOW);
  return atMs === undefined ? undefined : atMs - NOW;
}

describe('Retry-After', () => {
  it.each([
    [429, { 'retry-after': '17' }, 17_000],
    [503, { 'retry-after': ' 120 ' }, 120_000],
    [503, { 'retry-after': 'Thu, 15 Jan 2026 12:05:00 GMT' }, 300_000],
    // The host's clock is ten minutes ahead: its date counts from its own now.
    [429, { 'retry-after': 'Thu, 15 Jan 2026 12:11:00 GMT', date: 'Thu, 15 Jan 2026 12:10:00 GMT' }, 60_000],
    // At once, a moment that is over, and one that is too far away to be meant.
    [429, { 'retry-after': '0' }, 1_000],
    [429, { 'retry-after': 'Thu, 15 Jan 2026 11:00:00 GMT' }, 1_000],
    [429, { 'retry-after': '99999999999999' }, 86_400_000],
    [503, { 'retry-after': 'Fri, 15 Jan 2027 12:00:00 GMT' }, 86_400_000],
  ] as const)('of %s %o is a wait of %s ms', (status, headers, waitMs) => {
    expect(waitOf(status, headers)).toBe(waitMs);
  });

  it.each([
    [429, {}],
    [429, { 'retry-after': 'soon' }],
    [429, { 'retry-after': '-5' }],
    [429, { 'retry-after': '12.5' }],
    [500, { 'retry-after': '5' }],
    [200, { 'retry-after': '5' }],
  ] as const)('of %s %o says nothing', (status, headers) => {
    expect(waitOf(status, headers)).toBeUndefined();
  });
});
