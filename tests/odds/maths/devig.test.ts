import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DEVIG_METHODS,
  type DevigMethod,
  type FairProbabilities,
  fairProbabilities,
  marginOf,
} from '../../../src/odds/maths/devig.ts';

function fair(prices: readonly number[], method: DevigMethod): FairProbabilities {
  const result = fairProbabilities(prices, method);
  if (!result.ok) throw new Error(result.problem);
  return result;
}

/** Prices of a book of two to six outcomes with a margin, none a certainty. */
const book = fc
  .array(fc.double({ min: 0.05, max: 1, noNaN: true }), { minLength: 2, maxLength: 6 })
  .chain((weights) => {
    const total = weights.reduce((left, right) => left + right, 0);
    return fc
      .double({ min: 1.0001, max: 1.15, noNaN: true })
      .map((overround) => weights.map((weight) => 1 / Math.min(0.98, (weight / total) * overround)));
  })
  .filter((prices) => marginOf(prices).overround > 1);

describe('margins', () => {
  it('are the sum of implied probabilities, and the share that the book keeps of all stakes', () => {
    const { overround, hold } = marginOf([1.9091, 1.9091]);
    expect(overround).toBeCloseTo(1.047614, 6);
    expect(hold).toBeCloseTo(0.04545, 5);
    expect(marginOf([2, 2])).toEqual({ overround: 1, hold: 0 });
    expect(marginOf([2.1, 2.1]).hold).toBeCloseTo(-0.05, 9);
  });
});

describe('the published values', () => {
  it.each<[DevigMethod, readonly [number, number, number], number | null]>([
    ['multiplicative', [0.372026, 0.403028, 0.224946], null],
    ['power', [0.372984, 0.405107, 0.221908], 1.032137],
    ['shin', [0.372994, 0.404779, 0.222227], 0.016943],
    ['odds-ratio', [0.372429, 0.404131, 0.22344], null],
  ])('of 2.6, 2.4, 4.3 by %s', (method, expected, parameter) => {
    const result = fair([2.6, 2.4, 4.3], method);
    result.probabilities.forEach((probability, index) =>
      expect(probability).toBeCloseTo(expected[index] ?? Number.NaN, 6),
    );
    if (parameter !== null) expect(result.parameter).toBeCloseTo(parameter, 6);
  });

  it.each<[DevigMethod, number]>([
    ['multiplicative', 0.646226],
    ['shin', 0.650852],
    ['additive', 0.650852],
    ['power', 0.653152],
    ['odds-ratio', 0.651018],
  ])('of 1.5, 2.74 by %s', (method, first) => {
    expect(fair([1.5, 2.74], method).probabilities[0]).toBeCloseTo(first, 6);
  });
});

describe.each(DEVIG_METHODS)('%s', (method) => {
  it('sums to 1, keeps the order of the outcomes, and turns with their places', () => {
    fc.assert(
      fc.property(book, (prices) => {
        const result = fairProbabilities(prices, method);
        if (!result.ok) {
          expect(method).toBe('additive');
          return;
        }
        const { probabilities } = result;
        expect(probabilities.reduce((left, right) => left + right, 0)).toBeCloseTo(1, 12);
        for (const probability of probabilities) expect(probability > 0 && probability < 1).toBe(true);
        const byPrice = prices.map((price, index) => ({ price, p: probabilities[index] ?? 0 }));
        byPrice.sort((left, right) => left.price - right.price);
        byPrice
          .slice(1)
          .forEach(({ p }, index) => expect(p).toBeLessThanOrEqual((byPrice[index]?.p ?? 0) + 1e-12));
        const turned = fair([...prices].reverse(), method).probabilities;
        [...turned].reverse().forEach((p, index) => expect(p).toBeCloseTo(probabilities[index] ?? 0, 9));
      }),
    );
  });

  it('gives equal outcomes equal chances, whatever the margin', () => {
    for (const price of [1.0001, 1.5, 1.9091, 1.999])
      expect(fair([price, price], method).probabilities).toEqual([0.5, 0.5]);
    for (const probability of fair([2.7, 2.7, 2.7], method).probabilities)
      expect(probability).toBeCloseTo(1 / 3, 12);
  });

  it('leaves fair prices as they are', () => {
    const probabilities = fair([2, 4, 4], method).probabilities;
    [0.5, 0.25, 0.25].forEach((p, index) => expect(probabilities[index]).toBeCloseTo(p, 9));
  });
});

describe('how the methods differ', () => {
  it('multiplicative does not depend on the scale of the margin', () => {
    fc.assert(
      fc.property(book, fc.double({ min: 1, max: 1.1, noNaN: true }), (prices, factor) => {
        const scaled = prices.map((price) => price / factor).filter((price) => price > 1.0001);
        fc.pre(scaled.length === prices.length);
        const before = fair(prices, 'multiplicative').probabilities;
        fair(scaled, 'multiplicative').probabilities.forEach((p, index) =>
          expect(p).toBeCloseTo(before[index] ?? 0, 9),
        );
      }),
    );
  });

  it('Shin with two outcomes equals additive, and its z the closed form', () => {
    const two = book
      .map(([first = 2, second = 2]) => [first, second])
      .filter((prices) => marginOf(prices).overround > 1.001);
    fc.assert(
      fc.property(two, (prices) => {
        const shin = fair(prices, 'shin');
        const additive = fair(prices, 'additive').probabilities;
        shin.probabilities.forEach((p, index) => expect(p).toBeCloseTo(additive[index] ?? 0, 9));
        const [q1 = 0, q2 = 0] = prices.map((price) => 1 / price);
        const [sum, difference] = [q1 + q2, q1 - q2];
        const z = ((sum - 1) * (difference ** 2 - sum)) / (sum * (difference ** 2 - 1));
        expect(shin.parameter).toBeCloseTo(z, 6);
      }),
    );
  });

  it('additive says so where it would leave an outcome with less than nothing', () => {
    const result = fairProbabilities([1.05, 11, 67], 'additive');
    expect(result).toMatchObject({ ok: false });
    if (!result.ok) expect(result.problem).toMatch(/outcome 3 .*-0\.00/);
    for (const method of DEVIG_METHODS.filter((one) => one !== 'additive'))
      expect(fairProbabilities([1.05, 11, 67], method).ok).toBe(true);
  });

  it('Shin says so where the prices pay out more than they take; the others scale them up', () => {
    expect(fairProbabilities([2.1, 2.1], 'shin').ok).toBe(false);
    for (const method of DEVIG_METHODS.filter((one) => one !== 'shin'))
      expect(fair([2.1, 2.1], method).probabilities).toEqual([0.5, 0.5]);
  });
});

describe('what makes no market', () => {
  it.each([
    [[]],
    [[2]],
    [[2, 1]],
    [[2, 0.5]],
    [[2, Number.NaN]],
    [[2, Number.POSITIVE_INFINITY]],
    [[-110, 2]],
  ])('%j is refused', (prices) => {
    for (const method of DEVIG_METHODS) expect(fairProbabilities(prices, method).ok).toBe(false);
  });
});
