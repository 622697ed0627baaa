import { bigint, bigserial, boolean, index, integer, pgTable, text, varchar } from 'drizzle-orm/pg-core';
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
  /** Why, as whoever paused it says. */
  pauseReason: text('pause_reason'),
  /** When somebody asked for a run at once; null when a run that began later has ended. */
  requestedAt: instant('requested_at'),
  requestedBy: varchar('requested_by', { length: 200 }),
  /** The process that runs it now; it stays here when that process vanishes, until another takes over. */
  holder: varchar('holder', { length: 120 }),
  /** Rises with each run. */
  fence: bigint('fence', { mode: 'number' }).notNull().default(0),
  /**
   * The fence of the last run that was begun by a process which excludes processes of the version before by this row
   * alone: a trigger holds the lease in `chore_leases` that those look at. Goes with that table.
   */
  guardedFence: bigint('guarded_fence', { mode: 'number' }),
  leaseExpiresAt: instant('lease_expires_at'),
  createdAt: createdAt(),
});

/**
 * Runs of recurrent jobs. Of a job that comes more often than once a minute, only those that came to something else
 * than the run before, failed ones included. Old rows are removed (`prune-records`).
 */
export const jobRuns = pgTable(
  'job_runs',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    job: varchar('job', { length: 60 }).notNull(),
    /** The fence of the run: with the job, it names the run. */
    fence: bigint('fence', { mode: 'number' }).notNull(),
    startedAt: instant('started_at').notNull(),
    finishedAt: instant('finished_at').notNull(),
    /** As `last_outcome` of the job. */
    outcome: varchar('outcome', { length: 20 }).notNull(),
    note: text('note'),
    error: text('error'),
    /** Null where the process vanished. */
    durationMs: bigint('duration_ms', { mode: 'number' }),
    /** How long after its time it started. */
    latenessMs: bigint('lateness_ms', { mode: 'number' }),
    holder: varchar('holder', { length: 120 }),
    /** Somebody asked for it, or ran it by a command. */
    isRequested: boolean('is_requested').notNull(),
  },
  (table) => [
    index('idx_job_runs_job').on(table.job, table.id),
    index('idx_job_runs_started').on(table.startedAt),
  ],
);
