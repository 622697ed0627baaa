/**
 * Who may spend the last calls of a day, most urgent first: somebody asking by hand, the first seeding of a game,
 * a correction pass, back-filling of old seasons.
 */
export type QuotaPriority = 'manual' | 'first_pass' | 'correction' | 'backfill';

/** All of them, in that order. */
export const MOST_URGENT_FIRST: readonly QuotaPriority[] = ['manual', 'first_pass', 'correction', 'backfill'];
