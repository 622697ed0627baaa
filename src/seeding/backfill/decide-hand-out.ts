/** How a back-fill stands when games may be handed out. */
export type HandOutFacts = {
  /** Games that are handed out, not finished, and will be read as soon as somebody can. */
  open: number;
  /** Games that are handed out and wait for their own sake: for their next try, or to be final. */
  waiting: number;
  /** Games that were handed out in all. */
  queued: number;
  /** Games that may be handed out at once. */
  window: number;
  /** Games that the back-fill may take at the most; undefined: all. */
  limit: number | undefined;
};

/** With so many windows of games that wait, something is wrong with all of them, and no more are handed out. */
const MAX_WAITING_WINDOWS = 10;

/**
 * How many games may be handed out now. A window is filled again when half of it is done, so that calls that take
 * twenty games find twenty. Games that wait for their own sake do not hold the season up.
 */
export function decideHandOut({ open, waiting, queued, window, limit }: HandOutFacts): { room: number } {
  if (open > window / 2 || waiting >= MAX_WAITING_WINDOWS * window) return { room: 0 };
  const room = window - open;
  return { room: limit === undefined ? room : Math.max(0, Math.min(room, limit - queued)) };
}
