import { NOTHING_PENDING } from '../../../src/datasets/pending-changes.ts';
import type { DatasetFreshness } from '../../../src/monitoring/facts/dataset-freshness.ts';
import { describe, expect, it } from 'vitest';
import { aJob } from '../../support/recurrent-jobs.ts';
import type { AlertFacts } from '../../../src/monitoring/alerts/facts.ts';
import type { WorkTrouble } from '../../../src/monitoring/facts/work-trouble.ts';
import { judgeFacts } from '../../../src/monitoring/alerts/judge.ts';
import { ALERTS_CONFIG, NOTHING_IS_WRONG } from './alert-support.ts';

const AT = new Date('2026-01-15T03:00:00Z');

const judge = (changes: Partial<AlertFacts>) =>
  judgeFacts({ ...NOTHING_IS_WRONG, ...changes }, ALERTS_CONFIG);
const trouble = (what: WorkTrouble['trouble']): WorkTrouble => ({
  kind: 'refresh-roster',
  trouble: what,
  items: 2,
  since: AT,
  example: 'team 14: no answer',
});
const mark = { host: 'h', day: '2026-01-15', used: 80, limit: 100, crossed_at: AT };

const aDataset = (freshness: DatasetFreshness['freshness']): DatasetFreshness => ({
  ...NOTHING_PENDING,
  name: `a_dataset_${freshness}`,
  freshness,
  fresh_within_seconds: 60,
  follows_rules: true,
  last_error: null,
});

const { backfills: NO_BACKFILLS } = NOTHING_IS_WRONG;
const FAILED = { id: 7, league: 'NHL', units: 2, example: 'NHL, schedule of 2025-01: no answer' };
const STILL = { id: 8, league: 'NHL', since: AT, restSeconds: 11_000, note: null };

