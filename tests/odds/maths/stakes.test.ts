import { describe, expect, it } from 'vitest';
import { lineClosingValue, priceClosingValue } from '../../../src/odds/maths/closing-value.ts';
import { kellyFraction, scaleToCap } from '../../../src/odds/maths/stakes.ts';

describe('a stake by Kelly', () => {
  it('is the edge over what is won, of which a quarter is taken', () => {
    expect(kellyFraction(0.55, 2, 1)).toBeCloseTo(0.1, 12);
    expect(kellyFraction(0.55, 2)).toBeCloseTo(0.025, 12);
    expect(kellyFraction(0.25, 5, 1)).toBeCloseTo(0.0625, 12);
    expect(kellyFraction(1, 1.5, 1)).toBe(1);
  });

  it('is nothing where the price is not worth it', () => {
    expect(kellyFraction(0.5, 2, 1)).toBe(0);
    expect(kellyFraction(0.4, 2, 1)).toBe(0);
  });

  it('shrinks with others, in proportion, to what all may be', () => {
    const scaled = scaleToCap([0.1, 0.2, 0.1], 0.2);
    [0.05, 0.1, 0.05].forEach((share, index) => expect(scaled[index]).toBeCloseTo(share, 12));
    expect(scaleToCap([0.05, 0.1], 0.2)).toEqual([0.05, 0.1]);
    expect(scaleToCap([], 0.2)).toEqual([]);
  });
});

describe('closing line value', () => {
  it('of a price is what it returns by the fair closing probability', () => {
    expect(priceClosingValue(2.1, 0.5)).toBeCloseTo(0.05, 12);
    expect(priceClosingValue(1.9, 0.5)).toBeCloseTo(-0.05, 12);
  });

  it.each([
    ['home', -2.5, -3.5, 1],
    ['away', -2.5, -3.5, -1],
    ['away', 3, 2.5, -0.5],
    ['home', 3, 2.5, 0.5],
    ['over', 44.5, 47, 2.5],
    ['under', 44.5, 47, -2.5],
    ['draw', 0, 0, null],
  ] as const)('of a line, %s %f when it closes at %f, is %s points', (pick, taken, closing, points) => {
    expect(lineClosingValue(pick, taken, closing)).toBe(points);
  });
});
