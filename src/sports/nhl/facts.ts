import type { ResultSportFacts } from '../sport-facts.ts';
import { NHL_GAME_KINDS } from './game-kinds.ts';

/** Periods before overtime. */
const REGULATION = 3;

/**
 * Sixty minutes of play in some two and a half hours; play-off games go on until somebody scores, and some took five
 * and a half. Since 2005-06 no game ends level: a shoot-out decides those of the regular season, and its winner's score
 * has one goal more. No times were measured here: the shortest is a bound that leaves room, and a look that comes too
 * early costs one call. Its ratings have no source for all of their constants.
 */
export const NHL_FACTS: ResultSportFacts = {
  shortestGameMinutes: 100,
  firstLookMinutes: 135,
  stuckAfterMinutes: 390,
  notFinalStepSeconds: 600,
  mayEndAfterPeriods: REGULATION,
  // Some sides meet on two days running.
  movedWithinHours: 12,
  regulationPeriods: REGULATION,
  canEndLevel: () => false,
  canEndScoreless: false,
  periodTitle(index, gameType) {
    if (index < REGULATION) return String(index + 1);
    if (index === REGULATION) return 'OT';
    return gameType === 'playoff' ? `${index - REGULATION + 1}OT` : 'SO';
  },
  liveWords({ period, isBreak, isShootout, time }) {
    if (isShootout) return 'Shoot-out';
    if (period === null) return isBreak ? 'Break' : (time ?? 'Under way');
    const name =
      period <= REGULATION ? `P${period}` : period === REGULATION + 1 ? 'OT' : `${period - REGULATION}OT`;
    if (isBreak) return `End of ${name}`;
    return time === null ? name : `${name} ${time}`;
  },
  gameKinds: NHL_GAME_KINDS,
};