describe('what is worth an alert', () => {
  it('is nothing on a night that goes well', () => {
    expect(judge({})).toEqual([]);
  });

  it.each<[string, Partial<AlertFacts>]>([
    ['workers_silent', { workersAlive: 0 }],
    ['workers_silent', { workersAlive: 0, lastHeartbeatAt: null }],
    ['queue_lost', { queueProblem: 'connect ECONNREFUSED' }],
    ['key_invalid', { keyRefused: { tasks: 3, since: AT } }],
    ['key_invalid', { inactiveAccounts: ['h'] }],
    ['key_invalid', { keyProblem: 'API_SPORTS_KEY is missing' }],
    ['worker_stuck', { stuckWorkers: { count: 1, since: AT, message: 'It takes no jobs.', lastAt: AT } }],
  ])('is critical: %s for %o', (kind, changes) => {
    expect(judge(changes)).toMatchObject([{ kind, severity: 'critical', isUrgent: true }]);
  });

  it.each<[string, Partial<AlertFacts>]>([
    ['quota', { quota: [{ ...mark, level: 80 }] }],
    ['lateness', { late: { count: 1, worst_seconds: 1_900, starts: 1 } }],
    ['failures', { ended: { completed: 18, failed: 1 } }],
    ['quarantine', { quarantine: { rows: 3, unknown_teams: 2 } }],
    ['drift', { drift: { missing: 1, orphaned: 0, mistimed: 0 } }],
    ['workers_died', { diedWorkers: { count: 1, message: 'w1 died.' } }],
    ['backup_failed', { backupProblem: 'The disk is full.' }],
    ['job_late', { jobs: [aJob(), aJob({ name: 'backup', state: 'late', problem: 'Due for 2 h.' })] }],
    ['job_failing', { jobs: [aJob({ state: 'failing', failures_in_a_row: 3, problem: 'No disk.' })] }],
    ['work_failed', { work: [trouble('failed')] }],
    ['work_overdue', { work: [trouble('overdue')] }],
    ['work_unknown_kind', { work: [trouble('unknown_kind')] }],
    ['dataset_late', { datasets: [aDataset('fresh'), aDataset('following'), aDataset('late')] }],
    ['backfill_failed', { backfills: { ...NO_BACKFILLS, failed: [FAILED] } }],
    ['backfill_still', { backfills: { ...NO_BACKFILLS, still: [STILL, { ...STILL, restSeconds: 60 }] } }],
    ['refresh_failing', { failingRefreshes: [{ what: 'schedule of NBA', message: 'no answer' }] }],
  ])('waits for the digest: %s for %o', (kind, changes) => {
    expect(judge(changes)).toMatchObject([{ kind, severity: 'warning', isUrgent: false }]);
  });

  it('says of a backup that fails what its own alert says, once', () => {
    const failing = aJob({ name: 'backup', state: 'failing', failures_in_a_row: 1, problem: 'No disk.' });
    expect(judge({ jobs: [failing, aJob({ state: 'paused' }), aJob({ state: 'off' })] })).toEqual([]);
  });

  it('tells a key that is absent from one that is refused', () => {
    const keyRefused = { tasks: 3, since: AT };
    expect(judge({ keyRefused })).toMatchObject([
      {
        title: expect.stringMatching(/key is not valid/),
        remedy: expect.stringContaining('Renew API_SPORTS_KEY'),
      },
    ]);
    expect(judge({ keyRefused, keyProblem: 'API_SPORTS_KEY is missing' })).toMatchObject([
      { title: expect.stringMatching(/^No key/), remedy: expect.stringContaining('Set API_SPORTS_KEY') },
    ]);
  });

  it('is told at once when a list shrank, with the command that confirms it', () => {
    const heldCancellations = [{ league: 'La Liga', games: 10, warning: 'a round is gone' }];
    expect(judge({ heldCancellations })).toMatchObject([
      {
        key: 'cancellations_held:La Liga',
        severity: 'warning',
        isUrgent: true,
        count: 10,
        command: expect.stringContaining('--confirm-cancellations'),
      },
    ]);
  });

  it('is the highest mark of each host and day, at once from 95 % on', () => {
    const quota = [
      { ...mark, level: 80 as const },
      { ...mark, level: 95 as const },
      { ...mark, host: 'other', level: 80 as const },
    ];
    expect(judge({ quota }).map(({ key, isUrgent }) => [key, isUrgent])).toEqual([
      ['quota_nearly_spent:h:2026-01-15', true],
      ['quota:other:2026-01-15', false],
    ]);
  });

  it('is a day ahead that has fewer calls than it needs', () => {
    const late = [{ league: 'Serie A', priority: 'first_pass' as const, games: 12, days_late: 1 }];
    const day = { day: '2026-01-17', needed: 140, carried_over: 0, available: 100, short: 40, late };
    const forecast = [
      { host: 'h', sports: ['FOOTBALL' as const], per_day: 100, calls_per_game: {}, days: [day] },
    ];
    expect(judge({ forecast })[0]?.detail).toMatch(/^140 .* 100 a day: 12 games of Serie A/);
  });

  it('is no missing worker, and no missing key, while no task is open', () => {
    expect(judge({ openTasks: 0, workersAlive: 0, keyProblem: 'API_SPORTS_KEY is missing' })).toEqual([]);
  });

  it('tells a poisoned game from one that failed, each with the command that helps', () => {
    const game = {
      id: 4,
      game_id: 9,
      label: 'LAL @ GSW 2026-01-15',
      league: 'NBA',
      error_message: 'no answer',
      hold_detail: null,
      hold_words: null,
      in_words: 'failed',
      since: AT,
    };
    const failedGames = [
      { ...game, error_type: 'network' },
      { ...game, id: 5, error_type: 'poison' },
    ];
    expect(judge({ failedGames })).toMatchObject([
      { key: 'game_failed:4', detail: 'No answer.', command: 'retry-task --task-id 4', path: '/games/9' },
      { key: 'game_poison:5', since: AT },
    ]);
  });
});
