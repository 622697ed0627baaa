import { describe, expect, it } from 'vitest';
import type { CapturedQuote } from '../../../src/domain/odds.ts';
import { type MovementRequest, movementOf } from '../../../src/odds/maths/movement.ts';
import { NFL_FACTS } from '../../../src/sports/nfl/facts.ts';
import { MINUTE_MS, START_MS, moneyline, quote, spread } from './example-quotes.ts';

function movement(market: string, changes: readonly CapturedQuote[], more: Partial<MovementRequest> = {}) {
  return movementOf({ market, changes, startMs: START_MS, exchanges: new Set(), ...more });
}

const at = (minutes: number) => START_MS - minutes * MINUTE_MS;
const EVEN = [1.91, 1.91] as const;

describe('the movement of a series', () => {
  const path = [
    ...spread('a', -2.5, EVEN, 600),
    ...spread('a', -3.5, EVEN, 400),
    ...spread('a', -3, [1.87, 1.95], 200),
    ...spread('a', -3, [1.95, 1.87], 100),
  ];

  it('has open, now, high, low and the way between, by line and then by price', () => {
    const home = movement('spreads', path.toReversed()).series.find(({ side }) => side === 'home');
    expect(home).toMatchObject({
      book: 'a',
      open: { atMs: at(600), point: -2.5 },
      now: { atMs: at(100), point: -3, price: 1.95 },
      high: { point: -2.5 },
      low: { point: -3.5 },
    });
    expect(home?.path.map(({ point }) => point)).toEqual([-2.5, -3.5, -3, -3]);
  });

  it('of a moneyline goes by its price', () => {
    const changes = [
      ...moneyline('a', 1.9, 1.95, 60),
      ...moneyline('a', 1.7, 2.2, 50),
      ...moneyline('a', 1.8, 2.1, 40),
    ];
    const home = movement('h2h', changes).series.find(({ side }) => side === 'home');
    expect(home).toMatchObject({
      open: { price: 1.9 },
      now: { price: 1.8 },
      high: { price: 1.9 },
      low: { price: 1.7 },
    });
  });

  it('ends before the start as the schedule knows it', () => {
    const inPlay = [
      ...spread('a', -3, EVEN, 10),
      ...spread('a', -17.5, EVEN, 0),
      ...spread('a', -20.5, EVEN, -30),
    ];
    expect(movement('spreads', inPlay).consensus).toMatchObject({ now: { point: -3 }, low: { point: -3 } });
    const moved = movement('spreads', inPlay, { startMs: START_MS + 20 * MINUTE_MS });
    expect(moved.consensus).toMatchObject({ now: { point: -17.5 } });
    expect(movement('spreads', inPlay.slice(2))).toMatchObject({
      consensus: null,
      series: [],
      steam: [],
      jumps: [],
    });
  });
});

describe('crossed key numbers', () => {
  const crossed = (points: readonly number[], side: 'spreads' | 'totals' = 'spreads') => {
    const changes = points.flatMap((point, index) =>
      side === 'spreads'
        ? spread('a', point, EVEN, 600 - index)
        : [
            quote('a', 'totals', 'over', 1.9, { point, before: 600 - index }),
            quote('a', 'totals', 'under', 1.9, { point, before: 600 - index }),
          ],
    );
    const { keyNumbers = [] } = NFL_FACTS;
    return movement(side, changes, { keyNumbers }).consensus?.crossed.map(({ key, from, to }) => [
      key,
      from,
      to,
    ]);
  };

  it.each([
    [[-2.5, -3.5], [[-3, -2.5, -3.5]]],
    [[-3.5, -2.5], [[-3, -3.5, -2.5]]],
    [[2.5, 3.5], [[3, 2.5, 3.5]]],
    [[-2.5, -3, -3.5], [[-3, -2.5, -3.5]]],
    [[-2.5, -3, -2.5], []],
    [[-3, -3.5], []],
    [
      [-6.5, -7.5, -6.5],
      [
        [-7, -6.5, -7.5],
        [-7, -7.5, -6.5],
      ],
    ],
    [
      [-2.5, -7.5],
      [
        [-3, -2.5, -7.5],
        [-7, -2.5, -7.5],
      ],
    ],
    [
      [-3.5, 3.5],
      [
        [-3, -3.5, 3.5],
        [3, -3.5, 3.5],
      ],
    ],
    [[-4, -6], []],
  ])('of %j are %j', (points, expected) => {
    const ascending = ([one = 0]: number[], [other = 0]: number[]) => one - other;
    expect(crossed(points)?.toSorted(ascending)).toEqual(expected.toSorted(ascending));
  });

  it('are none of a total', () => {
    expect(crossed([2, 8], 'totals')).toEqual([]);
  });
});

