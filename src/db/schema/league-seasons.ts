import { date, integer, pgTable, serial, unique, varchar } from 'drizzle-orm/pg-core';
import { LEARNED_BY } from '../../domain/external-id.ts';
import { instantOfInsert } from './columns.ts';
import { leagues } from './reference.ts';

/**
 * The days of a league's season, in the league's zone: what tells the regular season from what comes before and after.
 * Those of the program are written at each start; what people say stays.
 */
export const leagueSeasons = pgTable(
  'league_seasons',
  {
    id: serial('id').primaryKey(),
    leagueId: integer('league_id')
      .notNull()
      .references(() => leagues.id),
    seasonYear: integer('season_year').notNull(),
    /** First and last day of the regular season; null where it is not known. */
    startsOn: date('starts_on', { mode: 'string' }),
    endsOn: date('ends_on', { mode: 'string' }),
    /** The day of a cup final that counts for no statistics, as the NBA has it. */
    cupFinalOn: date('cup_final_on', { mode: 'string' }),
    /** The days between which its games are believed; null where the form of the league says it. */
    windowStartsOn: date('window_starts_on', { mode: 'string' }),
    windowEndsOn: date('window_ends_on', { mode: 'string' }),
    learnedBy: varchar('learned_by', { length: 10, enum: LEARNED_BY }).notNull(),
    learnedAt: instantOfInsert('learned_at'),
  },
  (table) => [unique('unique_league_season').on(table.leagueId, table.seasonYear)],
);
