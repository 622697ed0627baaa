import type { FootballPlayerLine, FootballTeamLine } from '../../domain/football-lines.ts';
import { type LineRule, atMost, sumsTo, totalOf, within } from '../line-rules.ts';

/** Figures that only somebody on the pitch can have; cards are shown to the bench as well. */
export const FOOTBALL_ON_PITCH = [
  'shotsTotal',
  'goals',
  'assists',
  'saves',
  'passesTotal',
  'tackles',
  'blocks',
  'interceptions',
  'duelsTotal',
  'dribblesAttempted',
  'foulsDrawn',
  'foulsCommitted',
  'penaltiesScored',
  'penaltiesMissed',
  'penaltiesSaved',
] as const satisfies readonly (keyof FootballPlayerLine)[];

/** Who was on the pitch: for a minute or more, or, where the time is rounded to nothing, long enough to be counted. */
export function hasPlayedFootball(line: FootballPlayerLine): boolean {
  return (line.minutes ?? 0) > 0 || totalOf(line, FOOTBALL_ON_PITCH) > 0;
}

/** What fits into the last seconds of a match. */
const ACTIONS_IN_NO_TIME = 6;
const GOALS_IN_NO_TIME = 1;

/** Extra time has 120; the provider writes 121 for whoever was on the pitch at its end. */
const MOST_MINUTES = 130;

/**
 * The rules of football lines. Recorded bodies hold 20 player lines, which keep all of them; published match data with
 * more is not at hand, so that only what a result or a season is made of is refused.
 */
export const FOOTBALL_PLAYER_RULES: readonly LineRule<FootballPlayerLine>[] = [
  within<FootballPlayerLine>(['minutes'], { from: 0, to: MOST_MINUTES }, 'refuse'),
  within<FootballPlayerLine>(
    [...FOOTBALL_ON_PITCH, 'shotsOnTarget', 'yellowCards', 'redCards'],
    { from: 0, to: 400 },
    'refuse',
  ),
  // The column for marks holds no more.
  within<FootballPlayerLine>(['rating'], { from: 0, to: 10 }, 'refuse'),
  within<FootballPlayerLine>(['passAccuracyPercent'], { from: 0, to: 100 }, 'refuse'),
  atMost<FootballPlayerLine>('shotsOnTarget', 'shotsTotal', 'refuse'),
  atMost<FootballPlayerLine>('penaltiesScored', 'goals', 'refuse'),
  {
    severity: 'refuse',
    problem(line) {
      if ((line.minutes ?? 0) > 0) return undefined;
      const actions = totalOf(line, FOOTBALL_ON_PITCH);
      const goals = line.goals ?? 0;
      if (actions <= ACTIONS_IN_NO_TIME && goals <= GOALS_IN_NO_TIME) return undefined;
      return `games.minutes is ${line.minutes ?? 'nothing'}, but goals is ${goals} and ${actions} actions are counted`;
    },
  },
  {
    severity: 'warn',
    problem: (line) =>
      (line.minutes ?? 0) === 0 && hasPlayedFootball(line)
        ? 'games.minutes is nothing, but something is counted: it is taken for a short time on the pitch'
        : undefined,
  },
  atMost<FootballPlayerLine>('goals', 'shotsTotal', 'warn'),
  atMost<FootballPlayerLine>('passesAccurate', 'passesTotal', 'warn'),
  atMost<FootballPlayerLine>('keyPasses', 'passesTotal', 'warn'),
  atMost<FootballPlayerLine>('duelsWon', 'duelsTotal', 'warn'),
  atMost<FootballPlayerLine>('dribblesSucceeded', 'dribblesAttempted', 'warn'),
  within<FootballPlayerLine>(['yellowCards'], { from: 0, to: 2 }, 'warn'),
];

export const FOOTBALL_TEAM_RULES: readonly LineRule<FootballTeamLine>[] = [
  within<FootballTeamLine>(['possessionPercent', 'passAccuracyPercent'], { from: 0, to: 100 }, 'refuse'),
  within<FootballTeamLine>(
    [
      'shotsOnTarget',
      'shotsTotal',
      'fouls',
      'corners',
      'offsides',
      'yellowCards',
      'redCards',
      'saves',
      'passesTotal',
    ],
    { from: 0, to: 2_000 },
    'refuse',
  ),
  atMost<FootballTeamLine>('passesAccurate', 'passesTotal', 'refuse'),
  atMost<FootballTeamLine>('shotsOnTarget', 'shotsTotal', 'refuse'),
  sumsTo<FootballTeamLine>('shotsTotal', { shotsOnTarget: 1, shotsOffTarget: 1, shotsBlocked: 1 }, 'warn'),
  sumsTo<FootballTeamLine>('shotsTotal', { shotsInsideBox: 1, shotsOutsideBox: 1 }, 'warn'),
];
