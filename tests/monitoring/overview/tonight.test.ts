import { describe, expect, it } from 'vitest';
import { type TonightFacts, assessTonight } from '../../../src/monitoring/overview/tonight.ts';
import { DOWN, WELL, breaker, counts, critical, night, provider, quota } from './tonight-facts.ts';

type Level = ReturnType<typeof assessTonight>['level'];

const CASES: [string, Partial<TonightFacts>, Level, RegExp][] = [
  ['nothing is wrong', {}, 'safe', /^Tonight is safe: 9 games due/],
  ['nothing is due', counts({ due_24h: 0 }), 'safe', /^All is well: nothing is due/],
  [
    'only corrections are due',
    { ...counts({ due_24h: 0 }), corrections: { failed: 0, due_24h: 84 } },
    'safe',
    /no game .* 84 corrections/,
  ],
  [
    'the provider is down and holds everything',
    { ...provider({ outage: DOWN, breaker }), ...night({ held_by_provider: 9 }) },
    'danger',
    /risk: 9 of 9 games .* nba\.example is down since 20:14/,
  ],
  [
    'the provider is down and holds nothing yet',
    provider({ outage: DOWN }),
    'danger',
    /risk: .*nba\.example is down since 20:14/,
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
    /1 of 9 games .* nba\.example .*trouble since 20:14/,
  ],
  [
    'no key is set',
    { ...provider({ lacks_key: true, tasks_held_by_key: 9 }), ...night({ held_by_key: 9 }) },
    'danger',
    /9 of 9 games .* no key/,
  ],
  ['no key is set, and nothing is held yet', provider({ lacks_key: true }), 'danger', /at risk: no key/],
  [
    'no key is set, and no game needs one',
    { ...provider({ lacks_key: true, games_due_24h: 0 }), ...counts({ due_24h: 0 }) },
    'safe',
    /^All is well/,
  ],
  ['the key is refused', night({ held_by_key: 9 }), 'danger', /9 of 9 games .* refuses the key/],
  [
    'the quota is spent and holds everything',
    { ...provider({ quota: quota(100) }), ...night({ held_by_quota: 9 }) },
    'danger',
    /9 of 9 games .* today's calls/,
  ],
  ['the quota is spent and holds nothing', provider({ quota: quota(100) }), 'watch', /needs an eye/],
  ['games wait for the next minute', night({ held_for_minutes: 4 }), 'watch', /needs an eye/],
  ['a sport is paused', night({ held_by_pause: 4 }), 'watch', /needs an eye/],
  ['one row is in quarantine', { quarantine_open: 1 }, 'watch', /needs an eye/],
  ['a correction has failed', { corrections: { failed: 1, due_24h: 0 } }, 'watch', /needs an eye/],
  ['no worker is alive', { workers: [{ is_alive: false }] }, 'danger', /risk: no worker is alive$/],
  ['the queue is away', { queues: [{ counts: null }] }, 'danger', /risk: the queue store/],
  ['a game is overdue', counts({ overdue: 1 }), 'danger', /at risk: 1 game is overdue$/],
  ['games have failed', counts({ failed: 2 }), 'danger', /at risk: 2 games have failed$/],
  ['a game is stuck', counts({ stuck: 1 }), 'danger', /at risk: 1 game is stuck$/],
  [
    'any other critical alert is open',
    { alerts: [critical('game_incomplete', 'LAL @ GSW is not complete 3 hours after its window')] },
    'danger',
    /at risk: LAL @ GSW is not complete/,
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
    /3 of 9 games .* no worker is alive, .* key$/,
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
    expect(reasons).toEqual([expect.stringMatching(/nba\.example is down .*status 503/)]);
  });
});
