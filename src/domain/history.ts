/** What a back-fill brings of the past: games with their results, the lines of their box scores, prices of bookmakers. */
export const HISTORY_PARTS = ['schedule', 'box-scores', 'odds'] as const;
export type HistoryPart = (typeof HISTORY_PARTS)[number];

/** Where a back-fill stands; `running` and `paused` are open. */
export const BACKFILL_STATUSES = ['running', 'paused', 'completed', 'failed', 'cancelled'] as const;
export type BackfillStatus = (typeof BACKFILL_STATUSES)[number];

/** Who began a back-fill: a person, or seeding, where a game kept failing. */
export const BACKFILL_ORIGINS = ['manual', 'fallback'] as const;
export type BackfillOrigin = (typeof BACKFILL_ORIGINS)[number];

/** Where a unit of a back-fill stands, one part of a league in a month: all but `completed` is done again when it is asked for. */
export const UNIT_STATUSES = ['pending', 'running', 'completed', 'failed', 'cancelled'] as const;
export type UnitStatus = (typeof UNIT_STATUSES)[number];

/** The moment before a start at which prices are read where nobody says another: the close. */
export const CLOSE_MOMENT = 'close';

/** The furthest that a moment lies before a start: a month, longer than books list games ahead. */
const MOST_HOURS = 720;

const MINUTE_MS = 60_000;

/**
 * How long before a start prices are read for a moment: `close`, a minute, for what stands at the start itself may be in
 * play already, or so many hours, `6h`. Undefined for anything else.
 */
export function beforeStartMs(moment: string): number | undefined {
  if (moment === CLOSE_MOMENT) return MINUTE_MS;
  const hours = Number(/^([1-9]\d{0,2})h$/.exec(moment)?.[1] ?? Number.NaN);
  return hours <= MOST_HOURS ? hours * 60 * MINUTE_MS : undefined;
}

export const MOMENT_REMEDY = `Write close, or hours before the start from 1h to ${MOST_HOURS}h, such as close,6h,24h.`;
