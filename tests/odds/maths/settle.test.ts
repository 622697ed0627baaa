import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BetResult } from '../../../src/domain/bet-result.ts';
import type { OddsSide } from '../../../src/domain/odds.ts';
import { type Bet, type SettledMarket, type Settlement, settle } from '../../../src/odds/maths/settle.ts';

function settled(bet: Bet, home: number, away: number): Settlement {
  const settlement = settle(bet, { home, away });
  if (!settlement.ok) throw new Error(settlement.problem);
  return settlement;
}

type Case = [SettledMarket, number | null, OddsSide, string, BetResult];

describe('a bet', () => {
  it.each<Case>([
    ['h2h', null, 'home', '3-1', 'win'],
    ['h2h', null, 'away', '3-1', 'loss'],
    ['h2h', null, 'home', '20-20', 'push'],
    ['h2h', null, 'away', '20-20', 'push'],
    ['h2h', null, 'draw', '1-1', 'win'],
    ['h2h', null, 'draw', '1-0', 'loss'],
    ['h2h_3_way', null, 'home', '1-1', 'loss'],
    ['h2h_3_way', null, 'away', '1-1', 'loss'],
    ['h2h_3_way', null, 'draw', '0-0', 'win'],
    ['h2h_3_way', null, 'away', '0-2', 'win'],
    ['spreads', -3.5, 'home', '24-20', 'win'],
    ['spreads', -3.5, 'away', '24-20', 'loss'],
    ['spreads', -3, 'home', '23-20', 'push'],
    ['spreads', -3, 'away', '23-20', 'push'],
    ['spreads', 7, 'home', '10-17', 'push'],
    ['spreads', 7.5, 'home', '10-17', 'win'],
    ['spreads', 0, 'home', '1-1', 'push'],
    ['spreads', -0.25, 'home', '1-1', 'half_loss'],
    ['spreads', -0.25, 'away', '1-1', 'half_win'],
    ['spreads', -0.75, 'home', '2-1', 'half_win'],
    ['spreads', -0.75, 'away', '2-1', 'half_loss'],
    ['spreads', -0.75, 'home', '3-1', 'win'],
    ['spreads', -0.75, 'home', '1-1', 'loss'],
    ['spreads', 0.25, 'home', '1-1', 'half_win'],
    ['spreads', -1.25, 'home', '2-1', 'half_loss'],
    ['spreads', -1.25, 'home', '3-1', 'win'],
    ['totals', 221.5, 'over', '110-112', 'win'],
    ['totals', 222, 'under', '110-112', 'push'],
    ['totals', 2.25, 'over', '1-1', 'half_loss'],
    ['totals', 2.25, 'under', '1-1', 'half_win'],
    ['totals', 2.75, 'over', '2-1', 'half_win'],
    ['totals', 2.75, 'under', '2-1', 'half_loss'],
    ['totals', 2.75, 'over', '2-2', 'win'],
    ['totals', 0, 'under', '0-0', 'push'],
  ])('on %s %s, %s, with %s is a %s', (market, point, pick, score, result) => {
    const [home = 0, away = 0] = score.split('-').map(Number);
    const expected = { win: 1.5, half_win: 0.75, push: 0, half_loss: -0.5, loss: -1, void: 0 }[result];
    expect(settled({ market, point, pick, price: 2.5 }, home, away)).toEqual({
      ok: true,
      result,
      returnPerUnit: expected,
    });
  });

  it('on a game that was not played is void, whatever it was on', () => {
    const bet: Bet = { market: 'spreads', point: -3.5, pick: 'home', price: 1.9 };
    expect(settle(bet, null)).toEqual({ ok: true, result: 'void', returnPerUnit: 0 });
  });

  it.each<[string, Partial<Bet>, { home: number; away: number }]>([
    ['pick', { pick: 'over' }, { home: 1, away: 0 }],
    ['pick', { market: 'totals', pick: 'home' }, { home: 1, away: 0 }],
    ['pick', { pick: 'draw' }, { home: 1, away: 0 }],
    ['point', { point: null }, { home: 1, away: 0 }],
    ['point', { point: -3.3 }, { home: 1, away: 0 }],
    ['point', { point: Number.NaN }, { home: 1, away: 0 }],
    ['point', { market: 'totals', pick: 'over', point: -1 }, { home: 1, away: 0 }],
    ['point', { market: 'h2h' }, { home: 1, away: 0 }],
    ['price', { price: 1 }, { home: 1, away: 0 }],
    ['price', { price: Number.NaN }, { home: 1, away: 0 }],
    ['score', {}, { home: -1, away: 0 }],
    ['score', {}, { home: 1.5, away: 0 }],
    ['score', {}, { home: 1, away: Number.NaN }],
  ])('is refused by its %s: %j', (field, changes, score) => {
    const bet: Bet = { market: 'spreads', pick: 'home', point: -3.5, price: 1.91, ...changes };
    expect(settle(bet, score)).toMatchObject({ ok: false, field });
  });
});

const points = fc.integer({ min: 0, max: 60 });
const quarter = fc.integer({ min: -80, max: 80 }).map((step) => step / 4);
const OPPOSITE: Readonly<Record<BetResult, BetResult>> = {
  win: 'loss',
  half_win: 'half_loss',
  push: 'push',
  half_loss: 'half_win',
  loss: 'win',
  void: 'void',
};

describe('the two sides of a line', () => {
  it('end opposite, and the same when the teams change places', () => {
    fc.assert(
      fc.property(points, points, quarter, (home, away, point) => {
        const spread = (pick: OddsSide, at = point) =>
          ({ market: 'spreads', pick, point: at, price: 2 }) as const;
        const { result } = settled(spread('home'), home, away);
        expect(settled(spread('away'), home, away).result).toBe(OPPOSITE[result]);
        expect(settled(spread('away', -point), away, home).result).toBe(result);
        const total = (pick: OddsSide) =>
          ({ market: 'totals', pick, point: Math.abs(point), price: 2 }) as const;
        const over = settled(total('over'), home, away);
        expect(settled(total('under'), home, away).result).toBe(OPPOSITE[over.result]);
        expect(settled(total('over'), away, home)).toEqual(over);
      }),
    );
  });

  it('return on a quarter line what two half stakes on its neighbours return', () => {
    fc.assert(
      fc.property(points, points, fc.integer({ min: -40, max: 40 }), (home, away, half) => {
        const at = (point: number) =>
          settled({ market: 'spreads', pick: 'home', point, price: 1.9 }, home, away).returnPerUnit;
        const line = half / 2 + 0.25;
        expect(at(line)).toBeCloseTo((at(line - 0.25) + at(line + 0.25)) / 2, 12);
      }),
    );
  });
});
