import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CapturedQuote } from '../../../src/domain/odds.ts';
import { type ConsensusRequest, consensusOf } from '../../../src/odds/maths/consensus.ts';
import { marketStateAt } from '../../../src/odds/maths/market-state.ts';
import { START_MS, moneyline, quote, spread } from './example-quotes.ts';

function consensus(market: string, quotes: readonly CapturedQuote[], more: Partial<ConsensusRequest> = {}) {
  return consensusOf({ market, quotes, exchanges: new Set(['exchange']), ...more });
}

function agreed(market: string, quotes: readonly CapturedQuote[], more: Partial<ConsensusRequest> = {}) {
  const result = consensus(market, quotes, more);
  if (!result.ok) throw new Error(result.problem);
  return result;
}

/** The hold as anybody would compute it from the prices. */
function holdOf(outcomes: readonly { price: number }[]): number {
  return 1 - 1 / outcomes.reduce((sum, { price }) => sum + 1 / price, 0);
}

describe('the consensus of a moneyline', () => {
  it('is the middle of implied probabilities, not of prices', () => {
    const two = agreed('h2h', [...moneyline('a', 1.25, 4), ...moneyline('b', 2, 2)]);
    expect(two.outcomes.map(({ price }) => price)).toEqual([
      expect.closeTo(1 / ((0.8 + 0.5) / 2), 9),
      expect.closeTo(1 / ((0.25 + 0.5) / 2), 9),
    ]);
    const three = agreed('h2h', [
      ...moneyline('a', 1.8, 2.1),
      ...moneyline('b', 1.9, 2),
      ...moneyline('c', 1.5, 2.6),
    ]);
    expect(three.outcomes.map(({ side, price }) => [side, price])).toEqual([
      ['home', expect.closeTo(1.8, 9)],
      ['away', expect.closeTo(2.1, 9)],
    ]);
    expect(three.hold).toBeCloseTo(holdOf(three.outcomes), 9);
    expect(three.outcomes.reduce((sum, { fairProbability }) => sum + fairProbability, 0)).toBeCloseTo(1, 12);
    expect(three).toMatchObject({
      point: null,
      books: ['a', 'b', 'c'],
      leftOut: [],
      method: 'multiplicative',
    });
  });

  it('names the method by which fair probabilities are computed', () => {
    const result = agreed('h2h', moneyline('a', 1.5, 2.74), { method: 'shin' });
    expect(result.method).toBe('shin');
    expect(result.outcomes[0]?.fairProbability).toBeCloseTo(0.650852, 6);
  });
});

describe('the line of a consensus', () => {
  it.each([
    [[-3, -3.5, -3.5], -3.5, ['b', 'c']],
    [[-3, -3, -3.5, -4], -3, ['a', 'b']],
    [[-2.5, -3, -3.5, -3.5], -3.5, ['c', 'd']],
    [[7], 7, ['a']],
  ])('of %j is %f', (points, point, at) => {
    const quotes = points.flatMap((one, index) => spread('abcd'.charAt(index), one));
    expect(agreed('spreads', quotes)).toMatchObject({
      point,
      booksAtLine: at,
      books: ['a', 'b', 'c', 'd'].slice(0, points.length),
    });
  });

  it('between two is the one with the more even prices, then the smaller', () => {
    const even = [...spread('a', -3, [1.7, 2.15]), ...spread('b', -3.5, [1.9, 1.92])];
    expect(agreed('spreads', even).point).toBe(-3.5);
    expect(agreed('spreads', [...spread('a', -3), ...spread('b', -3.5)]).point).toBe(-3);
    expect(agreed('spreads', [...spread('a', 3), ...spread('b', 3.5)]).point).toBe(3);
  });

  it('has the prices of the books that quote it, and of no other', () => {
    const quotes = [
      ...spread('a', -3, [1.8, 2]),
      ...spread('b', -3, [1.8, 2]),
      ...spread('c', -7, [2.6, 1.5]),
    ];
    expect(agreed('spreads', quotes).outcomes.map(({ price }) => price)).toEqual([
      expect.closeTo(1.8, 9),
      expect.closeTo(2, 9),
    ]);
  });
});

describe('a book with several lines side by side', () => {
  it('counts with the one whose prices are the most even', () => {
    const shown = [
      ...spread('a', -2.5, [1.6, 2.4]),
      ...spread('a', -3.5, [1.9, 1.92]),
      ...spread('a', -7, [3.1, 1.35]),
    ].map((one) => ({ ...one, line: one.point }));
    const result = agreed('spreads', [...shown, ...spread('b', -3.5), ...spread('c', -3.5)]);
    expect(result).toMatchObject({
      point: -3.5,
      books: ['a', 'b', 'c'],
      booksAtLine: ['a', 'b', 'c'],
      leftOut: [],
    });
    const state = marketStateAt('spreads', shown, START_MS).standing();
    expect(state).toHaveLength(6);
  });
});

