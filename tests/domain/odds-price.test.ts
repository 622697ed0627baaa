import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PriceFormat, americanText, readPrice } from '../../src/domain/odds-price.ts';

describe('a price', () => {
  it.each<[string | number, PriceFormat, number]>([
    ['-110', 'american', 1.9091],
    [-110, 'american', 1.9091],
    ['+105', 'american', 2.05],
    [100, 'american', 2],
    ['-100', 'american', 2],
    ['EVEN', 'american', 2],
    ['−120', 'american', 1.8333],
    ['10/11', 'fractional', 1.9091],
    ['5/2', 'fractional', 3.5],
    ['evens', 'fractional', 2],
    ['1.91', 'decimal', 1.91],
    [2.74, 'decimal', 2.74],
    ['1000', 'decimal', 1000],
    ['1.0001', 'decimal', 1.0001],
    [' 2.5 ', 'decimal', 2.5],
  ])('of %s, %s, is %f in decimal', (written, format, price) => {
    expect(readPrice(written, format)).toMatchObject({ ok: true, price });
  });

  it('is there unrounded as well, for what is computed from it', () => {
    expect(readPrice('-110', 'american')).toEqual({ ok: true, price: 1.9091, exact: 1 + 10 / 11 });
    expect(readPrice('1/3', 'fractional')).toEqual({ ok: true, price: 1.3333, exact: 4 / 3 });
  });

  it.each<[string | number, PriceFormat]>([
    ['50', 'american'],
    ['-99.9', 'american'],
    ['+99', 'american'],
    [0, 'american'],
    ['2.6', 'american'],
    ['-10000000', 'american'],
    ['1.0', 'decimal'],
    ['1.00004', 'decimal'],
    ['0.5', 'decimal'],
    ['-110', 'decimal'],
    ['+150', 'decimal'],
    ['100000', 'decimal'],
    [Number.NaN, 'decimal'],
    [Number.NaN, 'american'],
    [Number.POSITIVE_INFINITY, 'decimal'],
    ['Infinity', 'american'],
    ['1e3', 'decimal'],
    ['0x10', 'decimal'],
    ['1,91', 'decimal'],
    ['', 'decimal'],
    ['', 'american'],
    ['OFF', 'american'],
    ['even', 'decimal'],
    ['0/1', 'fractional'],
    ['1/0', 'fractional'],
    ['10', 'fractional'],
    ['-10/11', 'fractional'],
  ])('is never %s as %s, and the answer names what was written', (written, format) => {
    const read = readPrice(written, format);
    expect(read.ok).toBe(false);
    if (!read.ok) expect(read.problem).toContain(String(written));
  });

  it('is the same after a way through American, wherever four digits can tell two prices apart', () => {
    const american = fc.oneof(fc.integer({ min: 100, max: 5_000 }), fc.integer({ min: -900, max: -101 }));
    fc.assert(
      fc.property(american, (number) => {
        const read = readPrice(number, 'american');
        expect(read.ok && Number(americanText(read.price))).toBe(number);
      }),
    );
  });

  it('of a longer shot is higher', () => {
    const decimal = (american: number) => {
      const read = readPrice(american, 'american');
      return read.ok ? read.price : Number.NaN;
    };
    expect([-300, -110, 100, 105, 300].map(decimal)).toEqual([1.3333, 1.9091, 2, 2.05, 4]);
  });
});
