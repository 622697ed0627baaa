import { createHash } from 'node:crypto';
import type { Executor } from '../../db/database.ts';
import { releaseByIds, rawsByIds, waitingRows } from '../../loads/release-rows.ts';
import type { PublishedLayout } from './layout.ts';
import type { KeptRow } from './prepare-batch.ts';
import type { Cells } from './published-row.ts';

/** Rows that wait, without their cells: a row with one cell corrected is as it was in all parts but one. */
export type CorrectedRows = {
  /** Rows of the file that are refused now: what waits of them is no correction's, however near another row is. */
  keep: (refused: readonly unknown[]) => void;
  /** Takes out of quarantine what these rows are corrections of: rows that differ in one cell. */
  release: (tx: Executor, used: readonly KeptRow[]) => Promise<void>;
};

/** Into so many parts the cells of a row go: the more there are, the fewer rows are alike in all others. */
const PARTS = 8;

/** A row that is so near to more rows that wait is the correction of none of them. */
const MOST_NEAR = 50;

/** Reads what waits of a layout. Of layouts with several rows for a game, two rows may differ in a cell by right. */
export async function findCorrectedRows(
  db: Executor,
  { preset, groupOf }: Pick<PublishedLayout, 'preset' | 'groupOf'>,
  dataset: string,
): Promise<CorrectedRows> {
  const near = new Map<string, number[]>();
  const same = new Map<string, number[]>();
  if (groupOf === undefined)
    for await (const { id, raw } of waitingRows(db, { dataset, preset })) {
      const { cells } = raw as Partial<KeptRow>;
      if (cells === undefined) continue;
      const { whole, butOne } = keysOf(cells);
      same.set(whole, [...(same.get(whole) ?? []), id]);
      for (const key of butOne) addTo(near, key, id);
    }
  const kept = new Set<number>();
  return {
    keep(refused) {
      if (same.size === 0) return;
      for (const { cells } of refused as readonly Partial<KeptRow>[]) {
        const ids = cells === undefined ? [] : (same.get(keysOf(cells).whole) ?? []);
        for (const id of ids) kept.add(id);
      }
    },
    async release(tx, used) {
      if (same.size === 0) return;
      const pairs = used.flatMap(({ cells }) => nearTo(near, cells).map((id) => ({ id, cells })));
      const raws = await rawsByIds(tx, [...new Set(pairs.map(({ id }) => id))]);
      const ids = pairs.filter(({ id, cells }) => {
        const before = (raws.get(id) as Partial<KeptRow> | undefined)?.cells;
        return before !== undefined && !kept.has(id) && differing(cells, before) === 1;
      });
      await releaseByIds(tx, [...new Set(ids.map(({ id }) => id))]);
    },
  };
}

function addTo(near: Map<string, number[]>, key: string, id: number): void {
  const ids = near.get(key);
  if (ids === undefined) near.set(key, [id]);
  else if (ids.length <= MOST_NEAR) ids.push(id);
}

/** The rows that are like these cells in all parts but one. */
function nearTo(near: ReadonlyMap<string, readonly number[]>, cells: Cells): number[] {
  return keysOf(cells).butOne.flatMap((key) => {
    const ids = near.get(key) ?? [];
    return ids.length > MOST_NEAR ? [] : ids;
  });
}

/** By which rows are found that are the same, and those that are the same in all parts but one. */
function keysOf(cells: Cells): { whole: string; butOne: readonly string[] } {
  const parts = Array.from({ length: PARTS }, () => [] as [string, unknown][]);
  for (const name of Object.keys(cells).toSorted()) parts[partOf(name)]?.push([name, cells[name]]);
  const hashes = parts.map((part) => hashOf(JSON.stringify(part)));
  return {
    whole: hashOf(hashes.join()),
    butOne: hashes.map((_hash, part) =>
      hashOf(`${part},${hashes.filter((_other, at) => at !== part).join()}`),
    ),
  };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64').slice(0, 16);
}

function partOf(name: string): number {
  let sum = 0;
  for (let place = 0; place < name.length; place += 1) sum = (31 * sum + name.charCodeAt(place)) % 65_521;
  return sum % PARTS;
}

function differing(one: Cells, other: Cells): number {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].filter((name) => one[name] !== other[name]).length;
}
