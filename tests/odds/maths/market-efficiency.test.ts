import { describe, expect, it } from 'vitest';
import { type JudgedGame, marketEfficiency } from '../../../src/odds/maths/market-efficiency.ts';

const GAME: JudgedGame = {
  fair: { home: 0.6, away: 0.4 },
  openSpread: -2.5,
  closeSpread: -3.5,
  openTotal: 44,
  closeTotal: 46,
  homeScore: 24,
  awayScore: 20,
};

describe('the efficiency of a market', () => {
  it('is how near closes came to results, and how often nearer than openings', () => {
    const lost: JudgedGame = { ...GAME, homeScore: 17, awayScore: 23 };
    const { moneyline, spread, total } = marketEfficiency([GAME, lost]);
    expect(moneyline).toEqual({
      games: 2,
      logLoss: expect.closeTo((-Math.log(0.6) - Math.log(0.4)) / 2, 12) as number,
      brier: expect.closeTo((0.16 + 0.36) / 2, 12) as number,
      undecided: 0,
    });
    // Home won by 4 (0.5 from the close, 1.5 from the opening), and lost by 6 (9.5 and 8.5).
    expect(spread).toEqual({
      games: 2,
      meanAbsoluteError: 5,
      openMeanAbsoluteError: 5,
      compared: 2,
      closeNearer: 0.5,
    });
    // 44 points (2 and 0), 40 points (6 and 4).
    expect(total).toEqual({
      games: 2,
      meanAbsoluteError: 4,
      openMeanAbsoluteError: 2,
      compared: 2,
      closeNearer: 0,
    });
  });

  it('leaves level games of a market without a draw out of the moneyline, and says how many', () => {
    const level = { ...GAME, homeScore: 20, awayScore: 20 };
    expect(marketEfficiency([GAME, level]).moneyline).toMatchObject({ games: 1, undecided: 1 });
    const threeWay = { ...level, fair: { home: 0.5, draw: 0.3, away: 0.2 } };
    const { moneyline } = marketEfficiency([threeWay]);
    expect(moneyline.logLoss).toBeCloseTo(-Math.log(0.3), 12);
    expect(moneyline.brier).toBeCloseTo((0.25 + 0.49 + 0.04) / 2, 12);
  });

  it('compares only games that have both lines, and in which they differ', () => {
    const games = [
      { ...GAME, openSpread: null },
      { ...GAME, closeSpread: null },
      { ...GAME, openSpread: -3.5 },
      GAME,
    ];
    expect(marketEfficiency(games).spread).toMatchObject({ games: 3, compared: 1, closeNearer: 1 });
  });

  it('is nothing without games, and finite when a certainty fails', () => {
    expect(marketEfficiency([])).toMatchObject({
      moneyline: { games: 0, logLoss: null },
      spread: { closeNearer: null },
    });
    const failed = marketEfficiency([{ ...GAME, fair: { home: 0, away: 1 } }]);
    expect(failed.moneyline.logLoss).toBeCloseTo(-Math.log(1e-6), 9);
  });
});
