/** What two sources may say differently of a game. */
export const COMPARED_FIELDS = ['home_score', 'away_score', 'status'] as const;
export type DifferenceField = (typeof COMPARED_FIELDS)[number];

/** An open difference is a finding; one that is settled is no longer there, and stays on record. */
export const DIFFERENCE_STATUSES = ['open', 'settled'] as const;
export type DifferenceStatus = (typeof DIFFERENCE_STATUSES)[number];

/**
 * Why a difference is settled: the other source came to say the same, the result here was written anew, or the source
 * spoke of another game.
 */
export const SETTLED_REASONS = ['source_agrees', 'result_rewritten', 'game_unlinked'] as const;
export type SettledReason = (typeof SETTLED_REASONS)[number];

const REASONS: Readonly<Record<SettledReason, string>> = {
  source_agrees: 'the other source says the same by now',
  result_rewritten: 'the result here was written anew',
  game_unlinked: 'the other source spoke of another game: its id was taken back',
};

/** The reason in words. */
export function settledWords(reason: SettledReason): string {
  return REASONS[reason];
}

/** Whose lines are compared figure by figure. */
export const COMPARED_LINES = ['player', 'team'] as const;
export type ComparedLine = (typeof COMPARED_LINES)[number];
