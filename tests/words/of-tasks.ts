import { earlyWords } from '../../src/seeding/action-result.ts';
import { type TaskFacts, describeTask } from '../../src/read/tasks/task-words.ts';
import { backlogOf } from '../../src/monitoring/quota/backlog.ts';
import { paceWords } from '../../src/domain/pace.ts';
import type { Sentence } from './sentence.ts';

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

/** Where a task stands. */
const STANDINGS: readonly [Partial<TaskFacts>, string][] = [
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
  [
    { hold_reason: 'quota', hold_detail: "today's calls are used up" },
    "on hold until 2026-01-16 05:00:00 UTC because the provider quota is used up (today's calls are used up)",
  ],
];

export const TASK_SENTENCES: readonly Sentence[] = [
  ...STANDINGS.map(
    ([change, says]): Sentence => [
      `a task with ${JSON.stringify(change)}`,
      () => describeTask({ ...pending, ...change }, now).text,
      says,
    ],
  ),
  [
    'a run by hand before the window opens',
    () => earlyWords(now),
    'Its window opens only at 2026-01-16T03:00:00.000Z: if the provider does not have it final yet, it is put on hold and looked at again, at the latest then.',
  ],
  ['calls that take a moment', () => paceWords(30, 60), 'about a minute at 60 calls a minute'],
  ['calls that take a while', () => paceWords(4_500, 300), 'about 15 minutes at 300 calls a minute'],
  ['calls that take a night', () => paceWords(120_000, 1_000), 'about 2 hours at 1,000 calls a minute'],
  [
    'more games than the minute has calls for',
    () => backlogOf([{ sport: 'FOOTBALL', waiting: 4_500 }], 300, undefined)?.words,
    '4,500 games wait for calls: about 5 minutes at 300 calls a minute',
  ],
];
