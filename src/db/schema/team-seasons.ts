import { index, integer, pgTable, primaryKey, varchar } from 'drizzle-orm/pg-core';
import { LEARNED_BY } from '../../domain/external-id.ts';
import { instantOfInsert } from './columns.ts';
import { leagues, teams } from './reference.ts';

/**
 * Which team plays in which league in a season: what promotion, relegation and relocation change, and what tells two
 * clubs apart that share a name or a code. Learned from schedules, and said by people.
 */
export const teamSeasons = pgTable(
  'team_seasons',
  {
    leagueId: integer('league_id')
      .notNull()
      .references(() => leagues.id),
    seasonYear: integer('season_year').notNull(),
    teamId: integer('team_id')
      .notNull()
      .references(() => teams.id, { onDelete: 'cascade' }),
    /** What the team was called in that season; null: as it is called now. */
    name: varchar('name', { length: 100 }),
    learnedBy: varchar('learned_by', { length: 10, enum: LEARNED_BY }).notNull(),
    learnedAt: instantOfInsert('learned_at'),
  },
  (table) => [
    primaryKey({ columns: [table.leagueId, table.seasonYear, table.teamId] }),
    index('idx_team_seasons_team').on(table.teamId, table.seasonYear),
  ],
);
