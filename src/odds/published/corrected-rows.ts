import type { Executor } from '../../db/database.ts';
import { releaseByIds, waitingRows } from '../../loads/release-rows.ts';
import type { PublishedLayout } from './layout.ts';
import type { KeptRow } from './prepare-batch.ts';
import type { Cells } from './published-row.ts';

type Waiting = { id: number; cells: Cells };

/** Rows that wait, by each half of their cells: a row with one cell corrected has one half as it was. */
export type CorrectedRows = {
  /** Rows of the file that are refused now: what waits of them is no correction's, however near another row is. */
  keep: (refused: readonly unknown[]) => void;
  /** Takes out of quarantine what these rows are corrections of: rows that differ in one cell. */
  release: (tx: Executor, used: readonly KeptRow[]) => Promise<void>;
};

/** Reads what waits of a layout. Of layouts with several rows for a game, two rows may differ in a cell by right. */
export async function findCorrectedRows(
  db: Executor,
  { preset, groupOf }: Pick<PublishedLayout, 'preset' | 'groupOf'>,
  dataset: string,
): Promise<CorrectedRows> {
  const halves = new Map<string, Waiting[]>();
  if (groupOf === undefined)
    for await (const { id, raw } of waitingRows(db, { dataset, preset })) {
      const { cells } = raw as Partial<KeptRow>;
      if (cells === undefined) continue;
      for (const half of halvesOf(cells)) halves.set(half, [...(halves.get(half) ?? []), { id, cells }]);
    }
  const kept = new Set<number>();
  const near = (cells: Cells) => halvesOf(cells).flatMap((half) => halves.get(half) ?? []);
  return {
    keep(refused) {
      if (halves.size === 0) return;
      for (const { cells } of refused as readonly Partial<KeptRow>[]) {
        if (cells === undefined) continue;
        for (const one of near(cells)) if (differing(cells, one.cells) === 0) kept.add(one.id);
      }
    },
    async release(tx, used) {
      if (halves.size === 0) return;
      const ids = used.flatMap(({ cells }) =>
        near(cells).flatMap((one) => (differing(cells, one.cells) === 1 ? one.id : [])),
      );
      await releaseByIds(
        tx,
        [...new Set(ids)].filter((id) => !kept.has(id)),
      );
    },
  };
}

/** The cells in two parts, by the names of their columns. */
function halvesOf(cells: Cells): string[] {
  const names = Object.keys(cells).toSorted();
  return [0, 1].map((half) => {
    const own = names.filter((name) => parityOf(name) === half);
    return JSON.stringify([half, ...own.map((name) => [name, cells[name]])]);
  });
}

function parityOf(name: string): number {
  let sum = 0;
  for (let place = 0; place < name.length; place += 1) sum += name.charCodeAt(place);
  return sum % 2;
}

function differing(one: Cells, other: Cells): number {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].filter((name) => one[name] !== other[name]).length;
}
