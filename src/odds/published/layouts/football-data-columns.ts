import type { LineMaker, LineMoment } from '../../../domain/published-lines.ts';
import { type LineRanges, type MarketCells, spreadRange } from '../row-lines.ts';

/** Handicaps of football; totals of these files are fixed by their columns. */
const RANGES: LineRanges = { spread: 6, total: [0.5, 7] };

type Maker = { book: string; maker: LineMaker };

const book = (key: string): Maker => ({ book: key, maker: 'book' });

/** What the publisher calls bookmakers (football-data.co.uk/notes.txt), by the keys of feeds of odds where they have one. */
const MAKERS: Readonly<Record<string, Maker>> = {
  '1XB': book('onexbet'),
  B365: book('bet365'),
  BF: book('betfair_sb_uk'),
  BFD: book('betfred_uk'),
  BFE: { book: 'betfair_ex_uk', maker: 'exchange' },
  BMGM: book('betmgm'),
  BS: book('bluesquare'),
  BV: book('betvictor'),
  BW: book('bwin'),
  CL: book('coral'),
  GB: book('gamebookers'),
  IW: book('interwetten'),
  LB: book('ladbrokes_uk'),
  P: book('pinnacle'),
  PH: book('pinnacle'),
  PS: book('pinnacle'),
  SB: book('sportingbet'),
  SJ: book('stanjames'),
  SO: book('sportingodds'),
  SY: book('stanleybet'),
  VC: book('betvictor'),
  WH: book('williamhill'),
  Max: { book: 'maximum', maker: 'maximum' },
  Avg: { book: 'average', maker: 'average' },
  BbMx: { book: 'betbrain_maximum', maker: 'maximum' },
  BbAv: { book: 'betbrain_average', maker: 'average' },
};

/**
 * The markets of a header: three columns `…H`, `…D`, `…A` of one book are the result, `…>2.5` and `…<2.5` the total,
 * `…AHH` and `…AHA` the handicap, whose size is in `…AH`, else in `AHh` (`AHCh` of closing prices, `BbAHh` of Betbrain's).
 * A `C` behind the book says that the price is the closing one; the others are from a day or two before.
 */
export function footballDataMarkets(columns: readonly string[]): readonly MarketCells[] {
  return marketsAt(columns).flatMap(({ market }) => (whyLeftOut(market) === undefined ? [market] : []));
}

/** Columns of lines that name no book or no number of goals that there can be, and why. */
export function footballDataLeftOut(columns: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    marketsAt(columns).flatMap(({ column, market }) => {
      const why = whyLeftOut(market);
      return why === undefined ? [] : [[column.slice(0, MOST_LETTERS), why]];
    }),
  );
}

/** The longest key of a book. */
const MOST_LETTERS = 60;

function whyLeftOut({ book: key, fixedPoint }: MarketCells): string | undefined {
  if (key.length > MOST_LETTERS) return `the code of a book has ${MOST_LETTERS} letters at most`;
  const [least, most] = RANGES.total;
  if (fixedPoint !== undefined && (fixedPoint < least || fixedPoint > most))
    return `a total lies between ${least} and ${most}`;
  return undefined;
}

function marketsAt(columns: readonly string[]): { column: string; market: MarketCells }[] {
  const all = new Set(columns);
  return columns.flatMap((column) => {
    const market = resultAt(column, all) ?? totalAt(column, all) ?? handicapAt(column, all);
    return market === undefined ? [] : [{ column, market }];
  });
}

function resultAt(column: string, all: ReadonlySet<string>): MarketCells | undefined {
  const prefix = /^(.+)H$/.exec(column)?.[1];
  if (prefix === undefined || !all.has(`${prefix}D`) || !all.has(`${prefix}A`)) return undefined;
  return {
    ...makerOf(prefix, (base) => all.has(`${base}H`) && all.has(`${base}D`)),
    market: 'h2h_3_way',
    sides: [
      ['home', column],
      ['draw', `${prefix}D`],
      ['away', `${prefix}A`],
    ],
  };
}

function totalAt(column: string, all: ReadonlySet<string>): MarketCells | undefined {
  const [, prefix, number] = /^(.+)>(\d+(?:\.\d+)?)$/.exec(column) ?? [];
  if (prefix === undefined || number === undefined || !all.has(`${prefix}<${number}`)) return undefined;
  return {
    ...makerOf(prefix, (base) => all.has(`${base}>${number}`)),
    market: 'totals',
    sides: [
      ['over', column],
      ['under', `${prefix}<${number}`],
    ],
    fixedPoint: Number(number),
  };
}

function handicapAt(column: string, all: ReadonlySet<string>): MarketCells | undefined {
  const prefix = /^(.+)AHH$/.exec(column)?.[1];
  if (prefix === undefined || !all.has(`${prefix}AHA`)) return undefined;
  const made = makerOf(prefix, (base) => all.has(`${base}AHH`));
  const ofMoment = made.moment === 'closing' ? 'AHCh' : 'AHh';
  const size = [`${prefix}AH`, prefix.startsWith('Bb') ? 'BbAHh' : ofMoment].find((name) => all.has(name));
  if (size === undefined) return undefined;
  return {
    ...made,
    market: 'spreads',
    sides: [
      ['home', column],
      ['away', `${prefix}AHA`],
    ],
    line: { column: size, range: spreadRange(RANGES) },
  };
}

/** A `C` at the end is a moment where a book remains without it. */
function makerOf(prefix: string, isThere: (base: string) => boolean): Maker & { moment: LineMoment } {
  const base = prefix.slice(0, -1);
  const isClosing = prefix.endsWith('C') && base !== '' && (MAKERS[base] !== undefined || isThere(base));
  const code = isClosing ? base : prefix;
  return { ...(MAKERS[code] ?? book(code.toLowerCase())), moment: isClosing ? 'closing' : 'early' };
}
