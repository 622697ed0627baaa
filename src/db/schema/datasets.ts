import { sql } from 'drizzle-orm';
import { bigint, bigserial, check, index, integer, jsonb, pgTable, text, varchar } from 'drizzle-orm/pg-core';
import { instant, instantOfInsert } from './columns.ts';
import { oneOf } from './one-of.ts';

/** How a dataset was refreshed: by the keys that changed, a season of it, or as a whole. */
export const REFRESH_MODES = ['keys', 'season', 'whole'] as const;

/**
 * Whose data has changed: written by triggers in the transaction that writes, corrects or removes rows of an input,
 * taken away by the refresher in the transaction that refreshes what is computed from it. Only appended to, so that
 * nobody who writes waits.
 */
export const changedKeys = pgTable(
  'changed_keys',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    /** The table that changed, such as `nba_player_game_stats`. */
    input: varchar('input', { length: 63 }).notNull(),
    seasonYear: integer('season_year').notNull(),
    /** Ids of the entities whose rows changed: players or teams, as the input is keyed. */
    entityIds: integer('entity_ids').array().notNull(),
    /** The one dataset that still has to follow this change; null: all that are computed from the input. */
    dataset: varchar('dataset', { length: 63 }),
    /** Refreshes of this change that failed. */
    failures: integer('failures').notNull().default(0),
    /** A change whose refresh failed waits until then. */
    dueAt: instantOfInsert('due_at'),
    createdAt: instantOfInsert('created_at'),
  },
  (table) => [index('idx_changed_keys_due').on(table.dueAt, table.id)],
);

/** By which rules (constants and formulas of the program) the rows of computed datasets are, so that a release with others is noticed. */
export const datasetRules = pgTable('dataset_rules', {
  dataset: varchar('dataset', { length: 63 }).primaryKey(),
  /** Their version or a digest of them. */
  rules: varchar('rules', { length: 200 }).notNull(),
  followedSince: instantOfInsert('followed_since'),
});

/** Every refresh of a dataset: what it took, what it came to. Pruned by age. */
export const dataRefreshLog = pgTable(
  'data_refresh_log',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    dataset: varchar('dataset', { length: 63 }).notNull(),
    mode: varchar('mode', { length: 10, enum: REFRESH_MODES }).notNull(),
    /** Which part: the season, and how many entities of it. */
    scope: jsonb('scope').$type<{ season?: number; entities?: number }>().notNull(),
    /** Who asked; null where changes did. */
    actor: varchar('actor', { length: 100 }),
    status: varchar('status', { length: 10, enum: ['done', 'failed'] }).notNull(),
    error: text('error'),
    rowsWritten: integer('rows_written').notNull().default(0),
    rowsRemoved: integer('rows_removed').notNull().default(0),
    /**
     * Of a dataset that writes what differs: rows that were computed, and how many of these are new, are others than
     * before, and were there already. Null where all of a part is written anew.
     */
    rowsRead: integer('rows_read'),
    rowsAdded: integer('rows_added'),
    rowsChanged: integer('rows_changed'),
    rowsSame: integer('rows_same'),
    /** The newest change that is in the dataset now; null where it was refreshed without changes. */
    changesUpTo: bigint('changes_up_to', { mode: 'number' }),
    startedAt: instant('started_at').notNull(),
    finishedAt: instant('finished_at').notNull(),
  },
  (table) => [
    check('refresh_mode_known', oneOf(table.mode, REFRESH_MODES)),
    check('refresh_status_known', oneOf(table.status, ['done', 'failed'])),
    index('idx_data_refresh_log_dataset').on(table.dataset, sql`${table.startedAt} desc`),
    index('idx_data_refresh_log_started').on(table.startedAt),
  ],
);
