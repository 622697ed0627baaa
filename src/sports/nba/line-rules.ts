import type { ProviderGame } from '../../domain/box-score.ts';
import type { NbaCounts, NbaPlayerLine, NbaTeamLine } from '../../domain/nba-lines.ts';
import { type LineRule, atMost, sumsTo, totalOf, within } from '../line-rules.ts';
import { believablePeriods } from '../period-rule.ts';

/**
 * The rules of NBA lines. Counted over the 25,143 recorded player lines of 2023-24: made ≤ attempted, threes ≤ field
 * goals, points and rebounds as the sums of their parts and minutes within regulation and overtime hold for all of
 * them. What does not: 13 lines have 0 minutes, rounded, and figures, at most two of them, and twice two points.
 */
const SHARED: readonly LineRule<NbaCounts>[] = [
  atMost<NbaCounts>('fieldGoalsMade', 'fieldGoalsAttempted', 'refuse'),
  atMost<NbaCounts>('threePointersMade', 'threePointersAttempted', 'refuse'),
  atMost<NbaCounts>('freeThrowsMade', 'freeThrowsAttempted', 'refuse'),
  atMost<NbaCounts>('threePointersMade', 'fieldGoalsMade', 'refuse'),
  sumsTo<NbaCounts>('points', { fieldGoalsMade: 2, threePointersMade: 1, freeThrowsMade: 1 }, 'refuse'),
  within<NbaCounts>(
    [
      'points',
      'fieldGoalsMade',
      'threePointersMade',
      'freeThrowsMade',
      'offensiveRebounds',
      'defensiveRebounds',
      'totalRebounds',
      'assists',
      'steals',
      'blocks',
      'turnovers',
      'personalFouls',
    ],
    { from: 0, to: 300 },
    'refuse',
  ),
];

/** Figures that only somebody on court can have. */
export const NBA_ON_COURT = [
  'points',
  'fieldGoalsAttempted',
  'freeThrowsAttempted',
  'totalRebounds',
  'assists',
  'steals',
  'blocks',
  'turnovers',
  'personalFouls',
] as const satisfies readonly (keyof NbaCounts)[];

/** Everything that one can do on court but scoring, which is in the attempts. */
const ACTIONS = NBA_ON_COURT.filter((name) => name !== 'points');

/** Who was on court: for a second or more, or, where the time is rounded to nothing or not told, long enough to be counted. */
export function hasPlayedNba(line: NbaPlayerLine): boolean {
  return line.secondsPlayed > 0 || totalOf(line, NBA_ON_COURT) > 0;
}

/** What fits into a time that is rounded to nothing: a foul, a rebound, two free throws, a basket with a foul. */
const ACTIONS_IN_NO_TIME = 3;
const POINTS_IN_NO_TIME = 4;

const QUARTERS = 4;
const REGULATION_MINUTES = 48;
const OVERTIME_MINUTES = 5;
/** The longest NBA game had six. */
const MOST_OVERTIMES = 6;

/** Time on court that a game allows for; where its periods are not told or not believed, the longest game ever does. */
function longestSeconds(game: ProviderGame): number {
  const periods = believablePeriods(game)?.homePeriodScores.length ?? 0;
  const overtimes = periods < QUARTERS ? MOST_OVERTIMES : periods - QUARTERS;
  return 60 * (REGULATION_MINUTES + overtimes * OVERTIME_MINUTES);
}

export const NBA_PLAYER_RULES: readonly LineRule<NbaPlayerLine>[] = [
  ...SHARED,
  // Parts of a player's rebounds are all there are; a team has its own besides.
  sumsTo<NbaPlayerLine>('totalRebounds', { offensiveRebounds: 1, defensiveRebounds: 1 }, 'refuse'),
  {
    severity: 'refuse',
    problem(line, game) {
      const longest = longestSeconds(game);
      if (line.secondsPlayed <= longest) return undefined;
      return `min is ${clock(line.secondsPlayed)}, the game had ${clock(longest)}`;
    },
  },
  {
    severity: 'refuse',
    problem(line) {
      if (line.secondsPlayed > 0) return undefined;
      const actions = totalOf(line, ACTIONS);
      const points = line.points ?? 0;
      if (actions <= ACTIONS_IN_NO_TIME && points <= POINTS_IN_NO_TIME) return undefined;
      return `min is nothing, but points is ${points} and ${actions} other figures are counted`;
    },
  },
  {
    severity: 'warn',
    problem: (line) =>
      line.secondsPlayed === 0 && hasPlayedNba(line)
        ? 'min is nothing, but something is counted: it is taken for a short time on court'
        : undefined,
  },
  // Six fouls end a player's game; technical ones are not among them.
  within<NbaPlayerLine>(['personalFouls'], { from: 0, to: 6 }, 'warn'),
];

export const NBA_TEAM_RULES: readonly LineRule<NbaTeamLine>[] = [
  ...SHARED,
  // Some providers count rebounds that belong to no player, or leave them out.
  sumsTo<NbaTeamLine>('totalRebounds', { offensiveRebounds: 1, defensiveRebounds: 1 }, 'warn'),
];

function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
