import type { SportFacts } from '../sport-facts.ts';
import { FOOTBALL_DISPLAY } from './display.ts';
import { FOOTBALL_GAME_KINDS } from './game-kinds.ts';
import { FOOTBALL_RATINGS } from './ratings.ts';
import { FOOTBALL_STANDINGS } from './standings.ts';
import { footballLiveWords } from './live-words.ts';

/** A whole round of the leagues has 9 or 10 games (MLS up to 15). */
const LEAST_GAMES_OF_ROUND = 9;

/** The last rounds of a season are played at one instant, so that nobody knows the other results. */
const SIMULTANEOUS_LAST_ROUNDS = 2;

/**
 * Two halves of 45 minutes and a break of 15; a match with extra time and a shoot-out takes 175 minutes. Up to twenty
 * matches share a call, and box scores never list everybody: the hybrid reads both sides again.
 */
export const FOOTBALL_FACTS: SportFacts = {
  shortestGameMinutes: 105,
  firstLookMinutes: 105,
  stuckAfterMinutes: 210,
  notFinalStepSeconds: 300,
  // After a shoot-out the score stays level.
  canEndLevel: () => true,
  canEndScoreless: true,
  plannedCalls: { 'box-score': 0.3, 'per-entity': 4.3, hybrid: 2.3, blanket: 0.05 },
  // Rounds are listed at one full hour of a weekend before they are scheduled.
  isPlaceholderRound: ({ games, weekday, clock, roundsToCome }) =>
    games >= LEAST_GAMES_OF_ROUND &&
    (weekday === 0 || weekday === 6) &&
    clock.endsWith(':00') &&
    roundsToCome >= SIMULTANEOUS_LAST_ROUNDS,
  startersPerSide: 11,
  // Line-ups are told 20 to 40 minutes before, and nobody has them the day before.
  lineupLooks: [
    { fromMinutesBefore: 75, everyMinutes: 10 },
    { fromMinutesBefore: 45, everyMinutes: 5 },
  ],
  liveWords: footballLiveWords,
  gameKinds: FOOTBALL_GAME_KINDS,
  display: FOOTBALL_DISPLAY,
  ratings: FOOTBALL_RATINGS,
  standings: (code) => FOOTBALL_STANDINGS[code],
};
