/** How a bet ends: won, half of it at the neighbour of a quarter line, given back, lost; void where the game does not count. */
export const BET_RESULTS = ['win', 'half_win', 'push', 'half_loss', 'loss', 'void'] as const;
export type BetResult = (typeof BET_RESULTS)[number];

/** The line in the middle of the books, where a book is named. */
export const CONSENSUS = 'consensus';
