import { describe, expect, it } from 'vitest';
import type { CapturedQuote } from '../../../src/domain/odds.ts';
import {
  type LineRequest,
  type PassportedLine,
  closingLine,
  openingLine,
} from '../../../src/odds/maths/closing-line.ts';
import { MINUTE_MS, START_MS, moneyline, quote, spread } from './example-quotes.ts';

const at = (minutes: number) => START_MS - minutes * MINUTE_MS;
const EVEN = [1.91, 1.91] as const;

function request(changes: readonly CapturedQuote[], more: Partial<LineRequest> = {}): LineRequest {
  return { market: 'spreads', changes, startMs: START_MS, exchanges: new Set(['exchange']), ...more };
}

function line(result: ReturnType<typeof closingLine>): PassportedLine {
  if (!result.ok) throw new Error(result.problem);
  return result;
}

const CHANGES = [
  ...spread('a', -2.5, EVEN, 6_000),
  ...spread('b', -3, EVEN, 5_000),
  ...spread('a', -3.5, EVEN, 25),
  ...spread('b', -3.5, [1.87, 1.95], 20),
  ...spread('a', -10.5, EVEN, 0),
  ...spread('b', -17, EVEN, -40),
];

describe('the close', () => {
  it('is the last consensus before the start, with its passport', () => {
    expect(line(closingLine(request(CHANGES)))).toMatchObject({
      point: -3.5,
      atMs: at(20),
      ageMinutes: 20,
      isStale: false,
      books: ['a', 'b'],
      method: 'multiplicative',
      secondSource: null,
    });
  });

  it('moves with the start', () => {
    const later = line(closingLine(request(CHANGES, { startMs: at(-60) })));
    expect(later).toMatchObject({ atMs: at(-40), ageMinutes: 20 });
    const earlier = line(closingLine(request(CHANGES, { startMs: at(22) })));
    expect(earlier).toMatchObject({ atMs: at(25), ageMinutes: 3 });
  });

  it.each([
    [60, false],
    [61, true],
    [3_000, true],
  ])('of %i minutes before the start: stale is %s', (before, isStale) => {
    expect(line(closingLine(request(spread('a', -3, EVEN, before))))).toMatchObject({
      ageMinutes: before,
      isStale,
    });
  });

  it('is as old as the last look, whether or not that showed a change', () => {
    const looks = [6_000, 5, -5].map((before) => {
      return { eventId: 1, atMs: at(before), isWhole: false, series: new Set<string>() };
    });
    const close = line(closingLine(request(spread('a', -3, EVEN, 6_000), { looks })));
    expect(close).toMatchObject({ atMs: at(5), ageMinutes: 5, isStale: false });
  });

  it('leaves out the books that stood still while others moved', () => {
    const opened = ['a', 'b', 'c', 'old'].flatMap((book) => spread(book, -3, EVEN, 500));
    const moved = ['a', 'b', 'c'].flatMap((book) => spread(book, -6, EVEN, 15));
    const close = line(closingLine(request([...opened, ...moved])));
    expect(close).toMatchObject({
      point: -6,
      books: ['a', 'b', 'c'],
      leftOut: [{ book: 'old', reason: 'stale' }],
    });
  });

  it('compares itself with a second source: a point of the line, five per cent of the chance', () => {
    const compare = (value: number) =>
      line(closingLine(request(CHANGES, { secondSource: { name: 'league', value } }))).secondSource;
    expect(compare(-3)).toEqual({ name: 'league', value: -3, difference: -0.5, agrees: true });
    expect(compare(-2.5)).toMatchObject({ difference: -1, agrees: true });
    expect(compare(-2)).toMatchObject({ agrees: false });
    const chance = (value: number) =>
      line(
        closingLine(request(moneyline('a', 1.9, 1.9), { market: 'h2h', secondSource: { name: 'x', value } })),
      ).secondSource;
    expect(chance(0.54)).toMatchObject({ agrees: true });
    expect(chance(0.56)).toMatchObject({ agrees: false });
  });

  it('is none where nothing was captured before the start, and says why', () => {
    expect(closingLine(request(spread('a', -3, EVEN, -10)))).toMatchObject({ ok: false });
    expect(closingLine(request([]))).toMatchObject({ ok: false });
    const exchange = [...moneyline('exchange', 1.01, 1.01), quote('exchange', 'h2h_lay', 'home', 1000)];
    const none = closingLine(request(exchange, { market: 'h2h' }));
    expect(none).toMatchObject({ ok: false, leftOut: [{ reason: 'exchange_too_wide' }] });
  });
});

describe('the opening', () => {
  it('is the first consensus, which is never stale', () => {
    expect(line(openingLine(request(CHANGES)))).toMatchObject({
      point: -2.5,
      atMs: at(6_000),
      ageMinutes: 6_000,
      isStale: false,
      books: ['a'],
    });
  });

  it('waits for a book that has both sides, and is none in play', () => {
    const half = quote('early', 'spreads', 'home', 1.9, { point: -1, before: 9_000 });
    expect(line(openingLine(request([half, ...CHANGES]))).atMs).toBe(at(6_000));
    expect(openingLine(request(spread('a', -3, EVEN, 0)))).toMatchObject({ ok: false });
    expect(openingLine(request([half]))).toMatchObject({ ok: false, leftOut: [{ reason: 'incomplete' }] });
  });
});
