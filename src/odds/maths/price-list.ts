import { type PriceFormat, americanText, readPrice } from '../../domain/odds-price.ts';
import { shellWord } from '../../domain/shell-command.ts';

/** A price of a list as it was written, in decimal with four digits, and unrounded. */
export type ListedPrice = { text: string; price: number; exact: number };

/** Prices that were typed, in one format; or what is wrong with them, and what to type instead. */
export type PriceList =
  | { ok: true; format: PriceFormat; prices: readonly ListedPrice[] }
  | { ok: false; problem: string; remedy: string; options?: readonly PriceOption[] };

/** An option that answers what the list leaves open, with what it makes of it. */
export type PriceOption = { flag: string; means: string };

type Reading = PriceFormat | 'unclear';

/** Whole numbers from here on are American unless something else is said. */
const LEAST_AMERICAN = 100;

/**
 * Reads prices with commas between them. Where no format is stated, a number with a sign or a whole one of 100 or more
 * is American, any other below 100 decimal, and one with a slash a fraction; all must be of one format. Prices that
 * have two readings are not guessed at.
 */
export function readPriceList(list: string, stated?: 'decimal' | 'american'): PriceList {
  const texts = list.split(',').map((text) => text.trim());
  const empty = texts.indexOf('');
  if (empty >= 0)
    return {
      ok: false,
      problem: `price ${empty + 1} of ${texts.length} is empty`,
      remedy: 'Write prices with one comma between two of them, as in 2.6,2.4,4.3.',
    };
  if (stated !== undefined) return readAll(texts, stated);
  const readings = texts.map(readingOf);
  const [first] = readings;
  if (first !== undefined && first !== 'unclear' && readings.every((one) => one === first))
    return readAll(texts, first);
  return noPriceAtAll(texts, readings) ?? mixed(texts, readings);
}

const FORMATS = ['decimal', 'american', 'fractional'] as const satisfies readonly PriceFormat[];

/** What is wrong with the first text that is a price in no format; undefined where each is one in some. */
function noPriceAtAll(texts: readonly string[], readings: readonly Reading[]): PriceList | undefined {
  for (const [index, text] of texts.entries()) {
    const reading = readings[index];
    if (reading === undefined || reading === 'unclear') continue;
    const read = readPrice(text, reading);
    if (read.ok || FORMATS.some((format) => readPrice(text, format).ok)) continue;
    return {
      ok: false,
      problem: `price ${index + 1} of ${texts.length}: ${read.problem}`,
      remedy: FORMS[reading],
    };
  }
  return undefined;
}

function readingOf(text: string): Reading {
  if (text.includes('/')) return 'fractional';
  if (/^[+\-−–]/.test(text) || /^(?:ev|even|evens)$/i.test(text)) return 'american';
  if (!(Number(text) >= LEAST_AMERICAN)) return 'decimal';
  return text.includes('.') ? 'unclear' : 'american';
}

function readAll(texts: readonly string[], format: PriceFormat): PriceList {
  const prices: ListedPrice[] = [];
  for (const [index, text] of texts.entries()) {
    const read = readPrice(text, format);
    if (!read.ok)
      return {
        ok: false,
        problem: `price ${index + 1} of ${texts.length}: ${read.problem}`,
        remedy: FORMS[format],
      };
    prices.push({ text, price: read.price, exact: read.exact });
  }
  return { ok: true, format, prices };
}

const FORMS: Readonly<Record<PriceFormat, string>> = {
  decimal: 'Write decimal prices above 1.0 with a point, and commas only between them: 2.6,2.4,4.3.',
  american:
    'Write American prices of -100 and less or 100 and more, and commas only between them: -110,+105.',
  fractional: 'Write fractions of two whole numbers, and commas only between them: 10/11,6/5.',
};

/** Prices of several formats, or of an unclear one: each as it may be meant, and the list in one format. */
function mixed(texts: readonly string[], readings: readonly Reading[]): PriceList {
  const shown = texts.map((text, index) => `${text} (${readings[index]})`).join(', ');
  const read = (['decimal', 'american'] as const).map((format) => ({ format, list: readAll(texts, format) }));
  const options = read
    .filter(({ list }) => list.ok)
    .map(({ format }) => ({ flag: `--format ${shellWord(format)}`, means: `all of them are ${format}` }));
  const refusals = read.flatMap(({ format, list }) => (list.ok ? [] : [`By ${format}, ${list.problem}.`]));
  const converted = asDecimal(texts, readings);
  if (converted !== null)
    options.push({
      flag: `--prices ${shellWord(converted)}`,
      means: 'each as it is written, all in decimal',
    });
  return {
    ok: false,
    problem: `the prices are not clearly of one format: ${shown}`,
    remedy: ['Write all of them in one format, or say which it is.', ...refusals].join(' '),
    options,
  };
}

/** The list in decimal where each price has one reading. */
function asDecimal(texts: readonly string[], readings: readonly Reading[]): string | null {
  const prices = texts.map((text, index) => {
    const reading = readings[index];
    const read = reading === undefined || reading === 'unclear' ? undefined : readPrice(text, reading);
    return read?.ok === true ? read.price : null;
  });
  return prices.includes(null) ? null : prices.join(',');
}

/** A decimal price as people of a format write it. */
export function priceText(price: number, format: PriceFormat): string {
  return format === 'american' ? americanText(price) : price.toFixed(price < 10 ? 3 : 2);
}
