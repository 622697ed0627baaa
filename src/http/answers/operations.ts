import { z } from 'zod';
import { EpochMs, Instant, SportName, pageOf } from './values.ts';

const PauseSchema = z
  .strictObject({
    sport: SportName,
    paused: z.boolean(),
    paused_at: Instant.nullable(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'SportPause' });

export const PausesAnswer = z.strictObject({
  message: z.string(),
  changed: z
    .array(z.string())
    .meta({ description: 'The sports that this changed; the others were so already.' }),
  sports: z.array(PauseSchema),
});

export const DriftSchema = z
  .strictObject({ missing: z.int(), orphaned: z.int(), mistimed: z.int() })
  .meta({ id: 'Drift', description: 'How the queue differs from the tasks.' });

export const WorkerSchema = z
  .strictObject({
    worker_id: z.string(),
    hostname: z.string(),
    process_id: z.int(),
    version: z.string(),
    queues: z.array(z.string()),
    kinds: z.array(z.string()).nullable(),
    concurrency: z.int(),
    running_task_ids: z.array(z.int()),
    completed_count: z.int(),
    failed_count: z.int(),
    state: z.string(),
    started_at: Instant,
    last_seen_at: Instant,
    last_job_at: Instant.nullable(),
    event_loop_lag_ms: z.number().nullable(),
    rebuilt_count: z.int(),
    problems: z.array(z.string()).nullable(),
    clock_skew_ms: z.number().nullable(),
    heartbeat_age_seconds: z.number(),
    is_alive: z.boolean(),
  })
  .meta({ id: 'Worker' });

const QueueSchema = z
  .strictObject({
    name: z.string(),
    counts: z
      .strictObject({
        waiting: z.int(),
        delayed: z.int(),
        active: z.int(),
        completed: z.int(),
        failed: z.int(),
        isPaused: z.boolean(),
      })
      .nullable()
      .meta({ description: 'Null while the store does not answer.' }),
    silent_since: Instant.nullable(),
  })
  .meta({ id: 'Queue' });

export const SchedulerSchema = z
  .strictObject({
    sports: z.array(PauseSchema),
    counts: z.strictObject({
      read_at: Instant,
      pending: z.int(),
      running: z.int(),
      failed: z.int(),
      held: z.int(),
      overdue: z.int(),
      abandoned: z.int(),
      stuck: z.int(),
      due_24h: z.int(),
      completed_24h: z.int(),
      next_due_at: Instant.nullable(),
      oldest_overdue_at: Instant.nullable(),
    }),
    queues: z.array(QueueSchema),
    workers: z.array(WorkerSchema),
    store: z.strictObject({
      kind: z.enum(['postgres', 'redis', 'redis-cluster']),
      name: z.string(),
      last_reconciled_at: Instant.nullable(),
      last_drift: DriftSchema.nullable(),
    }),
  })
  .meta({ id: 'Scheduler' });

export const ReconcileSchema = z
  .strictObject({
    ran: z.boolean().meta({ description: 'False where another process compared at that moment.' }),
    dry_run: z.boolean(),
    open_tasks: z.int(),
    queued_jobs: z.int(),
    drift: DriftSchema,
    repaired: z.int(),
    duration_ms: EpochMs,
  })
  .meta({ id: 'ReconcileReport' });

export const AlertPage = pageOf(
  z
    .strictObject({
      id: z.int(),
      key: z.string(),
      kind: z.string(),
      severity: z.enum(['critical', 'warning']),
      is_urgent: z.boolean(),
      title: z.string(),
      detail: z.string(),
      remedy: z.string(),
      command: z.string().nullable(),
      path: z.string().nullable(),
      count: z.int(),
      first_seen_at: Instant,
      last_seen_at: Instant,
      resolved_at: Instant.nullable(),
      is_quiet: z.boolean(),
      told: z
        .record(z.string(), z.string())
        .meta({ description: 'By channel: when it was told, or why it could not be.' }),
    })
    .meta({ id: 'Alert' }),
  'AlertPage',
);
