import { sql } from 'drizzle-orm';
import { check, date, integer, pgTable, serial, text, uniqueIndex, varchar } from 'drizzle-orm/pg-core';
import { BACKFILL_STATUSES } from '../../domain/history.ts';
import { createdAt, instant, instantOfInsert, updatedAt } from './columns.ts';
import { oneOf } from './one-of.ts';
import { leagues, seasons, sports } from './reference.ts';

/**
 * Back-fills of a season as versions before migration 0075 kept them. Nothing writes it but such a version, for as long as one runs
 * beside this one: what it begins goes on as a back-fill like any other, in `backfills` (`history/adopt-sweeps.ts`).
 */
export const blanketSweeps = pgTable(
  'blanket_sweeps',
  {
    id: serial('id').primaryKey(),
    sportId: integer('sport_id')
      .notNull()
      .references(() => sports.id),
    seasonId: integer('season_id')
      .notNull()
      .references(() => seasons.id),
    /** Null: every league of the sport. */
    leagueId: integer('league_id').references(() => leagues.id),
    status: varchar('status', { length: 20, enum: BACKFILL_STATUSES }).notNull().default('running'),
    /** `manual`, or `fallback` where a game that kept failing asked for it. */
    origin: varchar('origin', { length: 20, enum: ['manual', 'fallback'] })
      .notNull()
      .default('manual'),
    actor: varchar('actor', { length: 100 }).notNull(),
    /** The days whose games it is about, by the league's own clock, both included; null: all of the season. */
    firstDay: date('first_day', { mode: 'string' }),
    lastDay: date('last_day', { mode: 'string' }),
    /** Rises with every step; a step writes only while it is the latest. */
    revision: integer('revision').notNull().default(1),
    /** When the next step may begin: after the one under way, or when a wait is over. */
    dueAt: instantOfInsert('due_at'),
    /** The leagues whose season was read from the provider already. */
    leaguesRead: integer('leagues_read').array().notNull().default([]),
    lastGameId: integer('last_game_id').notNull().default(0),
    /** Games without lines when the back-fill looked; null until it did. */
    gamesTotal: integer('games_total'),
    gamesQueued: integer('games_queued').notNull().default(0),
    apiCallsMade: integer('api_calls_made').notNull().default(0),
    /** What the back-fill waits for, or why it ended, in words. */
    note: text('note'),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    finishedAt: instant('finished_at'),
  },
  (table) => [
    check(
      'sweep_status_known',
      oneOf(table.status, ['running', 'paused', 'completed', 'cancelled', 'failed']),
    ),
    check('sweep_origin_known', oneOf(table.origin, ['manual', 'fallback'])),
    uniqueIndex('unique_open_sweep')
      .on(table.sportId, table.seasonId, sql`coalesce(league_id, 0)`)
      .where(sql`status in ('running', 'paused')`),
  ],
);
