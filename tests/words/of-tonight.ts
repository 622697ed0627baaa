import { type TonightFacts, assessTonight } from '../../src/monitoring/overview/tonight.ts';
import {
  DOWN,
  WELL,
  breaker,
  counts,
  critical,
  night,
  provider,
  quota,
} from '../monitoring/overview/tonight-facts.ts';
import type { Sentence } from './sentence.ts';

const INCOMPLETE = critical('game_incomplete', 'LAL @ GSW is not complete 3 hours after its window');
const PAUSE = { sport: 'NBA' as const, paused_at: WELL.read_at, reason: 'ann' };

/** The headline, and the reasons below it. */
const ROWS: readonly [about: string, facts: Partial<TonightFacts>, headline: string, reasons: string][] = [
  ['all is well', {}, 'Tonight is safe: 9 games due in the next 24 hours', ''],
  ['nothing is due', counts({ due_24h: 0 }), 'All is well: nothing is due in the next 24 hours', ''],
  [
    'corrections are due alone',
    { ...counts({ due_24h: 0 }), corrections: { failed: 0, due_24h: 84 } },
    'All is well: no game is due in the next 24 hours, and 84 corrections are',
    '',
  ],
  [
    'the provider is down',
    { ...provider({ outage: DOWN, breaker }), ...night({ held_by_provider: 9 }) },
    'Tonight is at risk: 9 of 9 games are held, the provider nba.example is down since 20:14 UTC',
    'The provider nba.example is down since 20:14 UTC (status 503).',
  ],
  [
    'no key is set',
    { ...provider({ lacks_key: true, tasks_held_by_key: 9 }), ...night({ held_by_key: 9 }) },
    'Tonight is at risk: 9 of 9 games are held, no key for the provider is set',
    'No key for the provider is set, and nothing can be fetched (9 games wait): set API_SPORTS_KEY and restart control and workers.',
  ],
  [
    'the key is refused',
    { ...provider({ tasks_held_by_key: 9 }), ...night({ held_by_key: 9 }) },
    'Tonight is at risk: 9 of 9 games are held, the provider refuses the key',
    'The provider refuses the key (9 games wait): renew API_SPORTS_KEY and restart the workers.',
  ],
  [
    'the quota is spent',
    { ...provider({ quota: quota(100) }), ...night({ held_by_quota: 9 }) },
    "Tonight is at risk: 9 of 9 games are held, today's calls do not suffice",
    "Today's calls do not suffice: 9 games wait for those of the next day, from 00:00 UTC on.\nToday's calls to nba.example are used up.",
  ],
  [
    'a game is overdue and two have failed',
    counts({ overdue: 1, failed: 2 }),
    'Tonight is at risk: 1 game is overdue, 2 games have failed',
    '1 game is overdue and not started.\n2 games have failed and wait for somebody to retry.',
  ],
  [
    'a sport is paused',
    { pauses: [PAUSE] },
    'Tonight needs an eye: 9 games due in the next 24 hours',
    'Seeding of NBA is paused (ann).',
  ],
  [
    'a correction has failed',
    { corrections: { failed: 1, due_24h: 0 } },
    'Tonight needs an eye: 9 games due in the next 24 hours',
    '1 correction has failed; the games keep the statistics that they have.',
  ],
  [
    'no worker is alive',
    { workers: [] },
    'Tonight is at risk: no worker is alive',
    'No worker is alive: start one with `npm run worker`.',
  ],
  [
    'a game is not complete',
    { alerts: [INCOMPLETE] },
    'Tonight is at risk: LAL @ GSW is not complete 3 hours after its window',
    'LAL @ GSW is not complete 3 hours after its window.',
  ],
];

export const TONIGHT_SENTENCES: readonly Sentence[] = ROWS.flatMap(
  ([about, facts, headline, reasons]): Sentence[] => [
    [`tonight, ${about}`, () => assessTonight({ ...WELL, ...facts }).headline, headline],
    [`why, ${about}`, () => assessTonight({ ...WELL, ...facts }).reasons.join('\n'), reasons],
  ],
);