describe('a book that does not count', () => {
  const good = moneyline('good', 1.9, 1.95);
  const lays = (home: number, away: number) => [
    quote('exchange', 'h2h_lay', 'home', home),
    quote('exchange', 'h2h_lay', 'away', away),
  ];

  it.each<[string, readonly CapturedQuote[], string]>([
    ['is stale', moneyline('stale', 1.2, 4.5), 'stale'],
    ['has one side only', [quote('half', 'h2h', 'home', 1.9)], 'incomplete'],
    ['pays out more than it takes', moneyline('wrong', 2.2, 2.1), 'pays_out_more'],
    ['is an exchange without lay prices', moneyline('exchange', 1.95, 2), 'exchange_without_lay'],
    [
      'is an exchange with one lay price',
      [...moneyline('exchange', 1.95, 2), ...lays(1.97, 2.02).slice(0, 1)],
      'exchange_without_lay',
    ],
    [
      'is an empty exchange',
      [...moneyline('exchange', 1.01, 1.01), ...lays(1000, 1000)],
      'exchange_too_wide',
    ],
    [
      'is an exchange with one wide side',
      [...moneyline('exchange', 1.9, 2.02), ...lays(1.92, 2.3)],
      'exchange_too_wide',
    ],
    [
      'is an exchange with crossed prices',
      [...moneyline('exchange', 1.9, 2.02), ...lays(1.8, 2.05)],
      'exchange_too_wide',
    ],
  ])('%s, and is named with the reason', (_, bad, reason) => {
    const result = agreed('h2h', [...good, ...bad], { stale: new Set(['stale']) });
    expect(result.books).toEqual(['good']);
    expect(result.leftOut).toEqual([expect.objectContaining({ book: bad[0]?.book, reason })]);
  });

  it('has its outcomes on two lines, or other outcomes than most', () => {
    const torn = [
      quote('torn', 'spreads', 'home', 1.9, { point: -3 }),
      quote('torn', 'spreads', 'away', 1.9, { point: -4 }),
    ];
    expect(agreed('spreads', [...spread('good', -3), ...torn]).leftOut).toMatchObject([
      { reason: 'two_lines' },
    ]);
    const threeWay = ['a', 'b'].flatMap((book) => [
      ...moneyline(book, 2.6, 2.9),
      quote(book, 'h2h', 'draw', 3.2),
    ]);
    const result = agreed('h2h', [...threeWay, ...moneyline('c', 1.8, 2)]);
    expect(result.leftOut).toMatchObject([{ book: 'c', reason: 'other_outcomes' }]);
    expect(result.outcomes.map(({ side }) => side)).toEqual(['home', 'away', 'draw']);
  });

  it('is no exchange whose back and lay prices are near: its back prices count, its lay prices never', () => {
    const near = [...moneyline('exchange', 1.9, 2.02), ...lays(1.92, 2.06)];
    expect(agreed('h2h', near).books).toEqual(['exchange']);
    expect(agreed('h2h', near).outcomes[0]?.price).toBeCloseTo(1.9, 9);
    expect(consensus('h2h_lay', near).ok).toBe(false);
  });

  it('leaves nothing where no other is', () => {
    const result = consensus('h2h', moneyline('exchange', 1.95, 2));
    expect(result).toMatchObject({ ok: false, leftOut: [{ book: 'exchange' }] });
    expect(consensus('h2h', []).ok).toBe(false);
  });
});

describe('the hold of a consensus', () => {
  const price = fc.double({ min: 1.01, max: 30, noNaN: true });

  it('is never negative, whatever books say', () => {
    const books = fc.array(fc.tuple(price, price), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(books, (all) => {
        const result = consensus(
          'h2h',
          all.flatMap(([home, away], index) => moneyline(`b${index}`, home, away)),
        );
        if (result.ok) expect(Math.min(result.hold, holdOf(result.outcomes))).toBeGreaterThan(-1e-9);
      }),
    );
  });

  it('is never negative where the books of three outcomes disagree about all of them', () => {
    const books = fc.array(fc.tuple(price, price, price), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(books, (all) => {
        const quotes = all.flatMap(([home, away, draw], index) => [
          ...moneyline(`b${index}`, home, away),
          quote(`b${index}`, 'h2h', 'draw', draw),
        ]);
        const result = consensus('h2h', quotes);
        if (result.ok) expect(Math.min(result.hold, holdOf(result.outcomes))).toBeGreaterThan(-1e-9);
      }),
    );
    const around = [
      [1.4, 5, 7],
      [7, 1.4, 5],
      [5, 7, 1.4],
    ].flatMap(([home = 0, away = 0, draw = 0], index) => [
      ...moneyline(`b${index}`, home, away),
      quote(`b${index}`, 'h2h', 'draw', draw),
    ]);
    const result = agreed('h2h', around);
    expect(holdOf(result.outcomes)).toBeCloseTo(1 - 1 / (1 / 1.4 + 1 / 5 + 1 / 7), 9);
  });
});
