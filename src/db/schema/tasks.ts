import { sql } from 'drizzle-orm';
import {
  check,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  serial,
  text,
  unique,
  varchar,
} from 'drizzle-orm/pg-core';
import { ENTITY_STATUSES, TASK_PLANS } from '../../domain/plans.ts';
import { RUN_KINDS } from '../../domain/runs.ts';
import { HOLD_REASONS, TASK_STATUSES } from '../../domain/statuses.ts';
import { backfillProgress } from './backfills.ts';
import { blanketSweeps } from './blanket-sweeps.ts';
import { createdAt, instant } from './columns.ts';
import { games } from './games.ts';
import { ledgerColumns } from './ledger-columns.ts';
import { oneOf } from './one-of.ts';
import { seasons, sports } from './reference.ts';

/**
 * One row for each run that is over, whatever came of it: a start of a seeding task, an import, a replay, somebody's
 * correction, a refresh, a look for finals, a step of a back-fill. Rows of collected data name the run that wrote them.
 * Every paid provider call belongs to exactly one run (`api_usage.run_id`), and `api_calls_made` of
 * a run is the sum of their cost.
 */
export const syncLog = pgTable(
  'sync_log',
  {
    id: serial('id').primaryKey(),
    /** Which run it is, as its calls name it; null in rows of older versions. */
    runId: varchar('run_id', { length: 100 }),
    operation: varchar('operation', { length: 40 }).notNull(),
    sportId: integer('sport_id')
      .notNull()
      .references(() => sports.id),
    seasonId: integer('season_id').references(() => seasons.id),
    gameId: integer('game_id').references(() => games.id, { onDelete: 'set null' }),
    taskId: integer('task_id'),
    /** `targeted`, `blanket`, `discovery`, `correction`. */
    seedingType: varchar('seeding_type', { length: 20 }).notNull(),
    status: varchar('status', { length: 20 }).notNull(),
    teamCount: integer('team_count').notNull().default(0),
    playerCount: integer('player_count').notNull().default(0),
    apiCallsMade: integer('api_calls_made').notNull().default(0),
    durationSeconds: numeric('duration_seconds', { precision: 8, scale: 2, mode: 'number' }),
    details: jsonb('details'),
    /** What kind of run it was; null in rows of older versions. */
    kind: varchar('kind', { length: 20, enum: RUN_KINDS }),
    /** Who said what was written: a provider by its name, a file, a route. */
    source: varchar('source', { length: 200 }),
    /** Which version of its API the provider was asked in. */
    apiVersion: varchar('api_version', { length: 20 }),
    /** Which of our parsers read it: the release, and a digest of their sources. */
    parserVersion: varchar('parser_version', { length: 60 }),
    /** SHA-256 of the file that was read. */
    fileHash: varchar('file_hash', { length: 64 }),
    /** SHA-256 of each body that the run's own calls brought. */
    bodyHashes: varchar('body_hashes', { length: 64 }).array(),
    /** A process, or a person. */
    actor: varchar('actor', { length: 100 }),
    /** Rows by dataset, where the run wrote them all at once; those of a game's run are counted in the game. */
    rowsWritten: jsonb('rows_written').$type<Readonly<Record<string, number>>>(),
    startedAt: instant('started_at'),
    finishedAt: instant('finished_at'),
    createdAt: createdAt(),
  },
  (table) => [
    index('idx_sync_log_date_type').on(table.createdAt, table.seedingType),
    index('idx_sync_log_game').on(table.gameId),
    index('idx_sync_log_run').on(table.runId).where(sql`run_id is not null`),
  ],
);

/**
 * Seeding jobs as Postgres knows them: the truth of which the queue's jobs are only deliveries.
 */
