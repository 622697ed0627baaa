import type { AlertFacts } from '../../src/monitoring/alerts/facts.ts';
import { judgeFacts } from '../../src/monitoring/alerts/judge.ts';
import { planMessages } from '../../src/monitoring/alerts/plan-messages.ts';
import { describeMessage, plainText } from '../../src/monitoring/alerts/words.ts';
import { judgeRows } from '../../src/monitoring/doctor/judge-rows.ts';
import { ALERTS_CONFIG, NOTHING_IS_WRONG, anAlert } from '../monitoring/alerts/alert-support.ts';
import type { Sentence } from './sentence.ts';

const NOW = new Date('2026-01-15T03:00:00Z');

/** Title and detail of the only thing that is worth an alert. */
function alertOf(changes: Partial<AlertFacts>): string {
  return judgeFacts({ ...NOTHING_IS_WRONG, ...changes }, ALERTS_CONFIG)
    .map(({ title, detail }) => `${title}\n${detail}`)
    .join('\n');
}

function messageOf(): string {
  const [message] = planMessages({
    alerts: [anAlert(7, new Date(NOW.getTime() - 60_000))],
    digestedAt: NOW,
    now: NOW,
    config: ALERTS_CONFIG,
  });
  return message ? plainText(describeMessage(message, { publicUrl: 'https://scoracle.example.org' })) : '';
}

const late = [{ league: 'Serie A', priority: 'first_pass' as const, games: 12, days_late: 1 }];
const day = { day: '2026-01-17', needed: 140, carried_over: 0, available: 100, short: 40, late };
const forecast = [
  { host: 'h', sports: ['FOOTBALL' as const], per_day: 100, calls_per_game: {}, days: [day] },
];
const mark = { host: 'h', day: '2026-01-15', used: 95, limit: 100, crossed_at: NOW, level: 95 as const };
const NO_ODD_TASKS = { heldForEver: [], refused: [], refusedGame: null, putOffForEver: [] };

export const ALERT_SENTENCES: readonly Sentence[] = [
  [
    'a day ahead that is too short',
    () => alertOf({ forecast }),
    '2026-01-17 has fewer calls to h than it needs\n140 calls are needed of 100 a day: 12 games of Serie A a day late.',
  ],
  [
    'a quota that is nearly spent',
    () => alertOf({ quota: [mark] }),
    '95 % of today’s calls to h are used\n95 of 100 calls were used when this was noticed; the day ends at 00:00 UTC. What does not fit waits until then.',
  ],
  [
    'a message',
    messageOf,
    `CRITICAL: LAL @ GSW 7 has failed for good

LAL @ GSW 7 has failed for good
Since 2026-01-15 02:59 UTC.
No answer.
What to do: Retry it.
  npm run -s scoracle -- retry-task --task-id 7
https://scoracle.example.org/games/7

Dashboard: https://scoracle.example.org/`,
  ],
  [
    'rows that break a rule',
    () => judgeRows([{ table: 'games', rule: 'games_times_usable', rows: 1 }], NO_ODD_TASKS)[0]?.detail,
    '1 row of games breaks the rule games_times_usable and cannot be written any more',
  ],
];
