import type { TaskPlan } from './plans.ts';
import type { Sport } from './sport.ts';

/** What is known of a sport's games beforehand: how long they take, how they end, what reading one costs. */
export type SportRules = {
  /**
   * Minutes from the start to the earliest end: less than any real game took. NBA: 48 minutes of play in four quarters,
   * with the fastest 5 % over after 121 minutes; NFL: 60 minutes of play in three hours; football: two halves of 45
   * minutes and a break of 15.
   */
  shortestGameMinutes: number;
  /** Minutes from the start to the first look for an early end: nearly no game is over before (measured). */
  firstLookMinutes: number;
  /**
   * Minutes from the start to when a game should be final at the latest: the longest of 5,282 measured NBA games took
   * 199, NFL games with overtime take four hours and some wait for the weather, and a football match with extra time
   * and a shoot-out takes 175.
   */
  stuckAfterMinutes: number;
  /** Seconds between looks at a game that is not final (reference constants: NBA and NFL 10 minutes, football 5). */
  notFinalStepSeconds: number;
  /** Whether a game of a kind (`playoff`, …) may end with both sides level. */
  canEndLevel: (gameType: string) => boolean;
  /** Whether a game may end without a single point or goal. The NFL saw the last one in 1943, the NBA none. */
  canEndScoreless: boolean;
  /**
   * Calls for each game of a plan until they have been measured. Box score: two calls and a part of a slate; football
   * takes up to twenty matches in one call, a sweep always does. Per entity: the NBA's rosters, both team lines and a
   * call for each of some 33 players; elsewhere a call for each side's team line and players. Hybrid: the box score,
   * and then those of the roster who are not in it, in the NBA five of a side, elsewhere both sides again, because
   * those box scores never list everybody.
   */
  plannedCalls: Readonly<Record<TaskPlan, number>>;
};

export const SPORT_RULES: Readonly<Record<Sport, SportRules>> = {
  NBA: {
    shortestGameMinutes: 90,
    firstLookMinutes: 125,
    stuckAfterMinutes: 240,
    notFinalStepSeconds: 600,
    canEndLevel: () => false,
    canEndScoreless: false,
    plannedCalls: { 'box-score': 2.2, 'per-entity': 36, hybrid: 12.2, blanket: 2.2 },
  },
  NFL: {
    shortestGameMinutes: 120,
    firstLookMinutes: 180,
    stuckAfterMinutes: 300,
    notFinalStepSeconds: 600,
    // Play-off games go on until somebody wins.
    canEndLevel: (gameType) => gameType !== 'playoff',
    canEndScoreless: false,
    plannedCalls: { 'box-score': 2.2, 'per-entity': 4.2, hybrid: 4.2, blanket: 2.2 },
  },
  FOOTBALL: {
    shortestGameMinutes: 105,
    firstLookMinutes: 105,
    stuckAfterMinutes: 210,
    notFinalStepSeconds: 300,
    // After a shoot-out the score stays level.
    canEndLevel: () => true,
    canEndScoreless: true,
    plannedCalls: { 'box-score': 0.3, 'per-entity': 4.3, hybrid: 2.3, blanket: 0.05 },
  },
};