export const seedingTasks = pgTable(
  'seeding_tasks',
  {
    id: serial('id').primaryKey(),
    gameId: integer('game_id')
      .notNull()
      .references(() => games.id, { onDelete: 'cascade' }),
    pass: varchar('pass', { length: 20 }).notNull().default('first'),
    ...ledgerColumns(),
    holdReason: varchar('hold_reason', { length: 20, enum: HOLD_REASONS }),

    /** When the seeding window opens: tip-off plus the sport's delay (plus the pass's own). */
    scheduledTime: instant('scheduled_time').notNull(),
    /** Since when the provider should have had the game final and does not; null while that is not so. */
    stuckSince: instant('stuck_since'),

    teamCount: integer('team_count'),
    playerCount: integer('player_count'),
    apiCallsMade: integer('api_calls_made').notNull().default(0),
    durationSeconds: numeric('duration_seconds', { precision: 8, scale: 2, mode: 'number' }),

    /** How the game is read; null: as configured for its sport. */
    plan: varchar('plan', { length: 20, enum: TASK_PLANS }),
    /** The plan that failed before this one took its place. */
    fallbackFrom: varchar('fallback_from', { length: 20, enum: TASK_PLANS }),
    /** The unit of a back-fill that asked for this game; its calls give way to all others. */
    unitId: integer('unit_id').references(() => backfillProgress.id, { onDelete: 'set null' }),
    /** The sweep of a process of an earlier version that asked for it; the back-fill that goes on with it takes it over. */
    blanketId: integer('blanket_id').references(() => blanketSweeps.id, { onDelete: 'set null' }),
    /** Players and teams that are expected, and how many of them are settled. */
    entitiesExpected: integer('entities_expected'),
    entitiesDone: integer('entities_done'),

    syncLogId: integer('sync_log_id').references(() => syncLog.id, { onDelete: 'set null' }),
  },
  (table) => [
    unique('unique_game_task').on(table.gameId, table.pass),
    // For removing runs: without it, each would be looked for among all tasks.
    index('idx_seeding_tasks_sync_log').on(table.syncLogId).where(sql`sync_log_id is not null`),
    check('task_status_known', oneOf(table.status, TASK_STATUSES)),
    check(
      'task_hold_reason_known',
      sql`${table.holdReason} is null or ${oneOf(table.holdReason, HOLD_REASONS)}`,
    ),
    check(
      'task_running_is_claimed',
      sql`${table.status} <> 'running' or ${table.leaseExpiresAt} is not null`,
    ),
    // With the id: the pages of a comparison with the queue follow it, also where a whole season is due at one instant.
    index('idx_seeding_tasks_open').on(table.dueAt, table.id).where(sql`status in ('pending', 'running')`),
    index('idx_seeding_tasks_unpublished')
      .on(table.id)
      .where(sql`status = 'pending' and enqueued_at is null`),
    // With the id, so that a page of many tasks that changed in one statement is found as quickly as any other.
    index('idx_seeding_tasks_ended').on(table.status, table.updatedAt, table.id),
    index('idx_seeding_tasks_stuck').on(table.stuckSince).where(sql`stuck_since is not null`),
    index('idx_seeding_tasks_scheduled').on(table.scheduledTime).where(sql`status = 'pending'`),
    // What the dashboard lists: what runs and what is held, without those that merely wait for their time.
    index('idx_seeding_tasks_attention')
      .on(table.dueAt, table.id)
      .where(sql`status = 'running' or hold_reason is not null`),
    index('idx_seeding_tasks_window').on(table.scheduledTime, table.id),
    // The few that a search for the words of an error reads: what ends well leaves none behind.
    index('idx_seeding_tasks_trouble')
      .on(table.id)
      .where(sql`error_type is not null or error_message is not null or hold_detail is not null`),
    check('task_plan_known', sql`${table.plan} is null or ${oneOf(table.plan, TASK_PLANS)}`),
    index('idx_seeding_tasks_blanket').on(table.blanketId).where(sql`blanket_id is not null`),
    index('idx_seeding_tasks_unit').on(table.unitId).where(sql`unit_id is not null`),
  ],
);

/** The players and teams of a task, and how each stands: a retry asks only for what is missing. */
export const seedingTaskEntities = pgTable(
  'seeding_task_entities',
  {
    id: serial('id').primaryKey(),
    taskId: integer('task_id')
      .notNull()
      .references(() => seedingTasks.id, { onDelete: 'cascade' }),
    entityType: varchar('entity_type', { length: 10, enum: ['player', 'team'] }).notNull(),
    /** The player's or team's id at the provider. */
    providerEntityId: varchar('provider_entity_id', { length: 60 }).notNull(),
    /** The provider's id of the player's team, where the player is asked for by it. */
    providerTeamId: varchar('provider_team_id', { length: 60 }),
    /** Our own id of the player or team, once it is known. */
    entityId: integer('entity_id'),
    status: varchar('status', { length: 20, enum: ENTITY_STATUSES }).notNull(),
    attempts: integer('attempts').notNull().default(1),
    errorMessage: text('error_message'),
    /** SHA-256 of the line as written, so that an unchanged one is not written again. */
    contentHash: varchar('content_hash', { length: 64 }),
    seededAt: instant('seeded_at'),
    createdAt: createdAt(),
  },
  (table) => [
    unique('unique_task_entity').on(table.taskId, table.entityType, table.providerEntityId),
    check('task_entity_type_known', oneOf(table.entityType, ['player', 'team'])),
    check('task_entity_status_known', oneOf(table.status, ENTITY_STATUSES)),
  ],
);
