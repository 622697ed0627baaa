import { describe, expect, it } from 'vitest';
import { aJob } from '../../support/recurrent-jobs.ts';
import type { AlertKind } from '../../../src/monitoring/alerts/alert.ts';
import type { AlertFacts } from '../../../src/monitoring/alerts/facts.ts';
import type { OpenAlert } from '../../../src/monitoring/facts/open-alerts.ts';
import { provesEnd } from '../../../src/monitoring/alerts/recovery.ts';
import type { ProviderStatus } from '../../../src/monitoring/providers/provider-status.ts';
import { NOTHING_IS_WRONG, aProvider } from './alert-support.ts';

const at = (text: string): Date => new Date(`2026-01-${text}Z`);
const [BEFORE, SEEN, AFTER] = [at('15T01:00'), at('15T03:00'), at('15T04:00')] as const;
const HOST = 'v1.example.com';

const provider = (changes: Partial<ProviderStatus> = {}) => aProvider({ host: HOST, ...changes });

const account = (used: number) => ({
  host: HOST,
  plan: 'Pro',
  is_active: true,
  used,
  day_limit: 100,
  read_at: AFTER,
  problem: null,
  credits_reset_day: null,
  credits_planned: null,
  credits_planned_at: null,
});

/** What is silent about the end of an alert, and what proves it. */
const CASES: [AlertKind, string, { silent: Partial<AlertFacts>; proof: Partial<AlertFacts> }][] = [
  ['workers_silent', '', { silent: { openTasks: 0, workersAlive: 0 }, proof: { workersAlive: 1 } }],
  ['workers_died', '', { silent: { workersAlive: 0 }, proof: { workersAlive: 1 } }],
  [
    'worker_stuck',
    '',
    {
      silent: { lastJobAt: BEFORE, stuckWorkers: { count: 0, since: null, message: null, lastAt: SEEN } },
      proof: { lastJobAt: AFTER, stuckWorkers: { count: 0, since: null, message: null, lastAt: SEEN } },
    },
  ],
  [
    'key_invalid',
    '',
    {
      silent: { providers: [provider({ last_success_at: BEFORE })] },
      proof: { providers: [provider({ last_success_at: AFTER })] },
    },
  ],
  [
    'key_invalid',
    '',
    {
      silent: { providers: [provider({ last_success_at: AFTER, last_refused_at: at('15T05:00') })] },
      proof: { providers: [provider({ last_success_at: AFTER, last_refused_at: SEEN })] },
    },
  ],
  [
    'key_invalid',
    '',
    {
      silent: { keyProblem: 'no key', providers: [provider({ last_success_at: AFTER })] },
      proof: { providers: [provider({ is_off: true })] },
    },
  ],
  [
    'provider_down',
    `:${HOST}`,
    {
      silent: { providers: [provider({ last_success_at: BEFORE })] },
      proof: { providers: [provider({ last_success_at: AFTER })] },
    },
  ],
  // Nobody asks it any more.
  ['provider_down', `:${HOST}`, { silent: { providers: [provider()] }, proof: { providers: [] } }],
  [
    'quota_nearly_spent',
    `:${HOST}:2026-01-14`,
    {
      silent: { providers: [provider({ last_success_at: at('14T23:59') })] },
      proof: { providers: [provider({ last_success_at: at('15T00:01') })] },
    },
  ],
  [
    'quota',
    `:${HOST}:2026-01-14`,
    {
      silent: { providers: [provider({ account: account(99) })] },
      proof: { providers: [provider({ account: account(2) })] },
    },
  ],
  ['quota_short', `:${HOST}`, { silent: { forecast: undefined }, proof: { forecast: [] } }],
  [
    'lateness',
    '',
    {
      silent: { late: { count: 0, worst_seconds: null, starts: 0 } },
      proof: { late: { count: 0, worst_seconds: null, starts: 1 } },
    },
  ],
  [
    'failures',
    '',
    { silent: { ended: { completed: 0, failed: 0 } }, proof: { ended: { completed: 1, failed: 0 } } },
  ],
  ['drift', '', { silent: { drift: null }, proof: { drift: { missing: 0, orphaned: 0, mistimed: 0 } } }],
  ['cancellations_held', ':NBA', { silent: { lastRefreshedAt: BEFORE }, proof: { lastRefreshedAt: AFTER } }],
  [
    'job_late',
    ':reconcile',
    {
      silent: { jobs: [aJob({ last_started_at: BEFORE })] },
      proof: { jobs: [aJob({ last_started_at: AFTER })] },
    },
  ],
  [
    'job_failing',
    ':reconcile',
    {
      silent: { jobs: [aJob({ last_succeeded_at: BEFORE })] },
      proof: { jobs: [aJob({ last_succeeded_at: AFTER })] },
    },
  ],
  ['refresh_failing', '', { silent: { lastRefreshedAt: BEFORE }, proof: { lastRefreshedAt: AFTER } }],
  ['backup_failed', '', { silent: { lastBackup: null }, proof: { lastBackup: 'backup_made' } }],
];

const open = (kind: AlertKind, subject: string, changes: Partial<OpenAlert> = {}): OpenAlert => ({
  key: `${kind}${subject}`,
  kind,
  first_seen_at: SEEN,
  last_seen_at: SEEN,
  is_true: false,
  is_repeated: false,
  is_settled: false,
  ...changes,
});

describe('the end of an alert', () => {
  it.each(CASES)(
    'is proven for %s%s by what was seen, not by silence: %o',
    (kind, subject, { silent, proof }) => {
      const facts = (changes: Partial<AlertFacts>): AlertFacts => ({ ...NOTHING_IS_WRONG, ...changes });
      expect(provesEnd(open(kind, subject), facts(silent))).toBe(false);
      expect(provesEnd(open(kind, subject), facts(proof))).toBe(true);
    },
  );

  it.each<AlertKind>(['game_failed', 'game_poison', 'game_stuck', 'game_incomplete'])(
    'is proven for %s once the game is settled',
    (kind) => {
      expect(provesEnd(open(kind, ':4'), NOTHING_IS_WRONG)).toBe(false);
      expect(provesEnd(open(kind, ':4', { is_settled: true }), NOTHING_IS_WRONG)).toBe(true);
    },
  );

  it.each<AlertKind>(['database_lost', 'queue_lost', 'quarantine', 'games_partial'])(
    'is proven for %s by the answer itself',
    (kind) => expect(provesEnd(open(kind, ''), NOTHING_IS_WRONG)).toBe(true),
  );
});
