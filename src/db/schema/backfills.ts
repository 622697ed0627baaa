import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  customType,
  date,
  index,
  integer,
  pgTable,
  serial,
  text,
  unique,
  uniqueIndex,
  varchar,
} from 'drizzle-orm/pg-core';
import { BACKFILL_ORIGINS, BACKFILL_STATUSES, HISTORY_PARTS, UNIT_STATUSES } from '../../domain/history.ts';
import { createdAt, instant, runId, updatedAt } from './columns.ts';
import { oneOf } from './one-of.ts';
import { blanketSweeps } from './blanket-sweeps.ts';
import { leagues, seasons, sports } from './reference.ts';

const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

/** Back-fills of the past, as somebody asked for them; what each has to read are its rows of `backfill_progress`. */
export const backfills = pgTable(
  'backfills',
  {
    id: serial('id').primaryKey(),
    status: varchar('status', { length: 20, enum: BACKFILL_STATUSES }).notNull().default('running'),
    /** In the words of whoever asked: `NBA`, `all`. */
    league: varchar('league', { length: 100 }).notNull(),
    /** The days from and to which it was asked for, at the widest of its leagues. */
    fromDay: date('from_day', { mode: 'string' }).notNull(),
    toDay: date('to_day', { mode: 'string' }).notNull(),
    parts: text('parts').array().notNull(),
    /** What its calls and credits were thought to be when it began. */
    estimatedCalls: integer('estimated_calls').notNull(),
    estimatedCredits: integer('estimated_credits').notNull(),
    actor: varchar('actor', { length: 100 }).notNull(),
    /** `manual`, or `fallback` where a game that kept failing asked for it: that takes failed games only. */
    origin: varchar('origin', { length: 20, enum: BACKFILL_ORIGINS }).notNull().default('manual'),
    /** Of one over the box scores of a whole season: the sport and the season, and the league, or null for all of them. */
    sportId: integer('sport_id').references(() => sports.id),
    seasonId: integer('season_id').references(() => seasons.id),
    leagueId: integer('league_id').references(() => leagues.id),
    /** The sweep of an earlier version that it goes on with. */
    sweepId: integer('sweep_id').unique('unique_backfill_of_sweep'),
    /** What it waits for, or why it ended, in words. */
    note: text('note'),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    finishedAt: instant('finished_at'),
  },
  (table) => [
    check('backfill_status_known', oneOf(table.status, BACKFILL_STATUSES)),
    check('backfill_origin_known', oneOf(table.origin, BACKFILL_ORIGINS)),
    uniqueIndex('unique_open_season_backfill')
      .on(table.sportId, table.seasonId, sql`coalesce(league_id, 0)`)
      .where(sql`season_id is not null and status in ('running', 'paused')`),
  ],
);

/**
 * How far the past is read: one row for a part of a league in a month at a source, whichever back-fill reads it. It is
 * written in the transaction of the data that it speaks of.
 */
export const backfillProgress = pgTable(
  'backfill_progress',
  {
    id: serial('id').primaryKey(),
    /** The back-fill that reads it, or read it last. */
    backfillId: integer('backfill_id')
      .notNull()
      .references(() => backfills.id),
    leagueId: integer('league_id')
      .notNull()
      .references(() => leagues.id),
    part: varchar('part', { length: 20, enum: HISTORY_PARTS }).notNull(),
    source: varchar('source', { length: 30 }).notNull(),
    /**
     * Of prices, the moment before the starts at which they are read: `close`, `6h`; of box scores of a whole season the
     * back-fill, each of which has units of its own; else nothing.
     */
    moment: varchar('moment', { length: 10 }).notNull().default(''),
    /** The month, `2024-01`; of box scores of a whole season, the year in which it starts. */
    unit: varchar('unit', { length: 7 }).notNull(),
    /** The days of the month that are read or are to be read, both included. */
    fromDay: date('from_day', { mode: 'string' }).notNull(),
    toDay: date('to_day', { mode: 'string' }).notNull(),
    status: varchar('status', { length: 20, enum: UNIT_STATUSES }).notNull().default('pending'),
    /** Rises with each step that begins or ends; a step writes only what was not written since it began. */
    revision: integer('revision').notNull().default(0),
    /** How often it was begun: more than once where a run failed or was lost. */
    attempts: integer('attempts').notNull().default(0),
    /** The day, or moment, that comes next; null at the beginning, and where the whole is one step. */
    cursor: varchar('cursor', { length: 30 }),
    /** Calls whose answers it read, and credits that they cost at the most; an answer that was kept before costs nothing. */
    calls: integer('calls').notNull().default(0),
    credits: integer('credits').notNull().default(0),
    rowsRead: integer('rows_read').notNull().default(0),
    rowsAdded: integer('rows_added').notNull().default(0),
    rowsChanged: integer('rows_changed').notNull().default(0),
    rowsSame: integer('rows_same').notNull().default(0),
    /** Rows that wait in quarantine, or were refused. */
    rowsRefused: integer('rows_refused').notNull().default(0),
    /** Of box scores of a whole season, that season. */
    seasonId: integer('season_id').references(() => seasons.id),
    /** Of box scores: games without lines when it looked, and those that were handed to the workers; null until it did. */
    gamesTotal: integer('games_total'),
    gamesQueued: integer('games_queued').notNull().default(0),
    /** The sweep by which a process of an earlier version reads the box scores of the month. */
    sweepId: integer('sweep_id').references(() => blanketSweeps.id, { onDelete: 'set null' }),
    /** Of a unit that is read from a file: the file, what its rows of the month hash to, and until it is read, those rows. */
    fileName: varchar('file_name', { length: 200 }),
    contentHash: varchar('content_hash', { length: 64 }),
    /** Packed with gzip; null once the unit is read. */
    content: bytea('content'),
    /** Somebody says that the file is newer than every copy of it that was loaded. */
    isNewerCopy: boolean('is_newer_copy').notNull().default(false),
    /** The last run of a step. */
    runId: runId(),
    /** Why it failed, or what it waits for. */
    error: text('error'),
    note: text('note'),
    startedAt: instant('started_at'),
    /** When a step of it ended last; looks that found nothing to do are none. */
    progressedAt: instant('progressed_at'),
    finishedAt: instant('finished_at'),
    updatedAt: updatedAt(),
  },
  (table) => [
    unique('unique_backfill_unit').on(table.leagueId, table.part, table.source, table.moment, table.unit),
    index('idx_backfill_progress_season').on(table.seasonId).where(sql`season_id is not null`),
    check('backfill_unit_status_known', oneOf(table.status, UNIT_STATUSES)),
    check('backfill_unit_part_known', oneOf(table.part, HISTORY_PARTS)),
    index('idx_backfill_progress_backfill').on(table.backfillId, table.status),
  ],
);
