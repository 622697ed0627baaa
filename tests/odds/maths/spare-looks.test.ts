import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CapturedQuote } from '../../../src/domain/odds.ts';
import { closingLine, openingLine } from '../../../src/odds/maths/closing-line.ts';
import { type MarketLook, offerChanges } from '../../../src/odds/maths/market-looks.ts';
import { looksBefore, seriesOf } from '../../../src/odds/maths/market-state.ts';
import { movementOf } from '../../../src/odds/maths/movement.ts';
import { spareLooks } from '../../../src/odds/maths/spare-looks.ts';
import { MINUTE_MS, START_MS, moneyline, spread } from './example-quotes.ts';

const MARKETS = ['h2h', 'spreads'];
const BOOKS = ['a', 'b', 'c', 'd'];

/** A capture as it is kept: what changed with it, and which series it showed unchanged; none of these: it is no whole look. */
type Capture = { atMs: number; changes: readonly CapturedQuote[]; same: readonly string[] };

/** What happens to each book's market between two captures. */
type Step = { gapMs: number; books: readonly ('as before' | 'moves' | 'goes' | 'comes')[] };

/** Captures of steps; where each book has an instant of its own, one of a step for each of two pairs of books. */
function capturesOf(steps: readonly Step[], isSplit = false): readonly Capture[] {
  let atMs = START_MS - 24 * 60 * MINUTE_MS;
  const places = MARKETS.flatMap((market) => BOOKS.map((book) => ({ market, book, moves: 0, state: 'new' })));
  return steps.flatMap(({ gapMs, books }) => {
    atMs += gapMs;
    const captures = (
      isSplit
        ? [
            ['a', 'b'],
            ['c', 'd'],
          ]
        : [BOOKS]
    ).map((shown, part) => {
      atMs += part * 15_000;
      const changes: CapturedQuote[] = [];
      const same: string[] = [];
      for (const [index, place] of places.entries()) {
        if (!shown.includes(place.book)) continue;
        const step = books[index] ?? 'as before';
        if (step === 'goes' && place.state === 'shown') place.state = 'gone';
        if (place.state === 'gone' && step !== 'comes') continue;
        const isChanged = place.state === 'new' || step === 'moves';
        if (isChanged) place.moves += 1;
        place.state = 'shown';
        const quotes = quotesOf(place, (START_MS - atMs) / MINUTE_MS);
        if (isChanged) changes.push(...quotes);
        else same.push(...quotes.map(seriesOf));
      }
      return { atMs, changes, same };
    });
    return captures.filter(({ changes, same }) => changes.length + same.length > 0);
  });
}

function quotesOf({ market, book, moves }: { market: string; book: string; moves: number }, before: number) {
  const at = moves % 7;
  return market === 'h2h'
    ? moneyline(book, 1.5 + at / 20, 2.7 - at / 20, before)
    : spread(book, -3 - at / 2, [1.91, 1.91], before);
}

function looksOf(captures: readonly Capture[], market: string): readonly MarketLook[] {
  return captures.flatMap(({ atMs, changes, same }) => {
    const all = [...changes.map(seriesOf), ...same];
    const series = new Set(all.filter((one) => one.split('\n')[1] === market));
    return series.size === 0 ? [] : [{ eventId: 1, atMs, isWhole: same.length > 0, series }];
  });
}

function told(captures: readonly Capture[], startMs: number) {
  const changes = captures.flatMap((capture) => capture.changes);
  const looksMs = captures.map(({ atMs }) => atMs);
  return MARKETS.map((market) => {
    const looks = looksOf(captures, market);
    const request = { market, changes, looks, looksMs, startMs, exchanges: new Set<string>() };
    return {
      offers: [offerChanges(looks), offerChanges(looksBefore(looks, startMs))],
      lines: [openingLine(request), closingLine(request)],
      movement: movementOf({ ...request, keyNumbers: [3, 4, 5] }),
    };
  });
}

function cutDown(captures: readonly Capture[], startsMs: readonly number[]): readonly Capture[] {
  const spare = spareLooks(
    MARKETS.map((market) => looksOf(captures, market)),
    startsMs,
  );
  return captures.map((capture) => (spare.has(capture.atMs) ? { ...capture, same: [] } : capture));
}

const kept = (captures: readonly Capture[]) => captures.reduce((sum, { same }) => sum + same.length, 0);

const someSteps = fc.array(
  fc.record({
    gapMs: fc.constantFrom(20_000, 45_000, 60_000, 61_000, 9 * MINUTE_MS, 40 * MINUTE_MS),
    books: fc.array(
      fc.oneof(
        { arbitrary: fc.constant('as before' as const), weight: 16 },
        { arbitrary: fc.constantFrom('moves' as const, 'goes' as const, 'comes' as const), weight: 1 },
      ),
      { minLength: 8, maxLength: 8 },
    ),
  }),
  { minLength: 1, maxLength: 30 },
);

describe('looks that are spare', () => {
  it('change no line, no movement and no absence when they are cut down', () => {
    fc.assert(
      fc.property(someSteps, fc.nat(), fc.boolean(), fc.boolean(), (steps, index, isAfter, isSplit) => {
        const captures = capturesOf(steps, isSplit);
        const startMs = (captures[index % captures.length]?.atMs ?? 0) + (isAfter ? 1 : 0);
        const cut = cutDown(captures, [startMs]);
        expect(told(cut, startMs)).toEqual(told(captures, startMs));
      }),
      { numRuns: 150 },
    );
  });

  it('are those between the first and the last that show the same, with changes or without', () => {
    const steps = Array.from({ length: 40 }, (_, index): Step => {
      return { gapMs: 30 * MINUTE_MS, books: index % 3 === 0 ? ['moves'] : [] };
    });
    const captures = capturesOf(steps);
    expect(kept(cutDown(captures, [START_MS]))).toBeLessThan(kept(captures) / 10);
  });

  it('are none beside the last before any of several starts', () => {
    const captures = capturesOf(
      Array.from({ length: 20 }, (): Step => ({ gapMs: 30 * MINUTE_MS, books: [] })),
    );
    const starts = [captures[8]?.atMs ?? 0, captures[15]?.atMs ?? 0];
    const cut = cutDown(captures, starts);
    for (const startMs of starts) expect(told(cut, startMs)).toEqual(told(captures, startMs));
    expect(cut[7]?.same).not.toEqual([]);
    expect(cut[4]?.same).toEqual([]);
  });
});
