import { integer, pgTable, primaryKey, text, varchar } from 'drizzle-orm/pg-core';
import { ENTITY_TYPES } from '../../domain/external-id.ts';
import { instantOfInsert } from './columns.ts';

/**
 * Ids that do not mean an entity, because somebody has taken them from it: no guess ties them to it again. Tying them
 * by hand takes the word back.
 */
export const wrongIds = pgTable(
  'wrong_ids',
  {
    provider: varchar('provider', { length: 30 }).notNull(),
    sportId: integer('sport_id').notNull(),
    entityType: varchar('entity_type', { length: 10, enum: ENTITY_TYPES }).notNull(),
    externalId: varchar('external_id', { length: 60 }).notNull(),
    /** The entity that the id does not mean. */
    entityId: integer('entity_id').notNull(),
    saidBy: varchar('said_by', { length: 100 }).notNull(),
    reason: text('reason'),
    saidAt: instantOfInsert('said_at'),
  },
  (table) => [
    primaryKey({
      columns: [table.provider, table.sportId, table.entityType, table.externalId, table.entityId],
    }),
  ],
);
