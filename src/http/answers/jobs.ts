import { z } from 'zod';
import { Instant } from './values.ts';

/** A recurrent job as `toJobStatus` tells it. */
export const JobAnswer = z
  .strictObject({
    name: z.string(),
    description: z.string(),
    runs_on: z.enum(['control', 'workers', 'both']),
    cadence: z.string(),
    cadence_ms: z.int().nullable(),
    cron: z.string().nullable(),
    time_zone: z.string().nullable(),
    state: z.enum(['off', 'running', 'requested', 'paused', 'late', 'failing', 'waiting']),
    problem: z.string().nullable(),
    off_because: z.string().nullable(),
    next_due_at: Instant.nullable(),
    lateness_ms: z.number(),
    late_after_ms: z.int(),
    timeout_ms: z.int(),
    last_started_at: Instant.nullable(),
    last_finished_at: Instant.nullable(),
    last_succeeded_at: Instant.nullable(),
    last_outcome: z.enum(['done', 'skipped', 'failed', 'timed_out', 'lost']).nullable(),
    last_note: z.string().nullable(),
    last_error: z.string().nullable(),
    last_duration_ms: z.int().nullable(),
    last_lateness_ms: z.int().nullable(),
    last_holder: z.string().nullable(),
    failures_in_a_row: z.int(),
    runs: z.int(),
    failures: z.int(),
    paused_at: Instant.nullable(),
    paused_by: z.string().nullable(),
    pause_reason: z.string().nullable(),
    requested_at: Instant.nullable(),
    requested_by: z.string().nullable(),
  })
  .meta({ id: 'RecurrentJob' });

const JobRunSchema = z
  .strictObject({
    id: z.int(),
    started_at: Instant,
    finished_at: Instant,
    outcome: z.enum(['done', 'skipped', 'failed', 'timed_out', 'lost']),
    note: z.string().nullable(),
    error: z.string().nullable(),
    duration_ms: z.int().nullable(),
    lateness_ms: z.int().nullable(),
    holder: z.string().nullable(),
    is_requested: z.boolean(),
  })
  .meta({ id: 'RecurrentJobRun' });

export const JobRunsAnswer = z
  .strictObject({
    runs: z.array(JobRunSchema),
    next_before: z.int().nullable().meta({ description: 'Null on the last page.' }),
  })
  .meta({ id: 'RecurrentJobRuns' });

export const JobListAnswer = z.strictObject({ jobs: z.array(JobAnswer) }).meta({ id: 'RecurrentJobs' });

export const JobOrderAnswer = z
  .strictObject({ name: z.string(), message: z.string(), job: JobAnswer })
  .meta({ id: 'RecurrentJobOrder' });
