import type { z } from 'zod';
import { retryWords } from '../../src/http/routes/schedule-forms.ts';
import { HttpProblem } from '../../src/http/problem.ts';
import { GamesBody } from '../../src/http/requests/schedules.ts';
import { TaskListQuery } from '../../src/http/requests/tasks.ts';
import { IdParams, ReasonBody } from '../../src/http/requests/values.ts';
import { checked } from '../../src/http/validation.ts';
import { backfillWords } from '../../src/cli/commands/seed-blanket.ts';
import { comparisonWords } from '../../src/jobs/comparison.ts';
import type { Sentence } from './sentence.ts';

/** What a part of a request is told about the field. */
function detailOf(schema: z.ZodType, value: unknown, field: string): string {
  try {
    checked(schema, 'body', value);
  } catch (error) {
    if (error instanceof HttpProblem)
      return error.options.errors?.find((one) => one.field === field)?.detail ?? 'nothing';
  }
  return 'nothing';
}

const GAMES = { sport: 'NBA', season: 2026, games: [{}] };
const inGames = (changes: object, field: string) => (): string =>
  detailOf(GamesBody, { ...GAMES, ...changes }, field);

const RETRIED = {
  rows: 3,
  resolved: 2,
  games_added: 2,
  games_moved: 0,
  games_unchanged: 0,
  tasks_created: 2,
  tasks_rescheduled: 0,
  still_open: [],
  questions: [],
  not_open: [],
  import_ids: [],
};
const SEASON = {
  id: 3,
  sport: 'NBA',
  season: 2025,
  league: null,
  status: 'running',
  origin: 'manual',
  actor: 'cli',
  games_total: null,
  games_queued: 0,
  games_seeded: 0,
  games_failed: 0,
  games_open: 0,
  api_calls_made: 0,
  note: null,
  due_at: new Date(0),
  created_at: new Date(0),
  finished_at: null,
} as const;
const COMPARED = {
  isRun: true,
  isDryRun: true,
  openTasks: 9,
  queuedJobs: 8,
  drift: { missing: 1, orphaned: 0, mistimed: 0 },
  repaired: 0,
  durationMs: 1,
};

export const REQUEST_SENTENCES: readonly Sentence[] = [
  [
    'a sport as a number',
    inGames({ sport: 7 }, 'sport'),
    'must be one of NBA, NFL, FOOTBALL, NHL, MLB, not 7',
  ],
  [
    'no sport',
    inGames({ sport: undefined }, 'sport'),
    'is missing; it must be one of NBA, NFL, FOOTBALL, NHL, MLB',
  ],
  ['games that are no list', inGames({ games: 'none' }, 'games'), 'must be a list of games, not "none"'],
  ['a word for yes', inGames({ sync: 'perhaps' }, 'sync'), 'must be true or false, not "perhaps"'],
  [
    'a word that is none of a few',
    inGames({ past: 'tomorrow' }, 'past'),
    'must be one of recent, all, none, not "tomorrow"',
  ],
  ['a field that does not exist', inGames({ sports: 'NBA' }, 'sports'), 'there is no such field'],
  ['an id in words', () => detailOf(IdParams, { id: 'many' }, 'id'), 'must be a whole number, not "many"'],
  [
    'too many at once',
    () => detailOf(TaskListQuery, { limit: '99999' }, 'limit'),
    'must be at most 500, not 99999',
  ],
  ['an empty reason', () => detailOf(ReasonBody, { reason: ' ' }, 'reason'), 'must not be empty'],
  ['rows read again', () => retryWords({ ...RETRIED, rows: 3 }), '2 rows went in, 0 still wait.'],
  [
    'rows read again of which none waits',
    () => retryWords({ ...RETRIED, rows: 0 }),
    'No row waits any more.',
  ],
  [
    'a back-fill of a season that has just begun',
    () => backfillWords(SEASON),
    'Back-fill 3 is running: 0 of an unknown number of games seeded, 0 calls.',
  ],
  [
    'a back-fill of a season that has got on',
    () =>
      backfillWords({
        ...SEASON,
        games_total: 380,
        games_seeded: 120,
        games_failed: 2,
        games_open: 38,
        api_calls_made: 9,
      }),
    'Back-fill 3 is running: 120 of 380 games seeded, 2 failed, 38 under way, 9 calls.',
  ],
  ['a comparison that only looks', () => comparisonWords(COMPARED), '1 difference, none mended'],
  [
    'a comparison that mends',
    () => comparisonWords({ ...COMPARED, isDryRun: false, repaired: 1 }),
    '1 difference, 1 mended',
  ],
];
