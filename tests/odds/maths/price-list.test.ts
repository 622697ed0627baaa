import { describe, expect, it } from 'vitest';
import { readPriceList } from '../../../src/odds/maths/price-list.ts';

describe('a list of prices', () => {
  it.each([
    ['2.6,2.4,4.3', 'decimal', [2.6, 2.4, 4.3]],
    [' 1.5 , 2.74 ', 'decimal', [1.5, 2.74]],
    ['2,50', 'decimal', [2, 50]],
    ['-110,+105', 'american', [1.9091, 2.05]],
    ['-110,105', 'american', [1.9091, 2.05]],
    ['150,-170', 'american', [2.5, 1.5882]],
    ['even,-120', 'american', [2, 1.8333]],
    ['10/11,6/5', 'fractional', [1.9091, 2.2]],
  ] as const)('%s is %s', (list, format, prices) => {
    const read = readPriceList(list);
    expect(read).toMatchObject({ ok: true, format, prices: prices.map((price) => ({ price })) });
  });

  it.each([
    ['1.01,101', 'decimal', [1.01, 101]],
    ['1.01,150.5', 'decimal', [1.01, 150.5]],
    ['110,120', 'decimal', [110, 120]],
    ['110,120', 'american', [2.1, 2.2]],
  ] as const)('%s is %s where that is stated', (list, format, prices) => {
    expect(readPriceList(list, format)).toMatchObject({
      ok: true,
      format,
      prices: prices.map((price) => ({ price })),
    });
  });

  it.each([
    ['2.6,-110', ['2.6 (decimal)', '-110 (american)'], ['--prices 2.6,1.9091']],
    ['1.5,150', ['150 (american)'], ['--format decimal', '--prices 1.5,2.5']],
    ['100.5,-110', ['100.5 (unclear)'], ['--format american']],
    ['150.5,160.5', ['150.5 (unclear)'], ['--format decimal', '--format american']],
    ['10/11,2.1', ['10/11 (fractional)'], ['--prices 1.9091,2.1']],
    ['50,+105', ['50 (decimal)'], ['--prices 50,2.05']],
  ])('%s has no clear format, and each way to say which is offered', (list, words, flags) => {
    const read = readPriceList(list);
    expect(read.ok).toBe(false);
    if (read.ok) return;
    for (const word of words) expect(read.problem).toContain(word);
    expect(read.options?.map(({ flag }) => flag)).toEqual(flags);
  });

  it.each([
    ['', undefined, 'price 1 of 1'],
    ['2.6,,4.3', undefined, 'price 2 of 3'],
    ['2.6,2.4,', undefined, 'price 3 of 3'],
    ['2.6,x', undefined, 'price 2 of 2: x'],
    ['2.6 2.4', undefined, '2.6 2.4'],
    ['2.6;2.4', undefined, '2.6;2.4'],
    ['2.6,1.0', undefined, 'price 2 of 2: 1.0'],
    ['2.6,0.9', undefined, 'price 2 of 2: 0.9'],
    ['-50,+105', undefined, 'price 1 of 2: -50'],
    ['10/0,6/5', undefined, 'price 1 of 2: 10/0'],
    ['-110,+105', 'decimal', 'price 1 of 2: -110'],
    ['2.6,2.4', 'american', 'price 1 of 2: 2.6'],
    ['NaN,2.4', undefined, 'NaN'],
    ['1e3,2', undefined, 'price 1 of 2: 1e3 is not an American price'],
  ] as const)('%j (%s) is refused with the place and the value', (list, format, words) => {
    const read = readPriceList(list, format);
    expect(read.ok).toBe(false);
    if (!read.ok) expect(read.problem).toContain(words);
  });
});
