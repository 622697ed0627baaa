import type { Executor } from '../../db/database.ts';
import { releaseByIds, waitingRows } from '../../loads/release-rows.ts';
import type { Cells, PublishedLayout } from './layouts/layout.ts';
import type { PublishedRow } from './read-rows.ts';

/** Rows that wait from earlier loads, by whose line of which game they are. */
export type MendedRows = {
  /** Rows of these wait again: what waits of them stays. */
  keep: (raws: readonly unknown[]) => void;
  /** Takes out of quarantine what waited of the same owner and game as these rows, which are in. */
  release: (tx: Executor, rows: readonly PublishedRow[]) => Promise<void>;
};

type KeyedLayout = Pick<PublishedLayout, 'preset' | 'columns' | 'lineKey'>;

/** Reads what waits of a layout, before a file of it is loaded. */
export async function findMendedRows(
  db: Executor,
  layout: KeyedLayout,
  dataset: string,
): Promise<MendedRows> {
  const waiting = new Map<string, number[]>();
  for await (const { id, raw } of waitingRows(db, { dataset, preset: layout.preset })) {
    const key = keyOfRaw(layout, raw);
    if (key === undefined) continue;
    const ids = waiting.get(key) ?? [];
    ids.push(id);
    waiting.set(key, ids);
  }
  return {
    keep(raws) {
      for (const raw of raws) waiting.delete(keyOfRaw(layout, raw) ?? '');
    },
    async release(tx, rows) {
      if (waiting.size === 0) return;
      const keys = new Set(rows.map(({ cells }) => keyOf(layout, cells) ?? ''));
      await releaseByIds(
        tx,
        [...keys].flatMap((key) => waiting.get(key) ?? []),
      );
    },
  };
}

/** Undefined where a cell of it is empty. */
function keyOf({ lineKey }: KeyedLayout, cells: Cells): string | undefined {
  const values = lineKey.map((name) => cells[name]);
  return values.includes(undefined) ? undefined : JSON.stringify(values);
}

/** The same of a row as it is kept, whose cells have the names of its file. */
function keyOfRaw(layout: KeyedLayout, raw: unknown): string | undefined {
  const told = Object.entries(raw ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)] as const);
  const cells = layout.lineKey.flatMap((name) => {
    const found = told.find(([spelling]) => layout.columns[name]?.includes(spelling));
    return found === undefined ? [] : [[name, found[1]] as const];
  });
  return keyOf(layout, Object.fromEntries(cells));
}
