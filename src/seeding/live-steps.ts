import type { Sport } from '../domain/sport.ts';
import type { LookCost } from '../providers/look-cost.ts';

/** Pause between two looks at games that are on, where a look costs nothing. */
const FREE_STEP_MS = 60_000;

export type LiveStepOptions = {
  /** Whether games are looked at from their start on. */
  areLiveScoresOn: boolean;
  /** The steps that are set, of looks that cost nothing and of the others; undefined: as their price says. */
  liveStepMs: number | undefined;
  paidLiveStepMs: number | undefined;
  notFinalStepMs: Readonly<Record<Sport, number>>;
};

/**
 * How long to wait between two looks at a source for the games of a sport. Where a look costs nothing: as set, else a
 * minute. Where it costs calls of a plan: as set, else the step of games that are not final. Where it costs credits: so
 * many times that as it costs. Where only finals are looked for, nobody is asked more often than games that are not final.
 */
export function liveStepMs(
  { areLiveScoresOn, liveStepMs: freeStepMs, paidLiveStepMs, notFinalStepMs }: LiveStepOptions,
  sport: Sport,
  { counts, most }: LookCost,
): number {
  const step = notFinalStepMs[sport];
  if (counts === 'nothing') return areLiveScoresOn ? (freeStepMs ?? Math.min(FREE_STEP_MS, step)) : step;
  const paidStep = areLiveScoresOn ? (paidLiveStepMs ?? step) : step;
  return counts === 'credits' ? paidStep * Math.max(1, most) : paidStep;
}
