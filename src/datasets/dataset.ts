import type { SQL } from 'drizzle-orm';
import type { AnyPgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { Transaction } from '../db/locked-transaction.ts';

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

/**
 * How a part of a dataset is brought up to date whose rows are compared with those that are there: what differs is
 * written, and nothing else.
 */
export type ComparedRefresh = {
  table: PgTable;
  /** The columns of its primary key. */
  key: readonly AnyPgColumn[];
  /** The column of the entity of a change. */
  entity: AnyPgColumn;
  /** Which rows of the table are of a part. */
  isOf: (scope: SeasonScope) => SQL;
  /**
   * A query with the columns of the table by their names, but for `refreshed_at`: the rows of a part, computed from the
   * inputs that the entry names, and no other.
   */
  rows: (scope: SeasonScope) => SQL;
  /** As of a keyed refresh. */
  keys?: (selection: KeySelection) => SQL;
};

/** Rows that were replaced or taken away, and rows that were written; where rows are compared, what became of each. */
export type RefreshedRows = {
  removed: number;
  written: number;
  compared?: { read: number; added: number; changed: number; same: number };
};

/** What a replay came to, and whose rows it changed, for those that are computed from the dataset. */
export type Replayed = RefreshedRows & {
  changed: readonly (SeasonScope & { entityIds: readonly number[] })[];
};

/**
 * How a dataset is brought up to date whose rows follow from one another, so that no statement can compute a part of it:
 * from the first part that changed on, as far as anything comes out differently.
 */
export type ReplayedRefresh = {
  /**
   * Writes what differs, in the caller's transaction; a process at a time does so. Given all parts that changed at once.
   * Reads the inputs that the entry names, and no other.
   */
  replay: (tx: Transaction, changed: readonly SeasonScope[]) => Promise<Replayed>;
  /** It is replayed no more often than this: what changes meanwhile waits. Absent: with every change. */
  atMostEverySeconds?: number;
  /** The same from the beginning, for some entities or all, believing nothing that is there. */
  rebuild: (tx: Transaction, entityIds?: readonly number[]) => Promise<Replayed>;
  /** As of a keyed refresh. */
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
  refresh?: KeyedRefresh | ComparedRefresh | ReplayedRefresh;
  /**
   * The constants and formulas that rows follow from besides the inputs, as a version or a digest: rows by others are
   * computed anew. Absent where only the inputs count.
   */
  rules?: () => string;
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
