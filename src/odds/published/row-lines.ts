import type { OddsSide } from '../../domain/odds.ts';
import { readPrice } from '../../domain/odds-price.ts';
import type { LineMaker, LineMoment } from '../../domain/published-lines.ts';
import type { RowFault, RowPrices } from '../load/read-row.ts';
import { fault, numberAt } from './cells.ts';
import type { Cells, CoveredMarket, ToldLine } from './published-row.ts';

/** The lines that a sport's markets can have, inclusive (data-platform, section 6). */
export type LineRanges = {
  /** Either way. */
  spread: number;
  total: readonly [least: number, most: number];
};

/** Where the cells of one market of one book stand. */
export type MarketCells = {
  book: string;
  maker: LineMaker;
  market: string;
  moment: LineMoment;
  /** The column of each outcome's price; without a column the line is told alone. */
  sides: readonly (readonly [side: OddsSide, column: string | undefined])[];
  /** The line: where it stands, and the handicap of the home team that it says. */
  line?:
    | { column: string; toPoint?: (value: number, cells: Cells) => number | RowFault; range: Range }
    | undefined;
  /** A line that stands in the name of the column. */
  fixedPoint?: number;
  /** The line is told where no price stands beside it. */
  isLineEnough?: boolean;
};

type Range = { least: number; most: number; what: string };

export function spreadRange({ spread }: LineRanges): Range {
  return { least: -spread, most: spread, what: 'spread' };
}

export function totalRange({ total: [least, most] }: LineRanges): Range {
  return { least, most, what: 'total' };
}

/**
 * Reads markets of a row: a cell that cannot be right is a fault, and what stands beside it is read. A line that cannot
 * be right takes its prices with it. Blank cells are nothing.
 */
export function readMarkets(
  cells: Cells,
  markets: readonly MarketCells[],
  prices: RowPrices,
): { lines: ToldLine[]; faults: RowFault[]; covers: readonly CoveredMarket[] } {
  const lines: ToldLine[] = [];
  const faults: RowFault[] = [];
  for (const market of markets) readMarket(cells, market, prices, lines, faults);
  return { lines, faults: onlyOnce(faults), covers: markets.map(coveredBy) };
}

function coveredBy({ market, moment, book, sides, line }: MarketCells): CoveredMarket {
  const columns = [...sides.map(([, column]) => column), line?.column].filter((one) => one !== undefined);
  return { market, moment, book, columns };
}

function readMarket(
  cells: Cells,
  { book, maker, market, moment, sides, line, fixedPoint, isLineEnough = false }: MarketCells,
  prices: RowPrices,
  lines: ToldLine[],
  faults: RowFault[],
): void {
  const isPriced = sides.some(([, column]) => column !== undefined && cells[column] !== undefined);
  if (!isPriced && !isLineEnough) return;
  const placed = line === undefined ? { point: fixedPoint ?? null } : pointAt(cells, line);
  if ('reason' in placed) faults.push(placed);
  if ('reason' in placed || (line !== undefined && placed.point === null)) {
    if (!('reason' in placed) && isPriced && line !== undefined) faults.push(lineMissing(cells, line));
    return;
  }
  for (const [side, column] of sides) {
    const text = column === undefined ? undefined : cells[column];
    if (text === undefined && isPriced) continue;
    const priced = text === undefined ? null : readPrice(text, prices);
    if (priced !== null && !priced.ok) {
      const remedy = 'Correct the price, or leave the cell empty.';
      faults.push(
        fault(cells, column ?? '', { reason: 'impossible_price', problem: priced.problem, remedy }),
      );
      continue;
    }
    lines.push({
      book,
      maker,
      market,
      side,
      subject: null,
      moment,
      point: placed.point,
      price: priced === null ? null : priced.price,
      priceText: text === undefined ? null : text.slice(0, 20),
      ticketShare: null,
      moneyShare: null,
      scrapedAtMs: null,
      doubt: null,
    });
  }
}

function pointAt(
  cells: Cells,
  { column, toPoint, range }: NonNullable<MarketCells['line']>,
): { point: number | null } | RowFault {
  const value = numberAt(cells, column);
  if (value === undefined) return { point: null };
  if (value === null) {
    const remedy = 'Write a number such as -3.5.';
    return fault(cells, column, { reason: 'unreadable_line', problem: 'this is no line', remedy });
  }
  const point = toPoint === undefined ? value : toPoint(value, cells);
  if (typeof point !== 'number') return point;
  if (point >= range.least && point <= range.most) return { point: point === 0 ? 0 : point };
  return fault(cells, column, {
    reason: 'impossible_line',
    problem: `a ${range.what} lies between ${range.least} and ${range.most}`,
    remedy: 'Look whether spread and total stand in each other’s place, and correct the row.',
  });
}

function lineMissing(cells: Cells, { column }: { column: string }): RowFault {
  const remedy = 'Fill it in, or leave the prices out.';
  return fault(cells, column, {
    reason: 'missing_line',
    problem: 'prices stand there without a line',
    remedy,
  });
}

/** Books share the cell of a line. */
function onlyOnce(faults: readonly RowFault[]): RowFault[] {
  const seen = new Set<string>();
  return faults.filter(({ reason, field }) => {
    const key = `${reason}|${field}`;
    return !seen.has(key) && seen.add(key);
  });
}
