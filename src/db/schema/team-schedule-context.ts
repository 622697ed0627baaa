import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  date,
  index,
  integer,
  numeric,
  pgTable,
  primaryKey,
  smallint,
} from 'drizzle-orm/pg-core';
import { instant, instantOfInsert } from './columns.ts';

/**
 * What a game means in the schedule of each side, games to come included. Computed from `games`, a team's season at once;
 * nothing refers to games, so that rows of removed ones go with the next computation.
 */
export const teamScheduleContext = pgTable(
  'team_schedule_context',
  {
    gameId: integer('game_id').notNull(),
    teamId: integer('team_id').notNull(),
    opponentId: integer('opponent_id').notNull(),
    leagueId: integer('league_id').notNull(),
    seasonYear: integer('season_year').notNull(),
    /** The slate day, in the league's zone. */
    playedOn: date('played_on', { mode: 'string' }).notNull(),
    startsAt: instant('starts_at').notNull(),
    /** At home, on no neutral ground. */
    isHome: boolean('is_home').notNull(),
    /** The team's game before it in the season; null of the first. */
    previousGameId: integer('previous_game_id'),
    /** Whole days without a game before it: 0 is a back-to-back. Null of the first game of a season. */
    restDays: smallint('rest_days'),
    isBackToBack: boolean('is_back_to_back').notNull(),
    /** Games of the team in the four and six days that end with it, itself among them. */
    gamesIn4: smallint('games_in_4').notNull(),
    gamesIn6: smallint('games_in_6').notNull(),
    /** Which one in a row away from home it is, from 1; 0 at home. */
    roadTripNo: smallint('road_trip_no').notNull(),
    /** From the place of the game before, along the great circle; null where a place has no coordinates. */
    travelKm: numeric('travel_km', { precision: 7, scale: 1, mode: 'number' }),
    /** Hours by which clocks are ahead of those at the game before, on this day; null where a zone is not known. */
    zoneShiftHours: numeric('tz_shift_h', { precision: 4, scale: 2, mode: 'number' }),
    refreshedAt: instantOfInsert('refreshed_at'),
  },
  (table) => [
    primaryKey({ name: 'team_schedule_context_pkey', columns: [table.gameId, table.teamId] }),
    index('idx_team_schedule_context_team').on(table.teamId, table.seasonYear, table.startsAt),
    index('idx_team_schedule_context_league').on(table.leagueId, table.playedOn),
    check('schedule_sides_differ', sql`${table.teamId} <> ${table.opponentId}`),
    check('schedule_rest_possible', sql`${table.restDays} >= 0 and ${table.gamesIn6} >= ${table.gamesIn4}`),
  ],
);
