import type { Sport } from '../../domain/sport.ts';
import type { GameType } from '../parse/parsed-game.ts';

type FinalScoreRule = {
  /**
   * From the start to the earliest end, in milliseconds: less than any real game took. NBA: 48 minutes of play in
   * four quarters, with the fastest 5 % over after 121 minutes; NFL: 60 minutes of play in three hours; football:
   * two halves of 45 minutes and a break of 15.
   */
  shortestMs: number;
  /** Whether a game may end with both sides level. */
  canEndLevel: (gameType: GameType) => boolean;
  /** Whether a game may end without a single point or goal. The NFL saw the last one in 1943, the NBA none. */
  canEndScoreless: boolean;
};

const MINUTE_MS = 60_000;

const RULES: Readonly<Record<Sport, FinalScoreRule>> = {
  NBA: { shortestMs: 90 * MINUTE_MS, canEndLevel: () => false, canEndScoreless: false },
  // Play-off games go on until somebody wins.
  NFL: {
    shortestMs: 120 * MINUTE_MS,
    canEndLevel: (gameType) => gameType !== 'playoff',
    canEndScoreless: false,
  },
  // After a shoot-out the score stays level.
  FOOTBALL: { shortestMs: 105 * MINUTE_MS, canEndLevel: () => true, canEndScoreless: true },
};

/** How games of a sport end. */
export function finalScoreRule(sport: Sport): FinalScoreRule {
  return RULES[sport];
}
