import { and, asc, count, gt, inArray, max, sql } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { firstRow } from '../db/rows.ts';
import { changedKeys, dataRefreshLog } from '../db/schema/datasets.ts';
import { recordSystemEvent } from '../db/system-events.ts';
import type { DatasetCatalog } from './catalog.ts';
import { type RefreshView, refreshView } from './dataset-queries.ts';
import { type Dataset, type KeySelection, inputDatasets } from './dataset.ts';
import { followsOf } from './lineage.ts';
import { NOTHING_PENDING, type PendingChanges, readPendingChanges } from './pending-changes.ts';
import type { DatasetRefresher } from './refresher.ts';

/** Keys of one change: a batch of a hundred changes is then as much as a transaction of fifty games. */
const KEYS_PER_CHANGE = 20;

/** A dataset that cannot be computed when somebody asks: its rows are collected, or it does not say whose they are. */
export class NotRefreshableError extends Error {
  override readonly name = 'NotRefreshableError';
}

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

type Order = { dataset: Dataset; selection: KeySelection; actor: { name: string; reason?: string } };

/**
 * Computes the selected part of a dataset anew, and what is computed from it. The keys are noted as changed in one
 * transaction first, so that what an interruption leaves undone is done by the next refresh; asking again comes to the
 * same rows. Throws NotRefreshableError.
 */
export async function refreshOnRequest(
  { db, catalog, refresher }: { db: Database; catalog: DatasetCatalog; refresher: DatasetRefresher },
  order: Order,
): Promise<RequestedRefresh> {
  const { dataset } = order;
  const [log] = await db.select({ last: max(dataRefreshLog.id) }).from(dataRefreshLog);
  const keys = await noteKeys(db, order);
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

/** Notes everybody of the selection as changed, for this dataset alone; returns how many. */
async function noteKeys(db: Database, { dataset, selection, actor }: Order): Promise<number> {
  const keys = dataset.refresh?.keys?.(selection);
  const [input] = inputDatasets(dataset);
  if (!keys || input === undefined)
    throw new NotRefreshableError(
      dataset.refresh
        ? `${dataset.name} follows changes of its inputs only`
        : `${dataset.name} is collected, not computed`,
    );
  const columns = [changedKeys.input, changedKeys.seasonYear, changedKeys.entityIds, changedKeys.dataset];
  const names = columns.map(({ name }) => sql.identifier(name));
  return db.transaction(async (tx) => {
    const noted = await firstRow<{ keys: number }>(
      tx,
      sql`
        with wanted as (${keys}), part as (
          select season_year, entity_id,
                 (row_number() over (partition by season_year order by entity_id) - 1) / ${KEYS_PER_CHANGE}::int as number
          from wanted
        ), noted as (
          insert into ${changedKeys} (${sql.join(names, sql`, `)})
          select ${input}, season_year, array_agg(entity_id order by entity_id)::int[], ${dataset.name}
          from part group by season_year, number order by season_year, number
        )
        select ${count()} as keys from wanted`,
    );
    await recordSystemEvent(tx, {
      kind: 'dataset_refresh_requested',
      subject: dataset.name,
      message: `${actor.name} asked for a refresh of ${dataset.name}${actor.reason ? ` (${actor.reason})` : ''}.`,
      data: { ...selection, keys: noted?.keys ?? 0 },
    });
    return noted?.keys ?? 0;
  });
}

/** The computed datasets that follow a dataset, directly and further on. */
function computedFrom(catalog: DatasetCatalog, { name }: Dataset): readonly string[] {
  return catalog.inOrder
    .filter((other) => followsOf(catalog, other).some(({ input }) => input === name))
    .map((other) => other.name);
}
