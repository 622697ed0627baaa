import type { Database } from '../db/database.ts';
import { changedKeys } from '../db/schema/datasets.ts';
import { recordSystemEvent } from '../db/system-events.ts';
import type { Dataset, RefreshedRows } from './dataset.ts';
import type { RefreshOrder } from './note-keys.ts';
import { lockRefreshes, timeOf } from './refresh-lock.ts';
import { logRefresh } from './refresh-log.ts';

/** Rows that a rebuild found otherwise than they should have been, by what became of them. */
export type Rebuilt = RefreshedRows & { seasons: readonly number[] };

/**
 * Computes a replayed dataset from its beginning, for some entities or all, and writes what differs; what is computed from
 * it follows. All in one transaction: whatever interrupts it, what stood there stands. Throws TypeError for another dataset.
 */
export function rebuildDataset(
  db: Database,
  dataset: Dataset,
  { entityIds, actor }: { entityIds?: readonly number[] | undefined; actor: RefreshOrder['actor'] },
): Promise<Rebuilt> {
  const { name, refresh } = dataset;
  if (!refresh || !('rebuild' in refresh)) throw new TypeError(`${name} is not replayed`);
  return db.transaction(async (tx) => {
    await lockRefreshes(tx);
    const startedAt = await timeOf(tx);
    const { changed, ...rows } = await refresh.rebuild(tx, entityIds);
    const seasons = [...new Set(changed.map(({ seasonYear }) => seasonYear))].toSorted((a, b) => a - b);
    if (changed.length > 0) await tx.insert(changedKeys).values(changed.map((part) => noteOf(name, part)));
    const scope = entityIds === undefined ? {} : { entityIds };
    await logRefresh(tx, { dataset, scope, startedAt, rows, actor: actor.name, changesUpTo: null });
    await recordSystemEvent(tx, {
      kind: 'dataset_rebuilt',
      subject: name,
      message: `${actor.name} had ${name} computed from its beginning${actor.reason ? ` (${actor.reason})` : ''}: ${rows.written} rows written, ${rows.removed} replaced or taken away.`,
      data: { ...scope, ...rows },
    });
    return { ...rows, seasons };
  });
}

function noteOf(input: string, part: { seasonYear: number; entityIds: readonly number[] }) {
  return { input, seasonYear: part.seasonYear, entityIds: [...part.entityIds] };
}
