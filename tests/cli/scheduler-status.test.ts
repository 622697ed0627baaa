import pico from 'picocolors';
import { expect, it } from 'vitest';
import { createView } from '../../src/cli/output/view.ts';
import { schedulerStatusOutcome } from '../../src/cli/scheduler-status.ts';
import type { Overview } from '../../src/monitoring/overview/overview.ts';

const now = new Date('2026-01-16T03:00:00Z');
const noFlow = {
  from: now,
  step_minutes: 30,
  step_count: 48,
  lateness: { started: 0, count: 0, p50: null, p95: null, max: null },
  steps: [],
};
const quiet: Overview = {
  jobs: { known: 20, late: [], failing: [] },
  read_at: now,
  alerts: [],
  events: [],
  counts: {
    pending: 5,
    running: 0,
    failed: 0,
    held: 0,
    overdue: 0,
    abandoned: 0,
    stuck: 0,
    due_24h: 5,
    completed_24h: 0,
    next_due_at: null,
    oldest_overdue_at: null,
  },
  night: {
    games: 5,
    held_by_provider: 0,
    held_by_key: 0,
    held_by_quota: 0,
    held_for_minutes: 0,
    held_by_pause: 0,
  },
  held_by_reason: [],
  live: [],
  live_looks: [],
  credits: [],
  lateness_24h: { started: 0, count: 0, p50: null, p95: null, max: null },
  flow: { day: noFlow, week: noFlow },
  upcoming: [],
  running: [],
  held: [],
  failed: [],
  done: [],
  control_processes: [],
  workers: [
    {
      worker_id: 'w1',
      hostname: 'h',
      process_id: 1,
      version: '0',
      queues: [],
      concurrency: 1,
      kinds: null,
      running_task_ids: [],
      completed_count: 0,
      failed_count: 0,
      state: 'running',
      started_at: now,
      last_seen_at: now,
      last_job_at: null,
      clock_skew_ms: 0,
      heartbeat_age_seconds: 1,
      event_loop_lag_ms: 0,
      rebuilt_count: 0,
      problems: null,
      is_alive: true,
    },
  ],
  queues: [],
  store: { kind: 'postgres', name: 'postgres', last_reconciled_at: null, last_drift: null },
  pauses: [],
  providers: [],
  forecast: [],
  imports: [],
  corrections: {
    pending: 3,
    running: 0,
    held: 0,
    failed: 0,
    due_24h: 0,
    completed_24h: 2,
    changed_lines_24h: 1,
    next_due_at: now,
    recent_failures: [],
  },
  quarantine_open: 0,
};

it('says whether tonight is safe in the first line, and below it what speaks against it', () => {
  const view = createView({ colors: pico.createColors(false), width: 100, nowMs: now.getTime() });
  const statusOf = (overview: Overview) => schedulerStatusOutcome(overview).render(view).split('\n');
  expect(statusOf(quiet).filter((line) => line.startsWith('Tonight'))).toEqual([
    expect.stringMatching(/safe: 5 games/),
  ]);
  const paused = statusOf({ ...quiet, pauses: [{ sport: 'NBA' as const, paused_at: now, reason: 'ann' }] });
  const at = paused.findIndex((line) => line.startsWith('Tonight'));
  expect(paused.slice(at, at + 2)).toEqual([
    expect.stringContaining('needs an eye'),
    expect.stringMatching(/NBA is paused \(ann\)/),
  ]);
});
