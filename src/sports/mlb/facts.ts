import type { ResultSportFacts } from '../sport-facts.ts';
import { MLB_GAME_KINDS } from './game-kinds.ts';
import { inningWords } from './inning-words.ts';

/**
 * Nine innings take some two hours and 40 minutes since the pitch clock of 2023. Rain may end a game after five, and
 * delay one for hours; a suspended game is ended on another day and keeps its id. Games of spring training end level
 * where both sides agree, and so did the All-Star game of 2002; no other does. No times were measured here: the
 * shortest is a bound that leaves room, and a look that comes too early costs one call. Its ratings have no source for
 * all of their constants.
 */
export const MLB_FACTS: ResultSportFacts = {
  shortestGameMinutes: 60,
  firstLookMinutes: 130,
  stuckAfterMinutes: 480,
  notFinalStepSeconds: 600,
  mayEndAfterPeriods: 9,
  // Sides meet on three days running, and twice on some.
  movedWithinHours: 3,
  regulationPeriods: 9,
  canEndLevel: (gameType) => gameType === 'preseason' || gameType === 'allstar',
  canEndScoreless: false,
  periodTitle: (index) => String(index + 1),
  liveWords: inningWords,
  gameKinds: MLB_GAME_KINDS,
};
