import type { JobStatus } from '../../src/jobs/schedules/job-status.ts';

/** A recurrent job with which nothing is wrong. */
export function aJob(changes: Partial<JobStatus> = {}): JobStatus {
  return {
    name: 'reconcile',
    description: 'Compares open tasks with the queue and mends what differs.',
    runs_on: 'both',
    cadence: 'every 60 s',
    cadence_ms: 60_000,
    cron: null,
    time_zone: null,
    state: 'waiting',
    problem: null,
    off_because: null,
    next_due_at: new Date('2026-01-15T03:01:00Z'),
    lateness_ms: 0,
    late_after_ms: 300_000,
    timeout_ms: 900_000,
    last_started_at: new Date('2026-01-15T03:00:00Z'),
    last_finished_at: new Date('2026-01-15T03:00:01Z'),
    last_succeeded_at: new Date('2026-01-15T03:00:01Z'),
    last_outcome: 'done',
    last_note: 'nothing differed',
    last_error: null,
    last_duration_ms: 1_000,
    last_lateness_ms: 0,
    last_holder: 'control host 1',
    failures_in_a_row: 0,
    runs: 10,
    failures: 0,
    paused_at: null,
    paused_by: null,
    pause_reason: null,
    requested_at: null,
    requested_by: null,
    ...changes,
  };
}
