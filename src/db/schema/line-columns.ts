import { bigint, integer, varchar } from 'drizzle-orm/pg-core';
import { createdAt, instant, instantOfInsert, runId, source, updatedAt } from './columns.ts';

/** The columns by which every table of game lines is keyed, beside the player of a player's line. */
export function lineKey() {
  return {
    seasonYear: integer('season_year').notNull(),
    gameId: integer('game_id').notNull(),
    teamId: integer('team_id').notNull(),
  };
}

/** The columns with which every table of game lines ends: what the line was when it was written, by whom and when. */
export function lineColumns() {
  return {
    /** SHA-256 of the statistics: equal hashes mean that nothing has to be written. */
    contentHash: varchar('content_hash', { length: 64 }).notNull(),
    /** The claim under which the line was written. */
    fence: bigint('fence', { mode: 'number' }).notNull(),
    source: source(),
    runId: runId(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    /** When the line was written again with other statistics; null while it is as it came. */
    correctedAt: instant('corrected_at'),
  };
}

/** The columns by which every table of season statistics is keyed, beside the player. */
export function seasonKey() {
  return {
    seasonYear: integer('season_year').notNull(),
    leagueId: integer('league_id').notNull(),
    gameType: varchar('game_type', { length: 20 }).notNull(),
    teamId: integer('team_id').notNull(),
  };
}

/** The column with which every table of season statistics ends. */
export function seasonColumns() {
  return { refreshedAt: instantOfInsert('refreshed_at') };
}
