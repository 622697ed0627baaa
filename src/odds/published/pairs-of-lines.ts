import type { RowFault } from '../load/read-row.ts';
import { fault } from './cells.ts';
import type { Cells, ToldLine } from './published-row.ts';
import type { MarketCells } from './row-lines.ts';

type Read = { lines: ToldLine[]; faults: RowFault[] };

/**
 * What is left where one of two lines cannot be right: the other may stand in its place, though it could be right by
 * itself, and is set aside with it.
 */
export function withoutPartners(
  cells: Cells,
  pairs: readonly (readonly [MarketCells, MarketCells])[],
  { lines, faults }: Read,
): Read {
  const impossible = new Set(faults.map(({ field }) => field));
  const partners = pairs.flatMap(([one, other]) => {
    const [isOne, isOther] = [one, other].map(({ line }) => impossible.has(line?.column ?? ''));
    if (isOne === isOther) return [];
    return isOne === true ? [{ market: other, of: one }] : [{ market: one, of: other }];
  });
  const areSetAside = partners.filter(({ market: { line } }) => cells[line?.column ?? ''] !== undefined);
  const isSetAside = ({ book, market, moment }: ToldLine) =>
    partners.some(({ market: one }) => one.book === book && one.market === market && one.moment === moment);
  return {
    lines: lines.filter((line) => !isSetAside(line)),
    faults: [
      ...faults,
      ...areSetAside.map(({ market, of }) => partnerFault(cells, market.line?.column ?? '', of)),
    ],
  };
}

function partnerFault(cells: Cells, column: string, { line }: MarketCells): RowFault {
  const other = line?.column ?? '';
  return fault(cells, column, {
    reason: 'impossible_pair',
    problem: `${other} beside it (${cells[other] ?? ''}) cannot be right, so that both may stand in each other’s place`,
    remedy: 'Look whether spread and total stand in each other’s place, and correct the row.',
  });
}
