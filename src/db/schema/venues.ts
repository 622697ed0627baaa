import { sql } from 'drizzle-orm';
import {
  type AnyPgColumn,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  serial,
  uniqueIndex,
  varchar,
} from 'drizzle-orm/pg-core';
import { LEARNED_BY } from '../../domain/external-id.ts';
import { createdAt, instantOfInsert, updatedAt } from './columns.ts';
import { leagues } from './reference.ts';

/** Ids of imports by the fact that they say. */
export type ToldBy = { city?: readonly number[]; region?: readonly number[]; country?: readonly number[] };

/** Places where games are played. What a schedule says first is kept; people add what it leaves out. */
export const venues = pgTable(
  'venues',
  {
    id: serial('id').primaryKey(),
    name: varchar('name', { length: 200 }).notNull(),
    city: varchar('city', { length: 100 }),
    /** State or province. */
    region: varchar('region', { length: 60 }),
    country: varchar('country', { length: 60 }),
    /** IANA zone of the place; null where it is not told. */
    timezone: varchar('timezone', { length: 64 }),
    /** Degrees, north and east. */
    latitude: doublePrecision('latitude'),
    longitude: doublePrecision('longitude'),
    learnedBy: varchar('learned_by', { length: 10, enum: LEARNED_BY }).notNull(),
    /** The import that named it first; null where a person added it, or an import that left no trace. */
    importId: integer('import_id'),
    /** Imports that say what was not known of the place when it came in; without what a person has said since. */
    toldBy: jsonb('told_by').$type<ToldBy>(),
    /** The place that this one was found to be; its names and ids mean that one then. */
    mergedIntoId: integer('merged_into_id').references((): AnyPgColumn => venues.id),
    /** The games that the merge gave to the other place, for taking it back. */
    mergedGameIds: integer('merged_game_ids').array(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [
    uniqueIndex('unique_venue').on(
      sql`lower(${table.name})`,
      sql`lower(coalesce(${table.city}, ''))`,
      sql`lower(coalesce(${table.country}, ''))`,
    ),
  ],
);

/** Other names of a place: former ones, those of sponsors, and words of schedules that somebody has explained. */
export const venueAliases = pgTable(
  'venue_aliases',
  {
    id: serial('id').primaryKey(),
    venueId: integer('venue_id')
      .notNull()
      .references(() => venues.id, { onDelete: 'cascade' }),
    alias: varchar('alias', { length: 200 }).notNull(),
    /** Where the words mean this place and no other; null: anywhere. */
    leagueId: integer('league_id').references(() => leagues.id),
    learnedBy: varchar('learned_by', { length: 10, enum: LEARNED_BY }).notNull(),
    /** The import that named it so; null where a person taught it. */
    importId: integer('import_id'),
    learnedAt: instantOfInsert('learned_at'),
  },
  (table) => [
    uniqueIndex('unique_venue_alias').on(
      sql`lower(${table.alias})`,
      sql`coalesce(${table.leagueId}, 0)`,
      table.venueId,
    ),
    index('idx_venue_aliases_venue').on(table.venueId),
  ],
);
