import { sql } from 'drizzle-orm';
import { check, index, integer, pgTable, primaryKey, varchar } from 'drizzle-orm/pg-core';
import { COMPARED_LINES, SETTLED_REASONS } from '../../domain/source-difference.ts';
import { instant, instantOfInsert, runId } from './columns.ts';
import { games } from './games.ts';
import { oneOf } from './one-of.ts';

/**
 * Where a stored answer of another source has another figure in a line of a box score than what is written here. Like
 * `source_differences`, of lines: what is no longer different is settled, and stays.
 */
export const sourceLineDifferences = pgTable(
  'source_line_differences',
  {
    gameId: integer('game_id')
      .notNull()
      .references(() => games.id, { onDelete: 'cascade' }),
    /** The other source. */
    source: varchar('source', { length: 30 }).notNull(),
    entityType: varchar('entity_type', { length: 10, enum: COMPARED_LINES }).notNull(),
    /** The player or team. */
    entityId: integer('entity_id').notNull(),
    /** The column of the figure. */
    field: varchar('field', { length: 63 }).notNull(),
    ours: varchar('ours', { length: 200 }),
    ourSource: varchar('our_source', { length: 30 }),
    theirs: varchar('theirs', { length: 200 }),
    firstSeenAt: instantOfInsert('first_seen_at'),
    lastSeenAt: instantOfInsert('last_seen_at'),
    settledAt: instant('settled_at'),
    settledBecause: varchar('settled_because', { length: 30, enum: SETTLED_REASONS }),
    /** The run that saw it last. */
    runId: runId(),
  },
  (table) => [
    primaryKey({
      name: 'source_line_differences_pkey',
      columns: [table.gameId, table.source, table.entityType, table.entityId, table.field],
    }),
    check('line_difference_entity_known', oneOf(table.entityType, COMPARED_LINES)),
    check('line_difference_settled_reason_known', oneOf(table.settledBecause, SETTLED_REASONS)),
    index('idx_source_line_differences_open').on(table.gameId).where(sql`${table.settledAt} is null`),
  ],
);
