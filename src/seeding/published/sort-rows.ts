import type { Cells, PublishedLayout, RowFault } from './layouts/layout.ts';
import type { PublishedRow } from './read-rows.ts';

/** The rows of a game, one for each whom they are about. */
export type SortedRows = {
  byOwner: ReadonlyMap<string, PublishedRow>;
  /** Rows that say again what one before them says. */
  repeated: number;
  /** Those of whom there are two that differ: nobody knows which is right. */
  contradicted: readonly { row: PublishedRow; fault: RowFault }[];
};

/** Sorts the rows of a game by owner. */
export function sortRows(
  { ownerOf, ownerColumn }: Pick<PublishedLayout, 'ownerOf' | 'ownerColumn'>,
  rows: readonly PublishedRow[],
): SortedRows {
  const byOwner = new Map<string, PublishedRow>();
  const contradicted: { row: PublishedRow; fault: RowFault }[] = [];
  let repeated = 0;
  for (const [owner, own] of Map.groupBy(rows, ({ cells }) => ownerOf(cells).id)) {
    const [first, ...others] = own;
    if (first === undefined) continue;
    if (others.every((other) => isSame(first.cells, other.cells))) {
      byOwner.set(owner, first);
      repeated += others.length;
      continue;
    }
    const lines = own.map(({ line }) => line).join(' and ');
    const fault = {
      reason: 'two_lines',
      column: ownerColumn,
      problem: `lines ${lines} of the file say different things of the same game`,
      remedy: 'Remove the one that is wrong.',
    };
    contradicted.push(...own.map((row) => ({ row, fault })));
  }
  return { byOwner, repeated, contradicted };
}

function isSame(one: Cells, other: Cells): boolean {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => one[name] === other[name]);
}
