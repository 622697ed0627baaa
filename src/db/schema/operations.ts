import { sql } from 'drizzle-orm';
import {
  bigint,
  bigserial,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  varchar,
} from 'drizzle-orm/pg-core';
import { createdAt, instant } from './columns.ts';

/** A row for each running worker process, renewed every few seconds. */
export const workerHeartbeats = pgTable('worker_heartbeats', {
  workerId: varchar('worker_id', { length: 100 }).primaryKey(),
  hostname: varchar('hostname', { length: 200 }).notNull(),
  processId: integer('process_id').notNull(),
  version: varchar('version', { length: 40 }).notNull(),
  queues: text('queues').array().notNull(),
  /** The kinds of work that it has handlers for; null from older versions, which do not say. */
  kinds: text('kinds').array(),
  concurrency: integer('concurrency').notNull(),
  /** Task ids of the runs in progress. */
  runningTaskIds: integer('running_task_ids').array().notNull(),
  completedCount: integer('completed_count').notNull().default(0),
  failedCount: integer('failed_count').notNull().default(0),
  state: varchar('state', { length: 20 }).notNull(),
  startedAt: instant('started_at').notNull(),
  lastSeenAt: instant('last_seen_at').notNull(),
  lastJobAt: instant('last_job_at'),
  /** What keeps this process from its work, in words, such as a missing key. */
  problems: text('problems').array(),
  /** Worst delay of the event loop in the last minute. */
  eventLoopLagMs: integer('event_loop_lag_ms'),
  /** Times that the watchdog gave this process new queue connections because it had stopped taking jobs. */
  rebuiltCount: integer('rebuilt_count').notNull().default(0),
  /** How far the clock of its machine is ahead of the database's, in milliseconds. */
  clockSkewMs: bigint('clock_skew_ms', { mode: 'number' }),
});

/** A row for each running control process, renewed every few seconds. */
export const controlProcesses = pgTable('control_processes', {
  controlId: varchar('control_id', { length: 100 }).primaryKey(),
  hostname: varchar('hostname', { length: 200 }).notNull(),
  processId: integer('process_id').notNull(),
  version: varchar('version', { length: 40 }).notNull(),
  /** Where its dashboard answers, as it sees it. */
  url: varchar('url', { length: 300 }),
  state: varchar('state', { length: 20 }).notNull(),
  startedAt: instant('started_at').notNull(),
  lastSeenAt: instant('last_seen_at').notNull(),
  eventLoopLagMs: integer('event_loop_lag_ms'),
  /** What keeps this process from its work, in words. */
  problems: text('problems').array(),
  /** How far the clock of its machine is ahead of the database's, in milliseconds. */
  clockSkewMs: bigint('clock_skew_ms', { mode: 'number' }),
  /** What somebody asked of it: `stop` or `restart`; it obeys with its next beat. */
  request: varchar('request', { length: 20 }),
  requestedBy: varchar('requested_by', { length: 200 }),
});

/**
 * Chores that one process at a time may do. A holder renews `expires_at`; whoever takes an expired lease raises
 * `fence`, so that a holder that wakes up late sees that it is no longer the one.
 */
export const choreLeases = pgTable('chore_leases', {
  name: varchar('name', { length: 60 }).primaryKey(),
  holder: varchar('holder', { length: 120 }).notNull(),
  fence: bigint('fence', { mode: 'number' }).notNull(),
  expiresAt: instant('expires_at').notNull(),
});

/**
 * Who is logged in. The secret of a session is in its cookie alone: what stands here neither opens it nor tells the
 * token that it was opened with.
 */
export const loginSessions = pgTable(
  'login_sessions',
  {
    /** SHA-256 of the session's secret, in hex. */
    id: varchar('id', { length: 64 }).primaryKey(),
    role: varchar('role', { length: 20 }).notNull(),
    /** The token under the session's secret: another token has another one. */
    tokenProof: varchar('token_proof', { length: 64 }).notNull(),
    createdAt: createdAt(),
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [index('login_sessions_expiry').on(table.expiresAt)],
);

/** What happened to the installation itself: a worker died, a backup was made. Append only; alerts read it by id. */
export const systemEvents = pgTable(
  'system_events',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    /** Machine-readable kind: `worker_died`, `worker_stuck`, `backup_made`, … */
    kind: varchar('kind', { length: 40 }).notNull(),
    /** Which process or file it is about. */
    subject: varchar('subject', { length: 200 }).notNull(),
    message: text('message').notNull(),
    data: jsonb('data'),
    createdAt: createdAt(),
  },
  (table) => [
    index('idx_system_events_kind').on(table.kind, sql`${table.createdAt} desc`),
    index('idx_system_events_created').on(table.createdAt),
  ],
);

/** What the operator is told about the queue store: the epoch that says whether it is still the same one. */
export const queueStores = pgTable('queue_stores', {
  /** Which store: its kind and name prefix. */
  name: varchar('name', { length: 200 }).primaryKey(),
  epoch: varchar('epoch', { length: 40 }).notNull(),
  lastReconciledAt: instant('last_reconciled_at'),
  lastDrift: jsonb('last_drift'),
  createdAt: createdAt(),
});

/**
 * Requests that carry an idempotency key, with their answers: whoever repeats one gets the same answer and nothing
 * happens twice. A row without an answer is in progress until `lease_expires_at`.
 */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    /** Whose key it is: keys of different principals do not meet. */
    scope: varchar('scope', { length: 40 }).notNull(),
    key: varchar('key', { length: 255 }).notNull(),
    /** Tells this run of the request from one that took it over. */
    attempt: varchar('attempt', { length: 40 }).notNull(),
    /** SHA-256 of method, path and query. */
    targetHash: varchar('target_hash', { length: 64 }).notNull(),
    /** SHA-256 of the body; null until it has been read. */
    bodyHash: varchar('body_hash', { length: 64 }),
    status: integer('status'),
    /** The JSON text of the answer. */
    answer: text('answer'),
    leaseExpiresAt: instant('lease_expires_at').notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.scope, table.key] }),
    index('idx_idempotency_keys_created').on(table.createdAt),
  ],
);
