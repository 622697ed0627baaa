import { describe, expect, it } from 'vitest';
import { firstMatchMs, nextDueMs, usualPatienceMs } from '../../../src/jobs/schedules/cadence.ts';

const at = (text: string): number => Date.parse(text);
const iso = (ms: number): string => new Date(ms).toISOString();

describe('a job that comes every minute', () => {
  const next = (startedAtMs: number, endedAtMs: number, dueAtMs = startedAtMs) =>
    nextDueMs({ everyMs: 60_000 }, { dueAtMs, startedAtMs, endedAtMs });

  it('counts from start to start', () => {
    expect(next(0, 2_000)).toBe(60_000);
  });

  it('rests for half its cadence after a run that took longer', () => {
    expect(next(0, 90_000)).toBe(120_000);
  });

  it('makes up once for what it missed, however long that was', () => {
    expect(next(86_400_000, 86_401_000, 0)).toBe(86_460_000);
  });
});

describe('a job at a time of day', () => {
  const days = (cron: string, timeZone: string, fromText: string, count: number): string[] => {
    const found: number[] = [];
    while (found.length < count) found.push(firstMatchMs({ cron, timeZone }, found.at(-1) ?? at(fromText)));
    return found.map(iso);
  };

  it('keeps the time of its zone when the clocks are changed', () => {
    expect(days('40 4 * * *', 'Europe/Berlin', '2026-03-28T00:00:00Z', 2)).toEqual([
      '2026-03-28T03:40:00.000Z',
      '2026-03-29T02:40:00.000Z',
    ]);
    expect(days('40 4 * * *', 'Europe/Berlin', '2026-10-24T00:00:00Z', 2)).toEqual([
      '2026-10-24T02:40:00.000Z',
      '2026-10-25T03:40:00.000Z',
    ]);
  });

  it('comes an hour later on the day on which its time is skipped, and once on it', () => {
    expect(days('30 2 * * *', 'America/New_York', '2026-03-08T05:00:00Z', 2)).toEqual([
      '2026-03-08T07:30:00.000Z',
      '2026-03-09T06:30:00.000Z',
    ]);
  });

  it('comes once on the day on which its time comes twice', () => {
    expect(days('30 1 * * *', 'America/New_York', '2026-11-01T04:00:00Z', 2)).toEqual([
      '2026-11-01T05:30:00.000Z',
      '2026-11-02T06:30:00.000Z',
    ]);
  });

  it('knows zones that are off by half an hour', () => {
    expect(days('0 0 * * *', 'Asia/Kolkata', '2026-01-01T00:00:00Z', 1)).toEqual([
      '2026-01-01T18:30:00.000Z',
    ]);
  });

  it('is not due twice for one time, though the clock of a process is a little behind', () => {
    const cadence = { cron: '0 4 * * *', timeZone: 'UTC' };
    const dueAtMs = at('2026-01-15T04:00:00Z');
    const next = nextDueMs(cadence, { dueAtMs, startedAtMs: dueAtMs, endedAtMs: dueAtMs - 40 });
    expect(iso(next)).toBe('2026-01-16T04:00:00.000Z');
  });

  it('is made up once after days without any process', () => {
    const cadence = { cron: '0 4 * * *', timeZone: 'UTC' };
    const startedAtMs = at('2026-01-20T12:00:00Z');
    const next = nextDueMs(cadence, {
      dueAtMs: at('2026-01-15T04:00:00Z'),
      startedAtMs,
      endedAtMs: startedAtMs,
    });
    expect(iso(next)).toBe('2026-01-21T04:00:00.000Z');
  });

  it('keeps its time when somebody has it run in between', () => {
    const cadence = { cron: '0 4 * * *', timeZone: 'UTC' };
    const startedAtMs = at('2026-01-15T01:00:00Z');
    const next = nextDueMs(cadence, {
      dueAtMs: at('2026-01-15T04:00:00Z'),
      startedAtMs,
      endedAtMs: startedAtMs,
    });
    expect(iso(next)).toBe('2026-01-15T04:00:00.000Z');
  });

  it.each([
    ['61 4 * * *', 'UTC'],
    ['0 4 * * *', 'Mars/Olympus'],
  ])('refuses %s in %s', (cron, timeZone) => {
    expect(() => firstMatchMs({ cron, timeZone }, 0)).toThrow(/range|timestamp/);
  });
});

describe('the patience with a job', () => {
  it('is five cadences, five minutes at least, and an hour for a time of day', () => {
    expect(usualPatienceMs({ everyMs: 1_000 })).toBe(300_000);
    expect(usualPatienceMs({ everyMs: 3_600_000 })).toBe(5 * 3_600_000);
    expect(usualPatienceMs({ cron: '0 4 * * *', timeZone: 'UTC' })).toBe(3_600_000);
  });
});
