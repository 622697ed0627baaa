import type { AlertKind } from '../../../src/monitoring/alerts/alert.ts';
import type { TonightFacts } from '../../../src/monitoring/overview/tonight.ts';
import type { ProviderStatus } from '../../../src/monitoring/providers/provider-status.ts';
import { anAlert, aProvider } from '../alerts/alert-support.ts';

const NOW = new Date('2026-01-15T21:00:00Z');
export const SINCE = new Date('2026-01-15T20:14:30Z');
export const DOWN = { since: SINCE, reason: 'status 503' };

/** Nine games are due, a worker is alive, and nothing is wrong. */
export const WELL: TonightFacts = {
  read_at: NOW,
  counts: {
    pending: 9,
    running: 0,
    failed: 0,
    held: 0,
    overdue: 0,
    abandoned: 0,
    stuck: 0,
    due_24h: 9,
    completed_24h: 0,
    next_due_at: null,
    oldest_overdue_at: null,
  },
  night: {
    games: 9,
    held_by_provider: 0,
    held_by_key: 0,
    held_by_quota: 0,
    held_for_minutes: 0,
    held_by_pause: 0,
  },
  workers: [{ is_alive: true }],
  queues: [{ counts: {} }],
  pauses: [],
  providers: [],
  corrections: { failed: 0, due_24h: 0 },
  quarantine_open: 0,
  alerts: [],
};

export const night = (changes: Partial<TonightFacts['night']>) => ({ night: { ...WELL.night, ...changes } });
export const counts = (changes: Partial<TonightFacts['counts']>) => ({
  counts: { ...WELL.counts, ...changes },
});
export const provider = (changes: Partial<ProviderStatus>) => ({
  providers: [aProvider({ host: 'nba.example', games_due_24h: 9, ...changes })],
});
export const critical = (kind: AlertKind, title: string, changes = {}) =>
  anAlert(1, SINCE, { kind, title, key: `${kind}:1`, ...changes });
export const breaker = {
  host: 'nba.example',
  isShared: true,
  state: 'open' as const,
  sinceMs: SINCE.getTime(),
  retryAtMs: null,
  reason: 'status 503',
  counts: { calls: 5, failures: 5, successes: 0, rejected: 0 },
};
const limits = { perSecond: 5, perMinute: 10, perDay: 100 };
export const quota = (used: number) => ({
  host: 'nba.example',
  atMs: NOW.getTime(),
  second: { used: 0, limit: 5 },
  minute: { used: 0, limit: 10 },
  day: { date: '2026-01-15', used, limit: 100, resetAtMs: Date.parse('2026-01-16T00:00:00Z') },
  configured: limits,
  told: { perMinute: null, perDay: null },
  doubtedSinceMs: null,
  areHeadersDistrusted: false,
  earmarked: 0,
  inFlight: 0,
  minuteByShare: {},
  waitingShares: [],
  blockedUntilMs: { second: null, minute: null, day: null },
});
