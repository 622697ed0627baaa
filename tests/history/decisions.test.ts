import { describe, expect, it } from 'vitest';
import { creditsForBackfills } from '../../src/app/past-credits.ts';
import { countDays, lastSettledDay, monthsOfRange, parseRangeEnd } from '../../src/history/days.ts';
import { type KnownUnit, divideUnits } from '../../src/history/divide-units.ts';
import { estimateOf } from '../../src/history/estimate.ts';
import type { PastSource } from '../../src/history/past-source.ts';
import { type PlanningFacts, planUnits } from '../../src/history/plan-units.ts';
import type { WantedUnit } from '../../src/history/wanted-unit.ts';
import { judgeBackfills } from '../../src/monitoring/doctor/backfill-checks.ts';
import { builtIn } from '../support/built-in-leagues.ts';

const NBA = builtIn('NBA');
const NOW_MS = Date.parse('2026-11-30T12:00:00Z');

describe('the days of a range', () => {
  it('are seasons by the year in which they start, or days, and nothing else', () => {
    expect(parseRangeEnd('2023')).toEqual({ season: 2023 });
    expect(parseRangeEnd('2024-02-29')).toEqual({ day: '2024-02-29' });
    for (const text of ['2023-02-29', '2023-24', '23', 'soon', ''])
      expect(parseRangeEnd(text)).toBeUndefined();
  });

  it('are over twelve hours after their end by the clock of the league', () => {
    const zone = 'America/New_York';
    expect(lastSettledDay(Date.parse('2024-01-16T16:59:00Z'), zone)).toBe('2024-01-14');
    expect(lastSettledDay(Date.parse('2024-01-16T17:01:00Z'), zone)).toBe('2024-01-15');
  });

  it('fall into months, each once, cut at both ends', () => {
    const range = { from: { day: '2024-01-15' }, to: { day: '2024-03-02' } };
    expect(monthsOfRange(NBA, range, '2026-01-01')).toEqual([
      { unit: '2024-01', first: '2024-01-15', last: '2024-01-31' },
      { unit: '2024-02', first: '2024-02-01', last: '2024-02-29' },
      { unit: '2024-03', first: '2024-03-01', last: '2024-03-02' },
    ]);
    const seasons = monthsOfRange(NBA, { from: { season: 2022 }, to: { season: 2023 } }, '2026-01-01');
    expect(new Set(seasons.map(({ unit }) => unit)).size).toBe(seasons.length);
    expect(seasons[0]?.unit.slice(0, 4)).toBe('2022');
    expect(seasons.at(-1)?.unit.slice(0, 4)).toBe('2024');
    expect(monthsOfRange(NBA, range, '2024-01-10')).toEqual([]);
    expect(countDays({ first: '2024-02-28', last: '2024-03-01' })).toBe(3);
  });
});

const wanted = (overrides: Partial<WantedUnit> = {}): WantedUnit => ({
  leagueId: 1,
  league: 'NBA',
  sport: 'NBA',
  part: 'schedule',
  source: 'days',
  moment: '',
  unit: '2024-01',
  fromDay: '2024-01-01',
  toDay: '2024-01-31',
  ...overrides,
});
const known = (overrides: Partial<KnownUnit> = {}): KnownUnit => ({
  id: 7,
  leagueId: 1,
  part: 'schedule',
  source: 'days',
  moment: '',
  unit: '2024-01',
  fromDay: '2024-01-01',
  toDay: '2024-01-31',
  status: 'completed',
  cursor: '2024-01-31',
  contentHash: null,
  rowsRefused: 0,
  backfillId: 3,
  backfillStatus: 'completed',
  ...overrides,
});

describe('what of a request is still to be read', () => {
  const after = (unit: Partial<WantedUnit>, there: Partial<KnownUnit>) => {
    const { fresh, again, done, held } = divideUnits([wanted(unit)], [known(there)]);
    return {
      fresh: fresh.length,
      done: done.length,
      held: held.length,
      again: again.map(({ cursor, fromDay, toDay }) => [fromDay, toDay, cursor]),
    };
  };

  it('is what nobody has read or is reading', () => {
    expect(divideUnits([wanted()], [])).toMatchObject({ fresh: [{ unit: '2024-01' }], done: [], held: [] });
    expect(after({}, {})).toEqual({ fresh: 0, done: 1, held: 0, again: [] });
    expect(after({ source: 'other' }, {})).toMatchObject({ fresh: 1, done: 0 });
    for (const backfillStatus of ['running', 'paused'] as const)
      expect(after({}, { status: 'running', backfillStatus })).toMatchObject({ held: 1 });
  });

  it('goes on where a back-fill that is over stood, and after the days that are read', () => {
    const stood = { status: 'cancelled', cursor: '2024-01-09', backfillStatus: 'cancelled' } as const;
    expect(after({}, stood).again).toEqual([['2024-01-01', '2024-01-31', '2024-01-09']]);
    expect(after({}, { toDay: '2024-01-12', cursor: '2024-01-12' }).again).toEqual([
      ['2024-01-01', '2024-01-31', '2024-01-13'],
    ]);
    expect(after({}, { fromDay: '2024-01-05' }).again).toEqual([['2024-01-01', '2024-01-31', null]]);
  });
});

