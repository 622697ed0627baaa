import type { ProviderGame } from '../../src/domain/box-score.ts';
import { lateWords } from '../../src/monitoring/quota/quota-forecast.ts';
import { type TaskEntity, decideEntityOutcome } from '../../src/seeding/plan.ts';
import { decideReadiness } from '../../src/seeding/game-status.ts';
import { describeGap } from '../../src/seeding/replay-writing.ts';
import { type ChangeFacts, describeChanges } from '../../src/sports/change-words.ts';
import { type WrittenSide, judgeCompleteness } from '../../src/sports/completeness.ts';
import { periodProblem } from '../../src/sports/period-rule.ts';
import { coverageWords } from '../../src/http/pages/participants-panel.ts';
import type { Sentence } from './sentence.ts';

const GAME: ProviderGame = {
  providerGameId: '900',
  startMs: Date.parse('2026-01-15T00:30:00Z'),
  status: 'completed',
  statusText: 'Finished',
  isStatusKnown: true,
  home: { providerTeamId: '1', name: 'Home', code: null },
  away: { providerTeamId: '2', name: 'Away', code: null },
  homeScore: 110,
  awayScore: 104,
  homePeriodScores: [30, 25, 25, 30],
  awayPeriodScores: [26, 26, 26, 26],
};

/** Why a game cannot be seeded an hour after its window. */
function reasonOf(changes: Partial<ProviderGame>): string {
  const windowMs = GAME.startMs + 4 * 3_600_000;
  const decision = decideReadiness(
    { ...GAME, ...changes },
    {
      sport: 'NBA',
      nowMs: windowMs + 3_600_000,
      windowMs,
      notFinalStepMs: 600_000,
      seedingDelayMs: 14_400_000,
    },
  );
  if (decision.kind === 'seed') return 'it is seeded';
  return decision.kind === 'hold' ? decision.detail : decision.message;
}

const player = (index: number, changes: Partial<TaskEntity> = {}): TaskEntity => ({
  entityType: 'player',
  providerEntityId: String(index),
  providerTeamId: '1',
  entityId: index,
  name: `Player ${index}`,
  status: 'completed',
  attempts: 1,
  error: null,
  ...changes,
});
const everybody = Array.from({ length: 29 }, (_, index) => player(index));
const bench = player(29, { name: 'A. Bench', status: 'failed', error: 'not found' });

/** What a task says of a game that is not whole when nothing more is asked for. */
function outcomeOf(entities: readonly TaskEntity[], problems: readonly string[] = []): string {
  const gaps = problems.map(
    (problem) => ({ kind: 'no_players', problem, providerTeamId: '1', entityType: 'player' }) as const,
  );
  const outcome = decideEntityOutcome(entities, { isLastAttempt: true, gaps, lastProblem: 'a web page' });
  return outcome.kind === 'completed' ? 'it is whole' : outcome.message;
}

const points: ChangeFacts = {
  action: 'changed',
  entity_type: 'player',
  player_id: 23,
  team_id: 14,
  name: 'LeBron James',
  column_name: 'points',
  old_value: 27,
  new_value: 28,
};
const others = [1, 2, 3].map((id) => ({ ...points, player_id: id, name: `Player ${id}` }));
const score: ChangeFacts = {
  ...points,
  entity_type: 'game',
  player_id: null,
  team_id: null,
  name: null,
  column_name: 'home_score',
  old_value: 101,
  new_value: 102,
};

/** What one side of a game lacks that is written. */
function lackOf(changes: Partial<WrittenSide>): string {
  const whole = { playerLines: 12, teamLines: 1, credited: 110, creditedAtMost: 110, score: 110 };
  const sides = [
    { ...whole, providerTeamId: '1', name: 'Heat', ...changes },
    { ...whole, providerTeamId: '2', name: 'Celtics' },
  ];
  return judgeCompleteness(sides, {
    unit: 'points',
    minimumPlayers: 5,
    maxUncredited: 0,
    mayCreditNobody: false,
  })
    .map(({ problem }) => problem)
    .join('; ');
}

const late = { league: 'Serie A', priority: 'first_pass' as const, games: 12, days_late: 1 };
const standing = { in: 27, absent: 1, asked: 1, failed: 1 };

export const GAME_SENTENCES: readonly Sentence[] = [
  [
    'a game that goes on',
    () => reasonOf({ status: 'in_progress', statusText: 'Quarter 4' }),
    'the provider says "Quarter 4"',
  ],
  [
    'a status that nobody knows',
    () => reasonOf({ status: 'in_progress', statusText: 'Bananas', isStatusKnown: false }),
    'the provider says "Bananas", a status that Scoracle does not know',
  ],
  [
    'a cancelled game',
    () => reasonOf({ status: 'cancelled', statusText: 'Cancelled' }),
    'The game is cancelled: the provider says "Cancelled".',
  ],
  [
    'a game decided without play',
    () => reasonOf({ status: 'awarded', statusText: 'Awarded' }),
    'The game was decided without play ("Awarded"): the result is recorded, there are no lines.',
  ],
  [
    'a game of which somebody is missing',
    () => outcomeOf([...everybody, bench]),
    '29 of 30 players and teams; missing: A. Bench (not found)',
  ],
  [
    'a game of which a side is missing',
    () => outcomeOf(everybody, ['no player of Heat has a line']),
    '29 of 29 players and teams; no player of Heat has a line (a web page)',
  ],
  [
    'a side without players',
    () => lackOf({ playerLines: 0, credited: 0, creditedAtMost: 0 }),
    'no player of Heat has a line',
  ],
  ['a side with one player', () => lackOf({ playerLines: 1 }), 'only 1 of the players of Heat has a line'],
  ['a side without its own line', () => lackOf({ teamLines: 0 }), 'there is no team line of Heat'],
  [
    'a side whose lines do not make the score',
    () => lackOf({ credited: 97, creditedAtMost: 97 }),
    'the players of Heat have 97 points together, the score says 110',
  ],
  [
    'periods that do not make the score',
    () => periodProblem({ ...GAME, awayPeriodScores: [26, 26, 26, 62] }),
    'the periods of Away (26, 26, 26, 62) make 140, the score says 104',
  ],
  [
    'answers that are no longer stored',
    () => describeGap([...everybody, player(29, { name: 'A. Bench' })], new Set(everybody.map(() => '')), []),
    '30 of 30 players and teams have no stored answer that can be read and stay as they are: Player 0, Player 1, Player 2, Player 3, Player 4, 25 more',
  ],
  [
    'many changes at once',
    () =>
      describeChanges([
        points,
        { ...points, column_name: 'assists', old_value: null, new_value: 9 },
        ...others,
        score,
      ]),
    '4 lines and the score changed: LeBron James points 27 → 28, LeBron James assists none → 9, Player 1 points 27 → 28, Player 2 points 27 → 28 and 2 more',
  ],
  [
    'who of a game has a line',
    () =>
      coverageWords(
        Object.entries(standing).flatMap(([state, count]) =>
          Array.from({ length: count }, () => ({ state: state as keyof typeof standing })),
        ),
      ),
    '27 of 30 have a line, 1 did not play, 1 still asked for, 1 failed',
  ],
  ['games that come late', () => lateWords(late), '12 games of Serie A a day late'],
  [
    'corrections that do not fit into the days ahead',
    () => lateWords({ ...late, priority: 'correction', days_late: null }),
    'corrections of 12 games of Serie A not within these days',
  ],
];
