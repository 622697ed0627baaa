import type { RawRow } from './raw-rows.ts';
import type { RowPrices } from './read-row.ts';

/**
 * How prices are written, from the first rows of a file: American where a sign stands before some, or all are 100 and
 * more; decimal otherwise.
 */
export function priceFormatOf(rows: readonly RawRow[]): RowPrices {
  const prices = rows.flatMap(({ fields: { price } }) => (price === undefined ? [] : [String(price)]));
  const signed = prices.filter((price) => /^[+−–-]/.test(price)).length;
  const small = prices.filter((price) => Number(price) > 1 && Number(price) < 100).length;
  if (signed === 0) return prices.length > 0 && small === 0 ? 'american' : 'decimal';
  return signed >= small ? 'american' : 'decimal';
}
