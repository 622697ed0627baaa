import type { SportFacts } from '../../sports/sport-facts.ts';

const MINUTE_MS = 60_000;

/** What began a game is told from its start on. */
export const LOOKS_AFTER_START_MS = 20 * MINUTE_MS;
const AFTER_START_STEP_MS = 10 * MINUTE_MS;

/** The least time between two looks at the line-up of a game that starts in so long; undefined where it is too early or over. */
export function lineupStepMs(
  { lineupLooks }: Pick<SportFacts, 'lineupLooks'>,
  untilStartMs: number,
): number | undefined {
  if (untilStartMs <= 0) return untilStartMs > -LOOKS_AFTER_START_MS ? AFTER_START_STEP_MS : undefined;
  const due = lineupLooks.findLast(({ fromMinutesBefore }) => untilStartMs <= fromMinutesBefore * MINUTE_MS);
  return due === undefined ? undefined : due.everyMinutes * MINUTE_MS;
}

/** How long before a start the first look is. */
export function firstLookMs({ lineupLooks }: Pick<SportFacts, 'lineupLooks'>): number {
  return Math.max(0, ...lineupLooks.map(({ fromMinutesBefore }) => fromMinutesBefore)) * MINUTE_MS;
}
