import { index, integer, jsonb, pgTable, serial, text, varchar } from 'drizzle-orm/pg-core';
import type { MergedPlayer } from '../../domain/merged-player.ts';
import { instant, instantOfInsert } from './columns.ts';

/** Players who turned out to be one, with all that a split needs to part them again. */
export const playerMerges = pgTable(
  'player_merges',
  {
    id: serial('id').primaryKey(),
    sportId: integer('sport_id').notNull(),
    /** The player who stays. No foreign key: that player may be merged into another later on. */
    keptId: integer('kept_id').notNull(),
    /** The player whose row is gone; a split brings it back under the same id. */
    mergedId: integer('merged_id').notNull(),
    merged: jsonb('merged').$type<MergedPlayer>().notNull(),
    actor: varchar('actor', { length: 100 }).notNull(),
    reason: text('reason'),
    mergedAt: instantOfInsert('merged_at'),
    splitAt: instant('split_at'),
    splitBy: varchar('split_by', { length: 100 }),
  },
  (table) => [
    index('idx_player_merges_kept').on(table.keptId),
    index('idx_player_merges_merged').on(table.mergedId),
  ],
);
