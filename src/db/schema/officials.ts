import { index, integer, pgTable, smallint, serial, unique, varchar } from 'drizzle-orm/pg-core';
import { createdAt, instant, runId } from './columns.ts';
import { games } from './games.ts';

/** Who officiates a game, as a source tells it. */
export const gameOfficials = pgTable(
  'game_officials',
  {
    id: serial('id').primaryKey(),
    gameId: integer('game_id')
      .notNull()
      .references(() => games.id, { onDelete: 'cascade' }),
    officialName: varchar('official_name', { length: 200 }).notNull(),
    /** In the words of the source: `Referee`, `OFFICIAL1`; null where it tells none. */
    role: varchar('role', { length: 60 }),
    source: varchar('source', { length: 30 }).notNull(),
    /** The id of the official at the source. */
    externalId: varchar('external_id', { length: 60 }),
    shirtNumber: varchar('shirt_number', { length: 10 }),
    /** The place in the list of the source, from 1. */
    place: smallint('place').notNull(),
    /** When the source named somebody else instead; null while it names them. */
    goneAt: instant('gone_at'),
    runId: runId(),
    createdAt: createdAt(),
  },
  (table) => [
    unique('unique_game_official').on(table.gameId, table.source, table.officialName),
    index('idx_game_officials_name').on(table.officialName),
  ],
);
