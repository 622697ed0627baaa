import { bigint, integer, pgTable, text, varchar } from 'drizzle-orm/pg-core';
import { createdAt, instant } from './columns.ts';

/**
 * A row for each recurrent job: when it is due, how it went, who runs it right now. The lease in it is the only right
 * to run the job; whoever takes an expired one raises `fence`. Instants are the database's. No index beside the key:
 * a few rows are changed every second, in place.
 */
export const jobSchedules = pgTable('job_schedules', {
  name: varchar('name', { length: 60 }).primaryKey(),
  /** What the job does, in a sentence for people. */
  description: text('description').notNull(),
  /** Which processes run it: `control`, `workers` or `both`. */
  runsOn: varchar('runs_on', { length: 20 }).notNull(),
  /** The time from one start to the next; null where `cron` says when. */
  cadenceMs: bigint('cadence_ms', { mode: 'number' }),
  cron: varchar('cron', { length: 100 }),
  timeZone: varchar('time_zone', { length: 60 }),
  timeoutMs: bigint('timeout_ms', { mode: 'number' }).notNull(),
  /** Due for longer than this without a start, the job counts as late. */
  lateAfterMs: bigint('late_after_ms', { mode: 'number' }).notNull(),
  /** Why the configuration switches the job off; null where it is on. */
  offBecause: text('off_because'),
  nextDueAt: instant('next_due_at').notNull(),
  lastStartedAt: instant('last_started_at'),
  lastFinishedAt: instant('last_finished_at'),
  lastSucceededAt: instant('last_succeeded_at'),
  /** `done`, `skipped`, `failed`, `timed_out` or `lost` (its process vanished). */
  lastOutcome: varchar('last_outcome', { length: 20 }),
  /** What the last run came to, in words. */
  lastNote: text('last_note'),
  /** Why the last run failed; null after one that did not. */
  lastError: text('last_error'),
  lastDurationMs: bigint('last_duration_ms', { mode: 'number' }),
  /** How long after its time the last run started. */
  lastLatenessMs: bigint('last_lateness_ms', { mode: 'number' }),
  /** Which process had the last run. */
  lastHolder: varchar('last_holder', { length: 120 }),
  failuresInARow: integer('failures_in_a_row').notNull().default(0),
  runCount: bigint('run_count', { mode: 'number' }).notNull().default(0),
  failureCount: bigint('failure_count', { mode: 'number' }).notNull().default(0),
  pausedAt: instant('paused_at'),
  pausedBy: varchar('paused_by', { length: 200 }),
  /** When somebody asked for a run at once; null when a run that began later has ended. */
  requestedAt: instant('requested_at'),
  requestedBy: varchar('requested_by', { length: 200 }),
  /** The process that runs it now; it stays here when that process vanishes, until another takes over. */
  holder: varchar('holder', { length: 120 }),
  /** Rises with each run. */
  fence: bigint('fence', { mode: 'number' }).notNull().default(0),
  leaseExpiresAt: instant('lease_expires_at'),
  createdAt: createdAt(),
});
