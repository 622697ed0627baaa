import { sql } from 'drizzle-orm';
import { index, integer, pgTable, serial, uniqueIndex, varchar } from 'drizzle-orm/pg-core';
import { createdAt, instant, instantRange, runId } from './columns.ts';
import { leagues, players, sports, teams } from './reference.ts';

/**
 * Who is reported as hurt, ill or away: one open row a player and source, and one for each time that a report said
 * something else. A row is valid from the answer that brought it to the one that had it no more.
 */
export const injuries = pgTable(
  'injuries',
  {
    id: serial('id').primaryKey(),
    sportId: integer('sport_id')
      .notNull()
      .references(() => sports.id),
    leagueId: integer('league_id')
      .notNull()
      .references(() => leagues.id),
    /** Null for a player whom nobody has recognised: a question. */
    playerId: integer('player_id').references(() => players.id),
    /** Null for a team that nobody has recognised. */
    teamId: integer('team_id').references(() => teams.id),
    /** As the source names them. */
    playerName: varchar('player_name', { length: 200 }).notNull(),
    teamName: varchar('team_name', { length: 200 }).notNull(),
    /** By whom the source means the same player in its next answer: its id, or team and name. */
    subject: varchar('subject', { length: 260 }).notNull(),
    /** In the words of the source: `Out`, `Questionable`. */
    status: varchar('status', { length: 60 }).notNull(),
    bodyPart: varchar('body_part', { length: 100 }),
    detail: varchar('detail', { length: 500 }),
    source: varchar('source', { length: 30 }).notNull(),
    /** When the source says that it was reported. */
    reportedAt: instant('reported_at'),
    valid: instantRange('valid').notNull(),
    runId: runId(),
    createdAt: createdAt(),
  },
  (table) => [
    uniqueIndex('unique_open_injury')
      .on(table.source, table.leagueId, table.subject)
      .where(sql`upper_inf(${table.valid})`),
    index('idx_injuries_player').on(table.playerId),
    index('idx_injuries_team').on(table.teamId),
    index('idx_injuries_valid').using('gist', table.valid),
  ],
);