describe('steam', () => {
  const opened = ['a', 'b', 'c', 'd'].flatMap((book) => spread(book, -2.5, EVEN, 600));
  const steamOf = (changes: readonly CapturedQuote[], more: Partial<MovementRequest> = {}) =>
    movement('spreads', [...opened, ...changes], more).steam;

  it('is three books that move half a point the same way within ten minutes', () => {
    const moves = [
      ...spread('a', -3, EVEN, 100),
      ...spread('b', -3, EVEN, 96),
      ...spread('c', -3.5, EVEN, 92),
    ];
    expect(steamOf(moves)).toMatchObject([{ side: 'home', startMs: at(100), endMs: at(92), withinMs: null }]);
    expect(steamOf(moves)[0]?.moves).toEqual([
      { book: 'a', points: 0.5, implied: 0 },
      { book: 'b', points: 0.5, implied: 0 },
      { book: 'c', points: 1, implied: 0 },
    ]);
  });

  it('is in favour of the away team where the handicap of home rises', () => {
    const moves = ['a', 'b', 'c'].flatMap((book) => spread(book, -2, EVEN, 100));
    expect(steamOf(moves)).toMatchObject([{ side: 'away' }]);
  });

  it('is not two books, three over a quarter of an hour, three that part, nor three that come', () => {
    expect(steamOf([...spread('a', -3, EVEN, 100), ...spread('b', -3, EVEN, 99)])).toEqual([]);
    expect(
      steamOf([...spread('a', -3, EVEN, 100), ...spread('b', -3, EVEN, 93), ...spread('c', -3, EVEN, 85)]),
    ).toEqual([]);
    expect(
      steamOf([...spread('a', -3, EVEN, 100), ...spread('b', -3, EVEN, 99), ...spread('c', -2, EVEN, 98)]),
    ).toEqual([]);
    expect(steamOf(['x', 'y', 'z'].flatMap((book) => spread(book, -3, EVEN, 100)))).toEqual([]);
  });

  it('is two per cent of implied probability where the line stays, or there is none', () => {
    const prices = ['a', 'b', 'c'].flatMap((book) => spread(book, -2.5, [1.83, 1.99], 100));
    expect(steamOf(prices)).toMatchObject([{ side: 'home' }]);
    const small = ['a', 'b', 'c'].flatMap((book) => spread(book, -2.5, [1.88, 1.94], 100));
    expect(steamOf(small)).toEqual([]);
    const lines = ['a', 'b', 'c'].flatMap((book) => [
      ...moneyline(book, 2, 1.83, 600),
      ...moneyline(book, 1.9, 1.92, 100),
    ]);
    expect(movement('h2h', lines).steam).toMatchObject([{ side: 'home' }]);
  });

  it('goes on while moves follow, is one, and tells how long nobody looked before', () => {
    const moves = ['a', 'b', 'c', 'd'].flatMap((book, index) => spread(book, -3, EVEN, 100 - 3 * index));
    const looksMs = [at(600), at(112), at(100), at(97), at(94), at(91)];
    expect(steamOf(moves, { looksMs })).toMatchObject([
      { startMs: at(100), endMs: at(91), withinMs: 21 * MINUTE_MS, moves: [{}, {}, {}, {}] },
    ]);
  });
});

describe('a jump', () => {
  const opened = ['a', 'b'].flatMap((book) => spread(book, -2.5, EVEN, 600));

  it('is three points or ten per cent at once, and says who followed', () => {
    const alone = movement('spreads', [...opened, ...spread('a', -5.5, EVEN, 100)]).jumps;
    expect(alone.map(({ book, side, followers }) => [book, side, followers])).toEqual([
      ['a', 'home', []],
      ['a', 'away', []],
    ]);
    const followed = movement('spreads', [
      ...opened,
      ...spread('a', -5.5, EVEN, 100),
      ...spread('b', -4, EVEN, 88),
    ]);
    expect(followed.jumps.map(({ followers }) => followers)).toEqual([['b'], ['b']]);
    const late = movement('spreads', [
      ...opened,
      ...spread('a', -5.5, EVEN, 100),
      ...spread('b', -4, EVEN, 80),
    ]);
    expect(late.jumps.map(({ followers }) => followers)).toEqual([[], []]);
    const against = movement('spreads', [
      ...opened,
      ...spread('a', -5.5, EVEN, 100),
      ...spread('b', -1, EVEN, 99),
    ]);
    expect(against.jumps.map(({ followers }) => followers)).toEqual([[], []]);
  });

  it('is none below that', () => {
    expect(movement('spreads', [...opened, ...spread('a', -5, EVEN, 100)]).jumps).toEqual([]);
    const lines = [...moneyline('a', 2, 1.83, 600), ...moneyline('a', 1.7, 2.2, 500)];
    expect(movement('h2h', lines).jumps).toEqual([]);
    expect(movement('h2h', [...lines, ...moneyline('a', 1.4, 3, 400)]).jumps).toHaveLength(2);
  });
});
