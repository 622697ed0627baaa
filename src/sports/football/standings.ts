import type { StandingsRules, TieBreak } from '../standings-rules.ts';

const POINTS = { win: 3, level: 1 };

function table(...tieBreaks: readonly TieBreak[]): StandingsRules {
  return { points: POINTS, tieBreaks: { two: tieBreaks, more: tieBreaks }, parting: 'split' };
}

const BETWEEN_THEM = ['head_to_head_points', 'head_to_head_difference'] as const;

/**
 * Tables by the regulations of each league, by its code. Where clubs that are level play a match for a title or their
 * place, the table cannot know it: they stand by the comparisons that decide otherwise. Fair play and lots do not follow
 * from scores: such clubs share a place.
 */
export const FOOTBALL_STANDINGS: Readonly<Record<string, StandingsRules>> = {
  EPL: table('difference', 'points_for', 'head_to_head_points', 'head_to_head_away_goals'),
  LALIGA: table(...BETWEEN_THEM, 'difference', 'points_for'),
  BUNDESLIGA: table(
    'difference',
    'points_for',
    'head_to_head_difference',
    'head_to_head_away_goals',
    'away_goals',
  ),
  SERIEA: table(...BETWEEN_THEM, 'difference', 'points_for'),
  LIGUE1: table('difference', 'points_for', ...BETWEEN_THEM),
  MLS: table('wins', 'difference', 'points_for'),
};
