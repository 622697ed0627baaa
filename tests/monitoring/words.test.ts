import pico from 'picocolors';
import { describe, expect, it } from 'vitest';
import { createView } from '../../src/cli/output/view.ts';
import { schedulerStatusOutcome } from '../../src/cli/scheduler-status.ts';
import { readSearchText } from '../../src/read/tasks/search-text.ts';
import { type TaskFacts, describeTask } from '../../src/read/tasks/task-words.ts';
import { assessTonight } from '../../src/monitoring/overview/tonight.ts';
import type { Overview } from '../../src/monitoring/overview/overview.ts';

const now = new Date('2026-01-16T03:00:00Z');

const pending: TaskFacts = {
  sport: 'NBA',
  pass: 'first',
  status: 'pending',
  due_at: new Date('2026-01-16T05:00:00Z'),
  completed_at: null,
  hold_reason: null,
  hold_detail: null,
  retry_count: 0,
  max_retries: 3,
  next_retry_at: null,
  error_type: null,
  error_message: null,
  entities_done: null,
  entities_expected: null,
  worker: null,
  lease_expires_at: null,
  paused_at: null,
  pause_reason: null,
};

describe('where a task stands, in words', () => {
  const cases: readonly [Partial<TaskFacts>, string][] = [
    [{}, 'seeding window opens at 2026-01-16 05:00:00 UTC'],
    [{ pass: 'correction-1' }, 'correction 1 pass begins at 2026-01-16 05:00:00 UTC'],
    [
      { due_at: new Date('2026-01-16T02:59:00Z') },
      'due since 2026-01-16 02:59:00 UTC, waiting for a free worker',
    ],
    [
      { retry_count: 2, next_retry_at: new Date('2026-01-16T03:05:00Z'), error_message: 'HTTP 503' },
      'waiting for retry 2 of 3 at 2026-01-16 03:05:00 UTC after: HTTP 503',
    ],
    [
      { hold_reason: 'not_final', hold_detail: 'Quarter 4' },
      'on hold until 2026-01-16 05:00:00 UTC because the game is not final yet (Quarter 4)',
    ],
    [
      { hold_reason: 'quota', paused_at: new Date('2026-01-16T01:00:00Z'), pause_reason: 'ann: upgrade' },
      'waits: seeding of NBA is paused since 2026-01-16 01:00:00 UTC (ann: upgrade)',
    ],
    [
      { status: 'running', worker: 'w1', lease_expires_at: new Date('2026-01-16T03:00:05Z') },
      'being seeded by w1',
    ],
    [
      { status: 'running', worker: 'w1', lease_expires_at: new Date('2026-01-16T02:59:59Z') },
      'w1 has vanished; another worker takes the task over',
    ],
    [
      {
        status: 'running',
        worker: 'w1',
        lease_expires_at: new Date('2026-01-16T03:00:05Z'),
        entities_done: 27,
        entities_expected: 30,
      },
      'being seeded by w1, 27 of 30 players and teams so far',
    ],
    [{ status: 'failed', error_message: 'no such game' }, 'failed: no such game; retry it to try again'],
    [{ status: 'completed', completed_at: now }, 'seeded at 2026-01-16 03:00:00 UTC'],
    [{ status: 'cancelled' }, 'cancelled; retry it to open it again'],
  ];

  it.each(cases)('%o', (change, words) => {
    expect(describeTask({ ...pending, ...change }, now).text).toBe(words);
  });
});

describe('what somebody searches for', () => {
  it('is taken apart into days, ids and words', () => {
    expect(readSearchText(' LAL @ GSW 2026-01-15 ')).toEqual({
      dates: ['2026-01-15'],
      ids: [],
      states: [],
      words: ['LAL', 'GSW'],
    });
    expect(readSearchText('#42 heat vs. magic')).toEqual({
      dates: [],
      ids: [42],
      states: [],
      words: ['heat', 'magic'],
    });
    expect(readSearchText('Failed canceled HTTP 503')).toEqual({
      dates: [],
      ids: [],
      states: ['failed', 'cancelled'],
      words: ['HTTP', '503'],
    });
    expect(readSearchText('503').ids).toEqual([503]);
    // Days that do not exist and numbers beyond any id are words like others.
    expect(readSearchText('2026-02-30 99999999999')).toEqual({
      dates: [],
      ids: [],
      states: [],
      words: ['2026-02-30', '99999999999'],
    });
  });
});

describe('whether tonight is safe', () => {
  const noFlow = { from: now, step_minutes: 30, step_count: 48, steps: [] };
  const quiet: Overview = {
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
    lateness_24h: { count: 0, p50: null, p95: null, max: null },
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
      completed_24h: 2,
      changed_lines_24h: 1,
      next_due_at: now,
      recent_failures: [],
    },
    quarantine_open: 0,
  };

  it('is said in one line, with every reason against it', () => {
    expect(assessTonight(quiet)).toEqual({
      level: 'safe',
      headline: 'Tonight is safe: 5 games due in the next 24 hours',
      reasons: [],
    });
    expect(assessTonight({ ...quiet, workers: [] })).toMatchObject({
      level: 'danger',
      reasons: [expect.stringMatching(/^No worker/)],
    });
    const counts = { ...quiet.counts, overdue: 1, failed: 2 };
    expect(assessTonight({ ...quiet, counts }).reasons).toEqual([
      '1 game is overdue and not started.',
      '2 games have failed and wait for somebody to retry.',
    ]);
    const pauses = [{ sport: 'NBA' as const, paused_at: now, reason: 'ann' }];
    expect(assessTonight({ ...quiet, pauses })).toMatchObject({ level: 'watch' });
    const corrections = { ...quiet.corrections, failed: 1 };
    expect(assessTonight({ ...quiet, corrections })).toMatchObject({
      level: 'watch',
      reasons: ['1 correction has failed; the games keep the statistics that they have.'],
    });
    const idle = { ...quiet, workers: [], counts: { ...quiet.counts, due_24h: 0 } };
    expect(assessTonight(idle)).toMatchObject({
      level: 'safe',
      headline: 'All is well: nothing is due in the next 24 hours',
    });
  });

  it('is the same in scheduler status', () => {
    const view = createView({ colors: pico.createColors(false), width: 100, nowMs: now.getTime() });
    const statusOf = (overview: Overview) => schedulerStatusOutcome(overview).render(view);
    expect(statusOf(quiet)).toMatch(/^Tonight is safe: 5 games due in the next 24 hours\.$/m);
    const pauses = [{ sport: 'NBA' as const, paused_at: now, reason: 'ann' }];
    expect(statusOf({ ...quiet, pauses })).toMatch(
      /^Tonight needs an eye: 5 games due in the next 24 hours\.\n {2}Seeding of NBA is paused \(ann\)\.$/m,
    );
  });
});
