import { describe, expect, it } from 'vitest';
import type { AlertKind } from '../../../src/monitoring/alerts/alert.ts';
import { type TonightFacts, assessTonight } from '../../../src/monitoring/overview/tonight.ts';
import type { ProviderStatus } from '../../../src/monitoring/providers/provider-status.ts';
import { anAlert, aProvider } from '../alerts/alert-support.ts';

const NOW = new Date('2026-01-15T21:00:00Z');
const SINCE = new Date('2026-01-15T20:14:30Z');
const DOWN = { since: SINCE, reason: 'status 503' };

/** Nine games are due, a worker is alive, and nothing is wrong. */
const WELL: TonightFacts = {
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
  corrections: { failed: 0 },
  quarantine_open: 0,
  alerts: [],
};

const night = (changes: Partial<TonightFacts['night']>) => ({ night: { ...WELL.night, ...changes } });
const counts = (changes: Partial<TonightFacts['counts']>) => ({ counts: { ...WELL.counts, ...changes } });
const provider = (changes: Partial<ProviderStatus>) => ({
  providers: [aProvider({ host: 'nba.example', games_due_24h: 9, ...changes })],
});
const critical = (kind: AlertKind, title: string, changes = {}) =>
  anAlert(1, SINCE, { kind, title, key: `${kind}:1`, ...changes });
const breaker = {
  host: 'nba.example',
  isShared: true,
  state: 'open' as const,
  sinceMs: SINCE.getTime(),
  retryAtMs: null,
  reason: 'status 503',
  counts: { calls: 5, failures: 5, successes: 0, rejected: 0 },
};
const limits = { perSecond: 5, perMinute: 10, perDay: 100 };
const quota = (used: number) => ({
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

type Level = ReturnType<typeof assessTonight>['level'];

const CASES: [string, Partial<TonightFacts>, Level, RegExp][] = [
  ['nothing is wrong', {}, 'safe', /^Tonight is safe: 9 games due/],
  ['nothing is due', counts({ due_24h: 0 }), 'safe', /^All is well: nothing is due/],
  [
    'the provider is down and holds everything',
    { ...provider({ outage: DOWN, breaker }), ...night({ held_by_provider: 9 }) },
    'danger',
    /^Tonight is at risk: 9 of 9 games are held, the provider nba\.example is down since 20:14 UTC$/,
  ],
  [
    'the provider is down and holds nothing yet',
    provider({ outage: DOWN }),
    'danger',
    /at risk: the provider nba\.example is down since 20:14 UTC$/,
  ],
  [
    'the provider has been down since yesterday',
    provider({ outage: { ...DOWN, since: new Date('2026-01-14T23:50:00Z') } }),
    'danger',
    /down since 2026-01-14 23:50 UTC$/,
  ],
  [
    'a provider that no game needs is down',
    provider({ outage: DOWN, games_due_24h: 0 }),
    'watch',
    /^Tonight needs an eye: 9 games due/,
  ],
  [
    'the breaker has just opened',
    { ...provider({ breaker }), ...night({ held_by_provider: 1 }) },
    'danger',
    /1 of 9 games is held, the provider nba\.example is in trouble since 20:14 UTC$/,
  ],
  [
    'no key is set',
    { ...provider({ lacks_key: true, tasks_held_by_key: 9 }), ...night({ held_by_key: 9 }) },
    'danger',
    /9 of 9 games are held, no key for the provider is set$/,
  ],
  ['no key is set, and nothing is held yet', provider({ lacks_key: true }), 'danger', /at risk: no key/],
  [
    'no key is set, and no game needs one',
    { ...provider({ lacks_key: true, games_due_24h: 0 }), ...counts({ due_24h: 0 }) },
    'safe',
    /^All is well/,
  ],
  [
    'the key is refused',
    night({ held_by_key: 9 }),
    'danger',
    /9 of 9 games are held, the provider refuses the key$/,
  ],
  [
    'the quota is spent and holds everything',
    { ...provider({ quota: quota(100) }), ...night({ held_by_quota: 9 }) },
    'danger',
    /9 of 9 games are held, today's calls do not suffice$/,
  ],
  ['the quota is spent and holds nothing', provider({ quota: quota(100) }), 'watch', /needs an eye/],
  ['games wait for the next minute', night({ held_for_minutes: 4 }), 'watch', /needs an eye/],
  ['a sport is paused', night({ held_by_pause: 4 }), 'watch', /needs an eye/],
  ['one row is in quarantine', { quarantine_open: 1 }, 'watch', /needs an eye/],
  ['a correction has failed', { corrections: { failed: 1 } }, 'watch', /needs an eye/],
  ['no worker is alive', { workers: [{ is_alive: false }] }, 'danger', /at risk: no worker is alive$/],
  [
    'the queue is away',
    { queues: [{ counts: null }] },
    'danger',
    /at risk: the queue store is out of reach$/,
  ],
  ['a game is overdue', counts({ overdue: 1 }), 'danger', /at risk: 1 game is overdue$/],
  ['games have failed', counts({ failed: 2 }), 'danger', /at risk: 2 games have failed$/],
  ['a game is stuck', counts({ stuck: 1 }), 'danger', /at risk: 1 game is stuck$/],
  [
    'any other critical alert is open',
    { alerts: [critical('game_incomplete', 'LAL @ GSW is not complete 3 hours after its window')] },
    'danger',
    /at risk: LAL @ GSW is not complete 3 hours after its window$/,
  ],
  [
    'an outage of which nothing has proved the end',
    { alerts: [critical('provider_down', 'The provider nba.example is down', { is_quiet: true })] },
    'danger',
    /at risk: the provider nba\.example is down$/,
  ],
  [
    'a warning is open',
    { alerts: [critical('drift', 'Tasks and queue differ', { severity: 'warning' })] },
    'safe',
    /^Tonight is safe/,
  ],
  [
    'several things are wrong: the first two are named',
    { workers: [], ...night({ held_by_key: 3 }), ...counts({ failed: 1 }) },
    'danger',
    /3 of 9 games are held, no worker is alive, the provider refuses the key$/,
  ],
];

describe('whether tonight is safe', () => {
  it.each(CASES)('%s', (_what, changes, level, headline) => {
    const tonight = assessTonight({ ...WELL, ...changes });
    expect(tonight.headline).toMatch(headline);
    expect(tonight.level).toBe(level);
    expect(tonight.reasons.length > 0).toBe(level !== 'safe');
  });

  it('says one thing once, though an alert tells of it too', () => {
    const alerts = [critical('provider_down', 'The provider nba.example is down')];
    const { reasons } = assessTonight({ ...WELL, alerts, ...provider({ outage: DOWN }) });
    expect(reasons).toEqual(['The provider nba.example is down since 20:14 UTC (status 503).']);
  });
});
