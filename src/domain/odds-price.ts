/** How prices are written: decimal `1.91`, American `-110`, fractional `10/11`. */
export const PRICE_FORMATS = ['decimal', 'american', 'fractional'] as const;
export type PriceFormat = (typeof PRICE_FORMATS)[number];

/** The most that a stored price, numeric(9,4), holds. */
export const MAX_PRICE = 99_999.9999;

/**
 * A price in our convention (`price`, with the four digits that are stored) and unrounded (`exact`: 1.90909… for -110),
 * or what is wrong with the text: `50 is not an American price: …`.
 */
export type ReadPrice = { ok: true; price: number; exact: number } | { ok: false; problem: string };

const PLAIN_NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)$/;
const FRACTION = /^(\d+)\/(\d+)$/;
const EVEN = /^(?:ev|even|evens)$/i;
/** How publishers write a minus beside the hyphen. */
const MINUS_SIGNS = /^[−–]/;

/**
 * Reads a price as a provider wrote it (a number of JSON or a text) into decimal with four digits: -110 is 1.9091,
 * +100 and `EVEN` are 2, 10/11 is 1.9091. Refuses what is no price of the format: American between -100 and +100,
 * decimal of 1.0 and below, fractions of nothing, anything that is no number, and what the table cannot hold.
 */
export function readPrice(written: string | number, format: PriceFormat): ReadPrice {
  const text = String(written).trim().replace(MINUS_SIGNS, '-');
  if (format !== 'decimal' && EVEN.test(text)) return { ok: true, price: 2, exact: 2 };
  if (format === 'fractional') return fromFraction(text);
  if (!PLAIN_NUMBER.test(text)) return refusal(text, format, 'it is no number');
  return format === 'american' ? fromAmerican(text) : fromDecimal(text);
}

/** The American price of a decimal one, to the whole number: 1.9091 is `-110`, 2 is `+100`. */
export function americanText(price: number): string {
  return price >= 2 ? `+${Math.round((price - 1) * 100)}` : `-${Math.round(100 / (price - 1))}`;
}

function fromAmerican(text: string): ReadPrice {
  const american = Number(text);
  if (Math.abs(american) < 100)
    return refusal(text, 'american', 'there is nothing between -100 and +100 (even money is +100)');
  return stored(text, 'american', american > 0 ? 1 + american / 100 : 1 - 100 / american);
}

function fromDecimal(text: string): ReadPrice {
  // A sign belongs to American prices: +150 is not 150 to one.
  if (/^[+-]/.test(text)) return refusal(text, 'decimal', 'only American prices have a sign');
  return stored(text, 'decimal', Number(text));
}

function fromFraction(text: string): ReadPrice {
  const [, won, staked] = FRACTION.exec(text) ?? [];
  if (won === undefined || staked === undefined)
    return refusal(text, 'fractional', 'write two whole numbers, as in 10/11');
  if (Number(staked) === 0) return refusal(text, 'fractional', 'the stake is nothing');
  return stored(text, 'fractional', 1 + Number(won) / Number(staked));
}

/** With four digits, as it is stored; a price that is 1 then pays nothing. */
function stored(text: string, format: PriceFormat, exact: number): ReadPrice {
  const price = Math.round(exact * 10_000) / 10_000;
  if (!(price > 1)) return refusal(text, format, 'a price is above 1.0, which is the stake itself');
  if (price > MAX_PRICE) return refusal(text, format, `a price is ${MAX_PRICE} at most`);
  return { ok: true, price, exact };
}

const NAMES: Readonly<Record<PriceFormat, string>> = {
  decimal: 'a decimal price',
  american: 'an American price',
  fractional: 'a fractional price',
};

function refusal(text: string, format: PriceFormat, why: string): ReadPrice {
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return { ok: false, problem: `${shown === '' ? 'an empty text' : shown} is not ${NAMES[format]}: ${why}` };
}
