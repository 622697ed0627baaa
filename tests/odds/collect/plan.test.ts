import { describe, expect, it } from 'vitest';
import { duePolls, forecastMonth, planMonth, type Slate } from '../../../src/odds/collect/plan-month.ts';
import { fullPollsOf, pollsOfSlate } from '../../../src/odds/collect/plan-slate.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * HOUR_MS;
const TIP = Date.parse('2026-01-15T00:10:00Z');

const minutesBefore = (startMs: number) => (poll: { atMs: number }) => (startMs - poll.atMs) / MINUTE_MS;

function nights(count: number, leagueId = 1, first = Date.parse('2026-01-02T00:00:00Z')): Slate[] {
  return Array.from({ length: count }, (_, day) => {
    const startMs = first + day * DAY_MS;
    return {
      leagueId,
      league: `league ${leagueId}`,
      date: new Date(startMs).toISOString().slice(0, 10),
      startsMs: [startMs, startMs + 3 * HOUR_MS],
    };
  });
}

describe('polls of a slate', () => {
  it('come closer together near the start, the close first of all', () => {
    expect(pollsOfSlate([TIP], 1).map(minutesBefore(TIP))).toEqual([10]);
    expect(pollsOfSlate([TIP], 4).map(minutesBefore(TIP))).toEqual([1_440, 360, 60, 10]);
    const ten = pollsOfSlate([TIP], 10).map(minutesBefore(TIP));
    expect(ten).toHaveLength(10);
    const gaps = ten.slice(1).map((minutes, index) => (ten[index] ?? 0) - minutes);
    expect(Math.min(...gaps)).toBe(gaps.at(-1));
  });

  it('have the close of every wave of starts, and none in play', () => {
    const starts = [TIP, TIP + 5 * MINUTE_MS, TIP + 2 * HOUR_MS, TIP + 150 * MINUTE_MS];
    const waves = [TIP, TIP + 2 * HOUR_MS, TIP + 150 * MINUTE_MS];
    const polls = pollsOfSlate(starts, 5);
    const at = polls.map(({ atMs }) => atMs);
    for (const wave of waves) expect(at).toContain(wave - 10 * MINUTE_MS);
    for (const { atMs, untilMs } of pollsOfSlate(starts, 500)) {
      expect(atMs).toBeLessThan(untilMs);
      expect(waves).toContain(untilMs);
    }
    // With one poll alone, it is the one after which nothing comes.
    expect(pollsOfSlate(starts, 1).map(({ atMs }) => atMs)).toEqual([TIP + 140 * MINUTE_MS]);
  });

  it('are about fifty for one wave at the most, and none without games or credits', () => {
    expect(fullPollsOf([TIP])).toBeGreaterThan(45);
    expect(fullPollsOf([TIP])).toBeLessThan(60);
    expect([pollsOfSlate([], 10), pollsOfSlate([TIP], 0)]).toEqual([[], []]);
  });
});

describe('a month', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  const spends = (slates: readonly Slate[], left: number, costOfPoll = 3) =>
    planMonth(slates, { left, costOfPoll }, now).reduce((sum, { credits }) => sum + credits, 0);

  it.each([
    [nights(30), 450],
    [nights(30), 20_000],
    [[...nights(30), ...nights(30, 2), ...nights(30, 7)], 450],
    [nights(3), 450],
    [nights(1), 2],
    [nights(30), 0],
    [nights(30), -5],
  ])('spends what it has and no credit more (%#)', (slates, left) => {
    const spent = spends(slates, left);
    expect(spent).toBeLessThanOrEqual(Math.max(0, left));
    const most = slates.reduce((sum, { startsMs }) => sum + 3 * fullPollsOf(startsMs), 0);
    // All but what a rounding leaves.
    expect(spent).toBeGreaterThanOrEqual(Math.min(most, Math.max(0, left)) - 3 * 4);
    expect(spends(slates.toReversed(), left)).toBe(spent);
  });

  it.each([0, 1])('spends no more where every slate would be rounded up (%#)', (parity) => {
    const everyOther = nights(20).filter((_, day) => day % 2 === parity);
    expect(spends(everyOther, 45)).toBeLessThanOrEqual(45);
  });

  it('gives every night of a free plan its polls', () => {
    const planned = planMonth(nights(30), { left: 450, costOfPoll: 3 }, now);
    expect(planned.every(({ polls }) => polls.length >= 4)).toBe(true);
  });

  it('takes turns where there are more slates than polls', () => {
    const slates = [...nights(30), ...nights(30, 2), ...nights(30, 3)];
    const planned = planMonth(slates, { left: 135, costOfPoll: 3 }, now);
    for (const leagueId of [1, 2, 3]) {
      const own = planned.filter((one) => one.leagueId === leagueId && one.polls.length > 0);
      expect(own.length).toBeGreaterThan(10);
    }
  });

  it('is the same for whoever plans it, whatever the order', () => {
    const slates = [...nights(30), ...nights(30, 2)];
    const sorted = (some: readonly Slate[]) =>
      planMonth(some, { left: 450, costOfPoll: 3 }, now)
        .map(({ leagueId, date, polls }) => [leagueId, date, polls.length].join(' '))
        .toSorted();
    expect(sorted(slates.toReversed())).toEqual(sorted(slates));
  });

  it('is told with what is over', () => {
    const planned = planMonth(nights(30), { left: 400, costOfPoll: 3 }, now);
    const forecast = forecastMonth(planned, { budget: 450, spent: 50 });
    expect(forecast.spent + forecast.planned + forecast.over).toBe(450);
    expect(forecast.over).toBeGreaterThanOrEqual(0);
    expect(forecast.polls * 3).toBe(forecast.planned);
  });

  it('costs nothing at a provider without credits', () => {
    expect(spends(nights(5), 0, 0)).toBe(0);
    const planned = planMonth(
      nights(5, 1, Date.parse('2026-01-04T00:00:00Z')),
      { left: undefined, costOfPoll: 0 },
      now,
    );
    expect(planned.every(({ polls }) => polls.length === 8)).toBe(true);
  });
});

describe('polls whose time has come', () => {
  const poll = (minutes: number) => ({ atMs: TIP - minutes * MINUTE_MS, untilMs: TIP });
  it('are one at the most: what was missed is not made up for', () => {
    const polls = [poll(60), poll(30), poll(10)];
    expect(duePolls(polls, TIP - 61 * MINUTE_MS)).toEqual({ due: undefined, missed: [] });
    expect(duePolls(polls, TIP - 60 * MINUTE_MS)).toEqual({ due: poll(60), missed: [] });
    expect(duePolls(polls, TIP - 5 * MINUTE_MS)).toEqual({ due: poll(10), missed: [poll(30), poll(60)] });
    expect(duePolls(polls, TIP)).toMatchObject({ due: undefined, missed: { length: 3 } });
  });
});
