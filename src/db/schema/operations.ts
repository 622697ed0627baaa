import { integer, jsonb, pgTable, text, varchar } from 'drizzle-orm/pg-core';
import { createdAt, instant } from './columns.ts';

/** A row for each running worker process, renewed every few seconds. */
export const workerHeartbeats = pgTable('worker_heartbeats', {
  workerId: varchar('worker_id', { length: 100 }).primaryKey(),
  hostname: varchar('hostname', { length: 200 }).notNull(),
  processId: integer('process_id').notNull(),
  version: varchar('version', { length: 40 }).notNull(),
  queues: text('queues').array().notNull(),
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
});

/** What the operator is told about the queue store: the epoch that says whether it is still the same one. */
export const queueStores = pgTable('queue_stores', {
  /** Which store: its kind and name prefix. */
  name: varchar('name', { length: 200 }).primaryKey(),
  epoch: varchar('epoch', { length: 40 }).notNull(),
  lastReconciledAt: instant('last_reconciled_at'),
  lastDrift: jsonb('last_drift'),
  createdAt: createdAt(),
});
