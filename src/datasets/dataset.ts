import type { SQL } from 'drizzle-orm';

/** A part of a dataset: one season of it, of some entities or of all. */
export type SeasonScope = { seasonYear: number; entityIds?: readonly number[] | undefined };

/** Whose rows are meant: of one season or of all, of some entities or of all. */
export type KeySelection = { seasonYear?: number | undefined; entityIds?: readonly number[] | undefined };

/** How a part of a dataset is brought up to date: rows that are computed anew replace those that were there. */
export type KeyedRefresh = {
  /** Removes the rows of a part. */
  remove: (scope: SeasonScope) => SQL;
  /** Computes the rows of a part from the inputs and writes them. Reads the inputs that the entry names, and no other. */
  write: (scope: SeasonScope) => SQL;
  /**
   * A query with the columns `season_year` and `entity_id`: everybody of a selection who has rows in the dataset or in
   * the inputs that it is computed from, so that all of it can be asked for. Absent: only changes refresh it.
   */
  keys?: (selection: KeySelection) => SQL;
};

/** Where the rows of a dataset come from: other datasets by name, or what providers can tell. */
export type DatasetInput = { dataset: string } | { capability: string };

/** What a dataset is: everything that the refresher, the lineage and the documentation have to know of it. */
export type Dataset = {
  /** The name of its table or view. */
  name: string;
  relation: 'table' | 'view' | 'materialized view';
  /** What one row is. */
  grain: string;
  meaning: string;
  /** None: the rows are reference data that comes with the program and is corrected by people. */
  inputs: readonly DatasetInput[];
  /** Absent: the rows are collected, written by the feature that collects them. */
  refresh?: KeyedRefresh;
  /** Seconds after a change of an input by which it is in the dataset; absent where rows are collected. */
  freshWithinSeconds?: number;
  /** The column by which the table is partitioned. */
  partitionedBy?: 'season_year';
  /** How long rows are kept, where they are not kept for good. */
  retention?: string;
};

/** The datasets among the inputs, by name. */
export function inputDatasets({ inputs }: Dataset): readonly string[] {
  return inputs.flatMap((input) => ('dataset' in input ? [input.dataset] : []));
}
