import { expect, it } from 'vitest';
import { createBeatRecord } from '../../workers/beat-record.ts';

function recordAt() {
  const at = { nowMs: 1_000_000 };
  const record = createBeatRecord({ clock: { nowMs: () => at.nowMs }, mostApartMs: 4_000 });
  const beatAfter = (ms: number): void => {
    at.nowMs += ms;
    record.note();
  };
  return { at, record, beatAfter };
}

it('beats are unbroken once they have come without a gap for long enough', () => {
  const { record, beatAfter } = recordAt();
  expect(record.isUnbroken(0)).toBe(false);
  for (const ms of [0, 2_000, 2_000]) beatAfter(ms);
  expect(record.isUnbroken(5_000)).toBe(false);
  beatAfter(2_000);
  expect(record.isUnbroken(5_000)).toBe(true);
});

it('a gap begins anew: while PostgreSQL was away, this process was as silent as all others', () => {
  const { record, beatAfter } = recordAt();
  for (const ms of [0, 2_000, 2_000, 2_000]) beatAfter(ms);
  beatAfter(6_000);
  expect(record.isUnbroken(5_000)).toBe(false);
  for (const ms of [2_000, 2_000, 2_000]) beatAfter(ms);
  expect(record.isUnbroken(5_000)).toBe(true);
});

it('a process that wakes up after a freeze says nothing about others before its next beats', () => {
  const { at, record, beatAfter } = recordAt();
  for (const ms of [0, 2_000, 2_000, 2_000]) beatAfter(ms);
  at.nowMs += 30_000;
  expect(record.isUnbroken(5_000)).toBe(false);
});
