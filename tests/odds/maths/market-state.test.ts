import { describe, expect, it } from 'vitest';
import type { CapturedQuote } from '../../../src/domain/odds.ts';
import { marketStateAt } from '../../../src/odds/maths/market-state.ts';
import { MINUTE_MS, START_MS, moneyline, quote } from './example-quotes.ts';

function staleBefore(minutes: number, changes: readonly CapturedQuote[]): readonly string[] {
  const atMs = START_MS - minutes * MINUTE_MS;
  return marketStateAt('h2h', changes, atMs)
    .staleAt(atMs)
    .map(({ book }) => book);
}

const OPENED = ['a', 'b', 'c', 'd', 'quiet'].flatMap((book) => moneyline(book, 1.9, 1.95, 300));
const moves = (...books: readonly string[]) =>
  books.map((book) => quote(book, 'h2h', 'home', 1.85, { before: 20 }));

describe('a book is stale', () => {
  it('when it has stood still for half an hour while three others moved', () => {
    expect(staleBefore(10, [...OPENED, ...moves('a', 'b', 'c', 'd')])).toEqual(['quiet']);
    expect(staleBefore(10, [...OPENED, ...moves('a', 'b', 'c')])).toEqual(['d', 'quiet']);
  });

  it('not when fewer moved, or nobody did', () => {
    expect(staleBefore(10, [...OPENED, ...moves('a', 'b')])).toEqual([]);
    expect(staleBefore(10, OPENED)).toEqual([]);
  });

  it('not when it moved itself, came, or confirmed the market in that time', () => {
    const others = moves('a', 'b', 'c', 'd');
    const own = (before: number, confirmed: number | null = null) =>
      quote('quiet', 'h2h', 'home', 1.9, { before, confirmed });
    expect(staleBefore(10, [...OPENED, ...others, own(39)])).toEqual([]);
    expect(staleBefore(10, [...OPENED, ...others, own(40)])).toEqual(['quiet']);
    expect(staleBefore(10, [...OPENED, ...others, own(200, 15)])).toEqual([]);
    expect(staleBefore(10, [...OPENED, ...others, ...moneyline('new', 1.9, 1.9, 15)])).toEqual(['quiet']);
  });

  it('not by books that came only now, nor by moves after the moment or of its lay prices', () => {
    const came = ['x', 'y', 'z'].flatMap((book) => moneyline(book, 1.9, 1.95, 20));
    expect(staleBefore(10, [...OPENED, ...came])).toEqual([]);
    expect(staleBefore(30, [...OPENED, ...moves('a', 'b', 'c', 'd')])).toEqual([]);
    const lays = ['a', 'b', 'c'].flatMap((book) => [
      quote(book, 'h2h_lay', 'home', 1.95, { before: 300 }),
      quote(book, 'h2h_lay', 'home', 1.96, { before: 20 }),
    ]);
    expect(staleBefore(10, [...OPENED, ...lays])).toEqual([]);
  });
});

describe('what stands at a moment', () => {
  it('is the newest change of each series until then, in whatever order they are told', () => {
    const changes = [
      quote('a', 'h2h', 'home', 1.7, { before: 5 }),
      quote('a', 'h2h', 'home', 1.9, { before: 60 }),
      quote('a', 'h2h', 'away', 2, { before: 60 }),
      quote('a', 'h2h', 'home', 1.8, { before: 30 }),
    ];
    const standing = marketStateAt('h2h', changes, START_MS - 10 * MINUTE_MS).standing();
    expect(standing.map(({ side, price }) => [side, price])).toEqual([
      ['home', 1.8],
      ['away', 2],
    ]);
  });
});