const DAYS: PastSource = {
  name: 'days',
  displayName: 'Days',
  history: { NBA: { schedule: { by: 'day' }, boxScores: { callsPerGame: 2 }, leagues: ['NBA'] } },
  pace: { perHour: 100, perDay: 1_000 },
  host: 'days',
};
const PRICES: PastSource = {
  name: 'prices',
  displayName: 'Prices',
  history: { NBA: { odds: { since: '2020-06-06', everyMinutes: 10 } } },
  pace: { perHour: 1_000, perDay: 24_000 },
  creditsPerMonth: 20_000,
  host: 'prices',
};

describe('the estimate', () => {
  const facts = { sources: [DAYS, PRICES], gamesOf: () => undefined, creditsOfSnapshot: 30 };

  it('counts days, games and waves of starts, and the time they take at the pace of the last priority', () => {
    expect(estimateOf([wanted()], facts)).toMatchObject({
      units: 1,
      calls: 31,
      credits: 0,
      hours: 0.31,
      months_assumed: 0,
    });
    const gamesOf = () => ({ games: 90, withoutLines: 80, waves: 40 });
    expect(estimateOf([wanted({ part: 'box-scores' })], { ...facts, gamesOf })).toMatchObject({
      calls: 160,
      hours: 1.6,
    });
    expect(estimateOf([wanted({ part: 'odds', source: 'prices' })], { ...facts, gamesOf })).toMatchObject({
      calls: 40,
      credits: 1_200,
    });
    // A day takes a thousand calls: what is more waits for the next.
    const many = { ...facts, gamesOf: () => ({ games: 800, withoutLines: 800, waves: 1 }) };
    expect(estimateOf([wanted({ part: 'box-scores' })], many).hours).toBe(30);
  });

  it('says of how many months it only assumes the games', () => {
    expect(estimateOf([wanted({ part: 'odds', source: 'prices' })], facts)).toMatchObject({
      months_assumed: 1,
    });
  });

  it('leaves the collection its month of credits, and a twentieth', () => {
    const month = { creditsPerMonth: 20_000, collectionPerMonth: 450, byBackfills: 0, byOthers: 0 };
    expect(creditsForBackfills(month)).toBe(18_550);
    expect(creditsForBackfills({ ...month, byOthers: 400 })).toBe(18_550);
    expect(creditsForBackfills({ ...month, byBackfills: 18_540 })).toBe(10);
    expect(creditsForBackfills({ ...month, creditsPerMonth: 500 })).toBe(25);
    expect(creditsForBackfills({ ...month, creditsPerMonth: 300 })).toBe(0);
  });
});

describe('who is asked', () => {
  const facts = (sources: readonly PastSource[], first?: string): PlanningFacts => ({
    leagues: [{ ...NBA, id: 1, learnedBy: 'reference' }],
    sports: ['NBA'],
    sources: { all: sources, boxScoresFrom: () => first },
    nowMs: NOW_MS,
  });
  const request = { league: 'nba', from: { day: '2024-01-01' }, to: { day: '2024-01-31' } };

  it('is the first that tells a part and is on', () => {
    const off = { ...DAYS, name: 'off', offBecause: 'OFF_ENABLED is not true' };
    const plan = planUnits(request, facts([off, DAYS, PRICES], 'days'));
    expect(plan.units.map(({ part, source }) => [part, source])).toEqual([
      ['schedule', 'days'],
      ['box-scores', 'days'],
      ['odds', 'prices'],
    ]);
  });

  it.each([
    ['a league that nobody knows', { league: 'Nowhere' }, 'league'],
    ['a provider that nobody knows', { source: 'nobody' }, 'source'],
    ['a provider that tells no such part', { source: 'prices', parts: ['schedule'] as const }, 'source'],
    ['a range that ends before it begins', { to: { day: '2023-12-31' } }, 'to'],
    ['days to come', { from: { day: '2027-01-01' }, to: { day: '2027-02-01' } }, 'from'],
  ])('is refused for %s, by the field', (_what, change, field) => {
    expect(() => planUnits({ ...request, ...change }, facts([DAYS, PRICES], 'days'))).toThrow(
      expect.objectContaining({ name: expect.stringMatching(/^Unknown/), field }),
    );
  });

  it('is told how a source is switched on, and who else has what one lacks', () => {
    const off = { ...DAYS, offBecause: 'DAYS_ENABLED is not true' };
    expect(() => planUnits({ ...request, source: 'days' }, facts([off, PRICES]))).toThrow(/DAYS_ENABLED/);
    expect(() =>
      planUnits({ ...request, source: 'prices', parts: ['schedule'] }, facts([DAYS, PRICES])),
    ).toThrow(/those that have it: days/);
  });
});

describe('what doctor says of back-fills', () => {
  const units = { pending: 0, running: 0, completed: 4, failed: 0, cancelled: 0 };
  const still = { id: 4, league: 'NBA', since: new Date(NOW_MS), note: null };
  it.each([
    [{ units, failed: [], still: [] }, 'ok'],
    [{ units, failed: [{ id: 3, league: 'NBA', units: 1, example: 'no answer' }], still: [] }, 'warn'],
    [{ units, failed: [], still: [{ ...still, restSeconds: 3 * 3_600 + 1 }] }, 'warn'],
    [{ units, failed: [], still: [{ ...still, restSeconds: 3 * 3_600 }] }, 'ok'],
  ])('follows from %o', (facts, status) => {
    expect(judgeBackfills(facts).map((verdict) => verdict.status)).toEqual([status]);
  });
});
