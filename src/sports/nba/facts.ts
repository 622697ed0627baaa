import { quarterWords } from '../quarter-words.ts';
import type { SportFacts } from '../sport-facts.ts';
import { NBA_DISPLAY } from './display.ts';
import { NBA_GAME_KINDS } from './game-kinds.ts';
import { NBA_RATINGS } from './ratings.ts';
import { NBA_STANDINGS } from './standings.ts';

/**
 * 48 minutes of play in four quarters; of 5,282 measured games the fastest 5 % were over after 121 minutes, and the
 * longest took 199. No game ever ended without a point. A box score is two calls and a part of a slate; per entity it
 * is the rosters, both team lines and a call for each of some 33 players; the hybrid asks for some five of a side.
 */
export const NBA_FACTS: SportFacts = {
  shortestGameMinutes: 90,
  firstLookMinutes: 125,
  stuckAfterMinutes: 240,
  notFinalStepSeconds: 600,
  mayEndAfterPeriods: 4,
  regulationPeriods: 4,
  canEndLevel: () => false,
  canEndScoreless: false,
  plannedCalls: { 'box-score': 2.2, 'per-entity': 36, hybrid: 12.2, blanket: 2.2 },
  startersPerSide: 5,
  // Starters are told about half an hour before.
  lineupLooks: [
    { fromMinutesBefore: 720, everyMinutes: 180 },
    { fromMinutesBefore: 90, everyMinutes: 15 },
    { fromMinutesBefore: 45, everyMinutes: 5 },
  ],
  liveWords: quarterWords,
  gameKinds: NBA_GAME_KINDS,
  display: NBA_DISPLAY,
  ratings: NBA_RATINGS,
  hasFourFactors: true,
  standings: () => NBA_STANDINGS,
};
