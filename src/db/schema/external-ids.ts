import {
  check,
  integer,
  numeric,
  pgTable,
  primaryKey,
  smallint,
  uniqueIndex,
  varchar,
} from 'drizzle-orm/pg-core';
import { ENTITY_TYPES, LEARNED_BY } from '../../domain/external-id.ts';
import { instantOfInsert } from './columns.ts';
import { isShare, oneOf } from './one-of.ts';

/**
 * Our entities by the ids that providers give them. A provider's id means one entity of a sport, and an entity has one
 * id at a provider, by which it is asked for; further ids of the same entity are aliases and have a number of their
 * own. Rows of entities that are deleted go with them. Triggers of the migration keep the columns in step that older
 * versions read and write (`api_sports_id`, `provider_game_id`), in both directions.
 */
export const externalIds = pgTable(
  'external_ids',
  {
    /** `api-sports`, `espn`, …; one provider may count each sport's ids anew. */
    provider: varchar('provider', { length: 30 }).notNull(),
    /** No foreign key: the entity's own row has one, and each costs a look-up for each id learned. */
    sportId: integer('sport_id').notNull(),
    entityType: varchar('entity_type', { length: 10, enum: ENTITY_TYPES }).notNull(),
    externalId: varchar('external_id', { length: 60 }).notNull(),
    /** The id in the table of that type: `teams`, `players`, `games`, `leagues`, `venues`, `league_seasons`. */
    entityId: integer('entity_id').notNull(),
    /** 0 for the id by which the provider is asked; 1, 2, … for others that it has used for the same entity. */
    alias: smallint('alias').notNull().default(0),
    learnedBy: varchar('learned_by', { length: 10, enum: LEARNED_BY }).notNull(),
    learnedAt: instantOfInsert('learned_at'),
    /** From 0 to 1. */
    confidence: numeric('confidence', { precision: 3, scale: 2, mode: 'number' }).notNull(),
    /** What spoke for it when it was learned, in a sentence; null where how it was learned says all. */
    evidence: varchar('evidence', { length: 500 }),
  },
  (table) => [
    primaryKey({ columns: [table.provider, table.sportId, table.entityType, table.externalId] }),
    uniqueIndex('unique_external_id_of_entity').on(
      table.entityType,
      table.entityId,
      table.provider,
      table.alias,
    ),
    check('external_id_type_known', oneOf(table.entityType, ENTITY_TYPES)),
    check('external_id_confidence_possible', isShare(table.confidence)),
    check('external_id_learned_by_known', oneOf(table.learnedBy, LEARNED_BY)),
  ],
);
