import {
  bigserial,
  index,
  integer,
  jsonb,
  pgTable,
  serial,
  text,
  unique,
  varchar,
} from 'drizzle-orm/pg-core';
import { createdAt, instant, runId, updatedAt } from './columns.ts';

/**
 * A load that is `running` or was `interrupted` goes on with the same file; one that `failed` met a file that cannot be
 * read to its end, which is read anew.
 */
export const LOAD_STATUSES = ['running', 'completed', 'failed', 'interrupted'] as const;

/** Of an archive: the last day of a game with its result in the file, by league and season (`Premier League|2015`). */
export type FileExtent = Readonly<Record<string, string>>;

/** Files of published data that are or were loaded: how far each has come, in the transaction of its rows. */
export const dataLoads = pgTable(
  'data_loads',
  {
    id: serial('id').primaryKey(),
    dataset: varchar('dataset', { length: 40 }).notNull(),
    /** SHA-256 of the file with what it was read with: the same again goes on where it stopped. */
    fileHash: varchar('file_hash', { length: 64 }).notNull(),
    source: text('source').notNull(),
    preset: varchar('preset', { length: 40 }).notNull(),
    status: varchar('status', { length: 20, enum: LOAD_STATUSES }).notNull(),
    /** Rows of the file that are done with. */
    rowsDone: integer('rows_done').notNull().default(0),
    /** The account so far. */
    counts: jsonb('counts').$type<Readonly<Record<string, number>>>().notNull(),
    /** Why it failed or was interrupted; null otherwise. */
    failure: text('failure'),
    /** What tells copies of one file apart by their age; null where nothing does. */
    extent: jsonb('extent').$type<FileExtent>(),
    actor: varchar('actor', { length: 100 }).notNull(),
    runId: runId(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    finishedAt: instant('finished_at'),
  },
  (table) => [unique('unique_data_load').on(table.dataset, table.fileHash)],
);

/** Rows of such files that could not be used. */
export const loadQuarantine = pgTable(
  'load_quarantine',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    loadId: integer('load_id').references(() => dataLoads.id, { onDelete: 'set null' }),
    dataset: varchar('dataset', { length: 40 }).notNull(),
    source: text('source').notNull(),
    line: integer('line').notNull(),
    field: varchar('field', { length: 60 }).notNull(),
    value: text('value').notNull(),
    reason: varchar('reason', { length: 40 }).notNull(),
    detail: text('detail').notNull(),
    remedy: text('remedy').notNull(),
    /** The row as read. */
    raw: jsonb('raw').notNull(),
    /** SHA-256 of the row: the same row waits only once. */
    rawHash: varchar('raw_hash', { length: 64 }).notNull(),
    runId: runId(),
    createdAt: createdAt(),
  },
  (table) => [
    unique('unique_load_quarantine').on(table.dataset, table.rawHash),
    index('idx_load_quarantine_load').on(table.loadId),
  ],
);
