import { sql } from 'drizzle-orm';
import { check, index, integer, pgTable, primaryKey, varchar } from 'drizzle-orm/pg-core';
import { COMPARED_FIELDS, SETTLED_REASONS } from '../../domain/source-difference.ts';
import { instant, instantOfInsert, runId } from './columns.ts';
import { games } from './games.ts';
import { oneOf } from './one-of.ts';

/**
 * Where another source says something else of a game than what is written here, with the source that wrote it. A
 * difference that is no longer there is settled, and stays.
 */
export const sourceDifferences = pgTable(
  'source_differences',
  {
    gameId: integer('game_id')
      .notNull()
      .references(() => games.id, { onDelete: 'cascade' }),
    /** The other source. */
    source: varchar('source', { length: 30 }).notNull(),
    field: varchar('field', { length: 30, enum: COMPARED_FIELDS }).notNull(),
    /** What is written here, and who said so; null where nobody is named. */
    ours: varchar('ours', { length: 60 }),
    ourSource: varchar('our_source', { length: 30 }),
    theirs: varchar('theirs', { length: 60 }),
    firstSeenAt: instantOfInsert('first_seen_at'),
    lastSeenAt: instantOfInsert('last_seen_at'),
    /** When it was seen to be no longer there, and why it is not; null of what older releases settled. */
    settledAt: instant('settled_at'),
    settledBecause: varchar('settled_because', { length: 30, enum: SETTLED_REASONS }),
    /** The run that saw it last. */
    runId: runId(),
  },
  (table) => [
    primaryKey({ name: 'source_differences_pkey', columns: [table.gameId, table.source, table.field] }),
    check('difference_settled_reason_known', oneOf(table.settledBecause, SETTLED_REASONS)),
    index('idx_source_differences_open').on(table.gameId).where(sql`${table.settledAt} is null`),
  ],
);
