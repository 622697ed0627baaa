import { describe, expect, it } from 'vitest';
import type { CapturedQuote } from '../../../src/domain/odds.ts';
import { closingLine, openingLine } from '../../../src/odds/maths/closing-line.ts';
import { type MarketLook, offerChanges } from '../../../src/odds/maths/market-looks.ts';
import { seriesOf } from '../../../src/odds/maths/market-state.ts';
import { movementOf } from '../../../src/odds/maths/movement.ts';
import { MINUTE_MS, START_MS, spread } from './example-quotes.ts';

const at = (minutes: number) => START_MS - minutes * MINUTE_MS;
const EVEN = [1.91, 1.91] as const;
const seriesOfBook = (book: string) => spread(book, -3).map(seriesOf);

/** A whole look some minutes before the start, with the books that it showed. */
function look(before: number, books: readonly string[], eventId = 1): MarketLook {
  return { eventId, atMs: at(before), isWhole: true, series: new Set(books.flatMap(seriesOfBook)) };
}

describe('what looks lack', () => {
  const home = (book: string) => seriesOfBook(book)[0];
  const wayOf = (looks: readonly MarketLook[]) =>
    offerChanges(looks)
      .filter(({ series }) => series.includes('home'))
      .map(({ atMs, series, isOffered }) => [(START_MS - atMs) / MINUTE_MS, series, isOffered]);

  it('is gone from then on, and comes back with the capture that shows it again', () => {
    const looks = [look(60, ['a', 'b']), look(50, ['b']), look(40, ['b']), look(30, ['a', 'b'])];
    expect(wayOf(looks.toReversed())).toEqual([
      [50, home('a'), false],
      [30, home('a'), true],
    ]);
  });

  it('is not gone by a log of changes, by another event, or by the other captures of the same look', () => {
    const log = { ...look(50, ['b']), isWhole: false };
    expect(wayOf([look(60, ['a', 'b']), log])).toEqual([]);
    expect(wayOf([look(60, ['a'], 1), look(50, ['b'], 2), look(40, ['b'], 2)])).toEqual([]);
    const split = [look(60, ['a']), look(59.5, ['b']), look(50, ['a']), look(49.5, ['b'])];
    expect(wayOf(split)).toEqual([]);
  });
});

describe('a book that is gone', () => {
  const steps = (book: string, ...lines: readonly (readonly [before: number, line: number])[]) =>
    lines.flatMap(([before, line]) => spread(book, line, EVEN, before));
  const movement = (changes: readonly CapturedQuote[], looks: readonly MarketLook[]) =>
    movementOf({ market: 'spreads', changes, looks, startMs: START_MS, exchanges: new Set() });

  it('has no part in the consensus from then on, nor in its high and low', () => {
    const changes = [
      ...steps('a', [60, -3], [20, -4]),
      ...steps('b', [60, -3], [20, -4]),
      ...steps('c', [60, -9]),
    ];
    const looks = [60, 50, 20].map((before) => look(before, before > 50 ? ['a', 'b', 'c'] : ['a', 'b']));
    const { consensus, series } = movement(changes, looks);
    expect(consensus?.path.map(({ point }) => point)).toEqual([-3, -4]);
    expect(series.find(({ book }) => book === 'c')?.absences).toEqual([{ fromMs: at(50), toMs: null }]);
  });

  it('leaves a market without a consensus where it was the last one, until it is back', () => {
    const looks = [look(60, ['a']), look(50, ['b']), look(40, ['b']), look(30, ['a'])];
    const { consensus } = movement(steps('a', [60, -3]), looks);
    expect(consensus).toMatchObject({
      now: { atMs: at(60), point: -3 },
      absences: [{ fromMs: at(50), toMs: at(30) }],
    });
    const request = {
      market: 'spreads',
      changes: steps('a', [60, -3]),
      startMs: START_MS,
      exchanges: new Set<string>(),
    };
    expect(closingLine({ ...request, looks: looks.slice(0, 3) })).toMatchObject({
      ok: false,
      leftOut: [{ book: 'a', reason: 'gone' }],
    });
    expect(closingLine({ ...request, looks })).toMatchObject({ ok: true, atMs: at(30) });
  });

  it('makes no opening', () => {
    const half = spread('a', -9, EVEN, 60).slice(0, 1);
    const rest = spread('a', -9, EVEN, 40).slice(1);
    const changes = [...half, ...rest, ...steps('b', [30, -3])];
    const looks = [
      { ...look(60, []), series: new Set([seriesOfBook('a')[0] ?? '']) },
      { ...look(40, []), series: new Set([seriesOfBook('a')[1] ?? '']) },
      look(30, ['b']),
    ];
    const request = { market: 'spreads', changes, startMs: START_MS, exchanges: new Set<string>() };
    expect(openingLine({ ...request, looks })).toMatchObject({ atMs: at(30), point: -3 });
    expect(openingLine(request)).toMatchObject({ atMs: at(40), point: -9 });
  });

  it('moves nowhere while it is away: what it comes back with is no steam and no jump', () => {
    const books = ['a', 'b', 'c'];
    const changes = books.flatMap((book) => steps(book, [100, -3], [20, -7]));
    const away = [look(100, books), look(25, ['d']), look(20, books)];
    expect(movement(changes, [])).toMatchObject({ steam: [{ side: 'home' }], jumps: { length: 6 } });
    expect(movement(changes, away)).toMatchObject({ steam: [], jumps: [] });
  });
});
