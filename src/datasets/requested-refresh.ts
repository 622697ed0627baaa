import { and, asc, gt, inArray, max } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { dataRefreshLog } from '../db/schema/datasets.ts';
import type { DatasetCatalog } from './catalog.ts';
import { type RefreshView, refreshView } from './dataset-queries.ts';
import type { Dataset } from './dataset.ts';
import { followsOf } from './lineage.ts';
import { type RefreshOrder, noteKeys } from './note-keys.ts';
import { NOTHING_PENDING, type PendingChanges, readPendingChanges } from './pending-changes.ts';
import type { DatasetRefresher } from './refresher.ts';

/** What a refresh that somebody asked for came to. */
export type RequestedRefresh = {
  name: string;
  /** Keys that were noted as changed: entities of a season. */
  keys: number;
  /** False where another process was refreshing: it takes what was noted. */
  is_done: boolean;
  /** The refreshes of the dataset and of what is computed from it since then, as the log has them. */
  refreshes: readonly RefreshView[];
  pending: PendingChanges;
};

/**
 * Computes the selected part of a dataset anew, and what is computed from it. The keys are noted as changed in one
 * transaction first, so that what an interruption leaves undone is done by the next refresh; asking again comes to the
 * same rows. Throws NotRefreshableError.
 */
export async function refreshOnRequest(
  { db, catalog, refresher }: { db: Database; catalog: DatasetCatalog; refresher: DatasetRefresher },
  order: RefreshOrder,
): Promise<RequestedRefresh> {
  const { dataset } = order;
  const [log] = await db.select({ last: max(dataRefreshLog.id) }).from(dataRefreshLog);
  const { keys } = await db.transaction((tx) => noteKeys(tx, order));
  const { isDone } = await refresher.refresh();
  const pending = await readPendingChanges(db, followsOf(catalog, dataset));
  const rows = await db
    .select()
    .from(dataRefreshLog)
    .where(
      and(
        gt(dataRefreshLog.id, log?.last ?? 0),
        inArray(dataRefreshLog.dataset, [dataset.name, ...computedFrom(catalog, dataset)]),
      ),
    )
    .orderBy(asc(dataRefreshLog.id));
  return {
    name: dataset.name,
    keys,
    is_done: isDone,
    refreshes: rows.map(refreshView),
    pending: pending.get(dataset.name) ?? NOTHING_PENDING,
  };
}

/** The computed datasets that follow a dataset, directly and further on. */
function computedFrom(catalog: DatasetCatalog, { name }: Dataset): readonly string[] {
  return catalog.inOrder
    .filter((other) => followsOf(catalog, other).some(({ input }) => input === name))
    .map((other) => other.name);
}
