/** How a sweep stands when games may be handed out. */
export type SweepFacts = {
  /** Games that are handed out and not finished. */
  open: number;
  /** Games that were handed out in all. */
  queued: number;
  /** Games that may be handed out at once. */
  window: number;
  /** Games that the sweep may take at the most; undefined: all. */
  limit: number | undefined;
};

/**
 * How many games may be handed out now. A window is filled again when half of it is done, so that calls that take
 * twenty games find twenty.
 */
export function decideSweepStep({ open, queued, window, limit }: SweepFacts): { room: number } {
  if (open > window / 2) return { room: 0 };
  const room = window - open;
  return { room: limit === undefined ? room : Math.max(0, Math.min(room, limit - queued)) };
}
