import { desc, eq, inArray, sql } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { dataRefreshLog } from '../db/schema/datasets.ts';
import type { DatasetCatalog } from './catalog.ts';
import { type DatasetColumn, readColumns } from './columns.ts';
import type { Dataset, DatasetInput } from './dataset.ts';
import { type Freshness, freshnessOf } from './freshness.ts';
import { type DatasetKind, followsOf, kindOf } from './lineage.ts';
import { type OrderView, lastOrders } from './last-order.ts';
import { NOTHING_PENDING, type PendingChanges, readPendingChanges } from './pending-changes.ts';
import { estimateRows } from './row-estimates.ts';

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
  /** Of a dataset that writes what differs: rows computed, and what became of them; null where a part is written anew. */
  rows_read: number | null;
  rows_added: number | null;
  rows_changed: number | null;
  rows_same: number | null;
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
  /** As the database estimates them; null for a view. */
  rows_about: number | null;
  /** Null where the rows are collected. */
  freshness: Freshness | null;
  /** Null where the rows are collected. */
  pending: PendingChanges | null;
  last_refresh: RefreshView | null;
  /** Whether a part of it can be computed anew when somebody asks. */
  can_be_ordered: boolean;
  /** The refresh that was handed over to workers: what is under way, or else the last one. */
  last_order: OrderView | null;
};

export type DatasetDetail = DatasetView & {
  columns: readonly DatasetColumn[];
  refreshes: readonly RefreshView[];
};

/** Reads what the catalog knows of datasets, what they still have to follow, and their last refreshes. */
export type DatasetQueries = {
  /** Every dataset, inputs before what is computed from them. */
  list: () => Promise<readonly DatasetView[]>;
  /** One dataset with its columns and last refreshes, the newest first. */
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
    const follows = computed.flatMap((dataset) => followsOf(catalog, dataset));
    const known: KnownOfDatasets = {
      dependents: (name) => catalog.dependents(name).map((dependent) => dependent.name),
      pending: await readPendingChanges(db, follows),
      last: await lastRefreshes(db, namesOf(computed)),
      rows: await estimateRows(db, namesOf(datasets)),
      orders: await lastOrders(db, namesOf(computed)),
    };
    return datasets.map((dataset) => viewOf(dataset, known));
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
      return { ...view, columns: await readColumns(db, dataset.name), refreshes: rows.map(refreshView) };
    },
  };
}

/** What is read for many datasets at once, by their names. */
type KnownOfDatasets = {
  dependents: (name: string) => readonly string[];
  pending: ReadonlyMap<string, PendingChanges>;
  last: ReadonlyMap<string, RefreshView>;
  rows: ReadonlyMap<string, number>;
  orders: ReadonlyMap<string, OrderView>;
};

function viewOf(dataset: Dataset, known: KnownOfDatasets): DatasetView {
  const { name, relation, grain, meaning, inputs } = dataset;
  const limit = dataset.freshWithinSeconds ?? null;
  const pending = dataset.refresh ? (known.pending.get(name) ?? NOTHING_PENDING) : null;
  return {
    name,
    kind: kindOf(dataset),
    relation,
    grain,
    meaning,
    inputs,
    dependents: known.dependents(name),
    fresh_within_seconds: limit,
    partitioned_by: dataset.partitionedBy ?? null,
    retention: dataset.retention ?? null,
    rows_about: known.rows.get(name) ?? null,
    freshness: pending && freshnessOf(pending, limit),
    pending,
    last_refresh: known.last.get(name) ?? null,
    can_be_ordered: dataset.refresh?.keys !== undefined,
    last_order: known.orders.get(name) ?? null,
  };
}

function namesOf(datasets: readonly Dataset[]): readonly string[] {
  return datasets.map(({ name }) => name);
}

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
    rows_read: row.rowsRead,
    rows_added: row.rowsAdded,
    rows_changed: row.rowsChanged,
    rows_same: row.rowsSame,
    started_at: row.startedAt,
    finished_at: row.finishedAt,
    duration_ms: Math.max(0, row.finishedAt.getTime() - row.startedAt.getTime()),
    actor: row.actor,
    error: row.error,
  };
}
