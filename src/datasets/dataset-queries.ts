import { desc, eq, inArray, sql } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { dataRefreshLog } from '../db/schema/datasets.ts';
import type { DatasetCatalog } from './catalog.ts';
import type { Dataset, DatasetInput } from './dataset.ts';
import { type DatasetKind, followsOf, kindOf } from './lineage.ts';
import { NOTHING_PENDING, type PendingChanges, readPendingChanges } from './pending-changes.ts';

/** A refresh as the log has it. */
export type RefreshView = {
  id: number;
  dataset: string;
  mode: string;
  status: string;
  season: number | null;
  /** How many entities were computed anew; null where all of the season were. */
  entities: number | null;
  rows_written: number;
  rows_removed: number;
  started_at: Date;
  finished_at: Date;
  duration_ms: number;
  /** Who asked; null where changes did. */
  actor: string | null;
  error: string | null;
};

/** A dataset of the catalog, and how it stands. */
export type DatasetView = {
  name: string;
  kind: DatasetKind;
  relation: Dataset['relation'];
  grain: string;
  meaning: string;
  inputs: readonly DatasetInput[];
  /** The datasets that are computed from it or belong to its rows, directly. */
  dependents: readonly string[];
  fresh_within_seconds: number | null;
  partitioned_by: string | null;
  retention: string | null;
  /** Null where the rows are collected. */
  pending: PendingChanges | null;
  last_refresh: RefreshView | null;
};

export type DatasetDetail = DatasetView & { refreshes: readonly RefreshView[] };

/** Reads what the catalog knows of datasets, what they still have to follow, and their last refreshes. */
export type DatasetQueries = {
  /** Every dataset, inputs before what is computed from them. */
  list: () => Promise<readonly DatasetView[]>;
  /** One dataset with its last refreshes, the newest first. */
  show: (dataset: Dataset) => Promise<DatasetDetail>;
};

/** As many refreshes as one dataset shows. */
const LAST_REFRESHES = 10;

export function createDatasetQueries({
  db,
  catalog,
}: {
  db: Database;
  catalog: DatasetCatalog;
}): DatasetQueries {
  async function viewsOf(datasets: readonly Dataset[]): Promise<readonly DatasetView[]> {
    const computed = datasets.filter(({ refresh }) => refresh !== undefined);
    const pending = await readPendingChanges(
      db,
      computed.flatMap((dataset) => followsOf(catalog, dataset)),
    );
    const last = await lastRefreshes(
      db,
      computed.map(({ name }) => name),
    );
    return datasets.map((dataset) => ({
      name: dataset.name,
      kind: kindOf(dataset),
      relation: dataset.relation,
      grain: dataset.grain,
      meaning: dataset.meaning,
      inputs: dataset.inputs,
      dependents: catalog.dependents(dataset.name).map(({ name }) => name),
      fresh_within_seconds: dataset.freshWithinSeconds ?? null,
      partitioned_by: dataset.partitionedBy ?? null,
      retention: dataset.retention ?? null,
      pending: dataset.refresh ? (pending.get(dataset.name) ?? NOTHING_PENDING) : null,
      last_refresh: last.get(dataset.name) ?? null,
    }));
  }
  return {
    list: () => viewsOf(catalog.inOrder),
    async show(dataset) {
      const [view] = await viewsOf([dataset]);
      if (!view) throw new TypeError(`${dataset.name} is no dataset of the catalog`);
      const rows = await db
        .select()
        .from(dataRefreshLog)
        .where(eq(dataRefreshLog.dataset, dataset.name))
        .orderBy(desc(dataRefreshLog.startedAt), desc(dataRefreshLog.id))
        .limit(LAST_REFRESHES);
      return { ...view, refreshes: rows.map(refreshView) };
    },
  };
}

/** The last refresh of each dataset: one look at the index for each. */

/** The last refresh of each dataset: one look at the index for each. */
async function lastRefreshes(
  db: Database,
  names: readonly string[],
): Promise<ReadonlyMap<string, RefreshView>> {
  const newest = db
    .select({ id: dataRefreshLog.id })
    .from(dataRefreshLog)
    .where(eq(dataRefreshLog.dataset, sql`computed.name`))
    .orderBy(desc(dataRefreshLog.startedAt), desc(dataRefreshLog.id))
    .limit(1);
  const ids = sql`(select (${newest}) from unnest(${sql.param([...names])}::text[]) as computed (name))`;
  const rows = await db.select().from(dataRefreshLog).where(inArray(dataRefreshLog.id, ids));
  return new Map(rows.map((row) => [row.dataset, refreshView(row)]));
}

/** A row of the log as commands and the API show it. */
export function refreshView(row: typeof dataRefreshLog.$inferSelect): RefreshView {
  return {
    id: row.id,
    dataset: row.dataset,
    mode: row.mode,
    status: row.status,
    season: row.scope.season ?? null,
    entities: row.scope.entities ?? null,
    rows_written: row.rowsWritten,
    rows_removed: row.rowsRemoved,
    started_at: row.startedAt,
    finished_at: row.finishedAt,
    duration_ms: Math.max(0, row.finishedAt.getTime() - row.startedAt.getTime()),
    actor: row.actor,
    error: row.error,
  };
}
