import { type Sport, bySport } from '../domain/sport.ts';

/** Pause between two looks at games that are on, where a look costs nothing. */
const FREE_STEP_MS = 60_000;

export type LiveStepOptions = {
  /** Whether games are looked at from their start on. */
  areLiveScoresOn: boolean;
  /** The step that is set; undefined: as the price of a look says. */
  liveStepMs: number | undefined;
  notFinalStepMs: Readonly<Record<Sport, number>>;
};

/**
 * How long to wait between two looks at the games of a sport: as set; else a minute where a look costs nothing, and the
 * step of games that are not final where it costs what is short, or where only finals are looked for.
 */
export function liveSteps(
  { areLiveScoresOn, liveStepMs, notFinalStepMs }: LiveStepOptions,
  isFree: (sport: Sport) => boolean,
): Readonly<Record<Sport, number>> {
  return bySport((sport) => {
    const step = notFinalStepMs[sport];
    if (!areLiveScoresOn) return step;
    return liveStepMs ?? (isFree(sport) ? Math.min(FREE_STEP_MS, step) : step);
  });
}
