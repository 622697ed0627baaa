/**
 * What can be known of a change of teams from lists and box scores: the player was with another team before (`moved`),
 * was with none that is known (`appeared`), or is with none now (`left`).
 */
export const TRANSACTION_KINDS = ['moved', 'appeared', 'left'] as const;
export type TransactionKind = (typeof TRANSACTION_KINDS)[number];

/** What showed it. */
export const TRANSACTION_EVIDENCE = ['box_score', 'roster'] as const;
