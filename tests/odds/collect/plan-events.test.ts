import { describe, expect, it } from 'vitest';
import { type EventSlate, planEvents } from '../../../src/odds/collect/plan-events.ts';

const MINUTE_MS = 60_000;
const NOW = Date.parse('2026-01-14T00:10:00Z');
const TIP = NOW + 24 * 60 * MINUTE_MS;

const slate = (events: number, date = '2026-01-14', leagueId = 1): EventSlate => ({
  leagueId,
  date,
  games: events,
  events: Array.from({ length: events }, (_, index) => ({
    eventId: index + 1,
    startMs: TIP + index * MINUTE_MS,
  })),
});
const plan = (slates: readonly EventSlate[], limits: Partial<Parameters<typeof planEvents>[1]>) =>
  planEvents(slates, { left: 100, costOfLook: 2, looksPerEvent: 2, eventsPerSlate: 4, ...limits }, NOW);
const looks = (planned: ReturnType<typeof plan>) => planned.map(({ polls }) => polls.length);

describe('looks at single events', () => {
  it('are the last before each start first, and then an earlier one', () => {
    const planned = plan([slate(3)], { left: 8 });
    expect(looks(planned)).toEqual([2, 1, 1]);
    const last = planned.map(({ polls }) => polls.at(-1));
    expect(last.map((poll) => poll && (poll.untilMs - poll.atMs) / MINUTE_MS)).toEqual([10, 10, 10]);
  });

  it.each([
    [{}, [2, 2, 2, 2]],
    [{ eventsPerSlate: 2 }, [2, 2]],
    [{ looksPerEvent: 1 }, [1, 1, 1, 1]],
    [{ left: 5 }, [1, 1]],
    [{ left: 1 }, []],
    [{ left: 0 }, []],
    [{ left: undefined }, [2, 2, 2, 2]],
  ])('with %j of six events are %j', (limits, expected) => {
    expect(looks(plan([slate(6)], limits))).toEqual(expected);
  });

  it('share what is left with days whose events nobody has told yet', () => {
    const ahead = ['2026-01-15', '2026-01-16', '2026-01-17'].map((date) => ({
      ...slate(6, date),
      events: [],
    }));
    const planned = plan([slate(6), ...ahead], { left: 16 });
    expect(planned.flatMap(({ polls }) => polls)).toHaveLength(2);
  });

  it('never cost more than what is left, and none is behind', () => {
    for (let left = 0; left < 40; left += 1) {
      const polls = plan([slate(6), slate(5, '2026-01-14', 2)], { left }).flatMap((one) => one.polls);
      expect(polls.length * 2).toBeLessThanOrEqual(left);
      expect(polls.every(({ atMs, untilMs }) => atMs > NOW && atMs < untilMs)).toBe(true);
    }
  });
});
