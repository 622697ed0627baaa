import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { type FinishedGame, planCorrections } from '../../src/sports/correction-times.ts';

const HOUR_MS = 3_600_000;
const DELAYS = [24 * HOUR_MS, 72 * HOUR_MS];

/** A game at a local time of its league's zone. */
function game(
  sport: FinishedGame['sport'],
  local: string,
  options: { timezone?: string; playedIn?: string; lastUnfinished?: string } = {},
): FinishedGame {
  const { timezone = 'America/New_York', playedIn = timezone, lastUnfinished } = options;
  const tipOff = DateTime.fromISO(local, { zone: playedIn });
  return {
    sport,
    timezone,
    tipOffMs: tipOff.toMillis(),
    slateDate: tipOff.setZone(timezone).toISODate() ?? '',
    lastUnfinishedMs: lastUnfinished === undefined ? undefined : Date.parse(lastUnfinished),
  };
}

function times(finished: FinishedGame, delaysMs: readonly number[] = DELAYS): string[] {
  return planCorrections(finished, delaysMs).map(({ atMs }) => new Date(atMs).toISOString().slice(0, 16));
}

describe('when a finished game is read again', () => {
  it('is each delay after tip-off, one pass for each, whatever the zone', () => {
    expect(planCorrections(game('NBA', '2026-01-15T19:00'), DELAYS)).toEqual([
      { pass: 'correction-1', atMs: Date.parse('2026-01-17T00:00:00Z') },
      { pass: 'correction-2', atMs: Date.parse('2026-01-19T00:00:00Z') },
    ]);
    expect(times(game('FOOTBALL', '2026-05-02T15:00', { timezone: 'Europe/London' }))).toEqual([
      '2026-05-03T14:00',
      '2026-05-05T14:00',
    ]);
  });

  it('is never without delays', () => {
    expect(planCorrections(game('NFL', '2025-09-07T13:00'), [])).toEqual([]);
  });

  it('counts hours and not days over a night in which the clocks are changed', () => {
    expect(times(game('NBA', '2026-03-07T20:00'))).toEqual(['2026-03-09T01:00', '2026-03-11T01:00']);
  });

  it.each([
    ['Sunday afternoon', '2025-09-07T13:00', '2025-09-11T12:00'],
    ['Sunday night, Monday in UTC', '2025-09-07T20:20', '2025-09-11T12:00'],
    ['Monday night, Tuesday in UTC', '2025-09-08T20:15', '2025-09-11T12:00'],
    ['Tuesday night, Wednesday in UTC', '2020-10-13T19:00', '2020-10-15T12:00'],
    ['Wednesday, which belongs to the week that ends', '2024-12-25T13:00', '2025-01-02T12:00'],
    ['Wednesday night, Thursday in UTC', '2020-12-02T20:40', '2020-12-10T12:00'],
    ['Thursday night, Friday in UTC', '2025-09-04T20:20', '2025-09-11T12:00'],
    ['Friday', '2025-09-05T20:00', '2025-09-11T12:00'],
    ['Saturday, in winter time', '2026-01-10T20:15', '2026-01-15T12:00'],
    ['the Sunday on which the clocks go back', '2025-11-02T13:00', '2025-11-06T12:00'],
  ])('is on the Thursday after the game in the NFL: %s', (_what, local, thursday) => {
    const [first, second] = times(game('NFL', local));
    expect(second).toBe(thursday);
    expect(Date.parse(`${second}Z`)).toBeGreaterThan(Date.parse(`${first}Z`));
  });

  it("goes by the day in the league's zone for NFL games abroad", () => {
    const munich = game('NFL', '2025-11-09T15:30', { playedIn: 'Europe/Berlin' });
    expect(times(munich)[1]).toBe('2025-11-13T12:00');
    // Friday morning in Melbourne is Thursday evening in New York.
    const melbourne = game('NFL', '2026-09-11T10:35', { playedIn: 'Australia/Melbourne' });
    expect(melbourne.slateDate).toBe('2026-09-10');
    expect(times(melbourne)[1]).toBe('2026-09-17T12:00');
  });

  it("keeps the order of the passes when the NFL's first delay is a long one, and other delays as they are", () => {
    expect(times(game('NFL', '2025-09-07T13:00'), [120 * HOUR_MS, 121 * HOUR_MS, 240 * HOUR_MS])).toEqual([
      '2025-09-12T17:00',
      '2025-09-18T12:00',
      '2025-09-17T17:00',
    ]);
  });

  it('counts from when a game was last seen unfinished, when that is more than a day after tip-off', () => {
    const delayed = game('NBA', '2026-01-15T19:00', { lastUnfinished: '2026-01-16T04:10:00Z' });
    expect(times(delayed)[0]).toBe('2026-01-17T00:00');
    const resumed = game('FOOTBALL', '2024-12-01T18:00', {
      timezone: 'Europe/Rome',
      lastUnfinished: '2025-02-06T20:00:00Z',
    });
    expect(times(resumed)).toEqual(['2025-02-07T20:00', '2025-02-09T20:00']);
    const stuck = game('NFL', '2025-09-07T13:00', { lastUnfinished: '2025-09-10T03:00:00Z' });
    expect(times(stuck)).toEqual(['2025-09-11T03:00', '2025-09-11T12:00']);
  });
});
