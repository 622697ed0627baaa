/** What a back-fill brings of the past: games with their results, the lines of their box scores, prices of bookmakers. */
export const HISTORY_PARTS = ['schedule', 'box-scores', 'odds'] as const;
export type HistoryPart = (typeof HISTORY_PARTS)[number];

/** Where a back-fill of a range stands; `running` and `paused` are open. */
export const BACKFILL_STATUSES = ['running', 'paused', 'completed', 'failed', 'cancelled'] as const;
export type BackfillStatus = (typeof BACKFILL_STATUSES)[number];

/** Where a unit of a back-fill stands, one part of a league in a month: all but `completed` is done again when it is asked for. */
export const UNIT_STATUSES = ['pending', 'running', 'completed', 'failed', 'cancelled'] as const;
export type UnitStatus = (typeof UNIT_STATUSES)[number];
