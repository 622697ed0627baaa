/** What a team made, in one game or in many. */
export const TOTALS = [
  'minutes',
  'fieldGoals',
  'fieldGoalAttempts',
  'threes',
  'threeAttempts',
  'freeThrows',
  'freeThrowAttempts',
  'offensiveRebounds',
  'defensiveRebounds',
  'turnovers',
  'points',
] as const;

export type Total = (typeof TOTALS)[number];

/**
 * Totals of a team, or means of as many games each. A total that nobody counted is NaN, so that every figure that
 * needs it is NaN as well. `minutes` are those of its five players together: 240 in a game of 48 minutes.
 */
export type TeamTotals = Readonly<Record<Total, number>>;
