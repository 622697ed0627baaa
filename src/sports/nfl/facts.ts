import { quarterWords } from '../quarter-words.ts';
import type { SportFacts } from '../sport-facts.ts';
import { NFL_DISPLAY } from './display.ts';
import { NFL_GAME_KINDS } from './game-kinds.ts';
import { NFL_RATINGS } from './ratings.ts';
import { NFL_STANDINGS } from './standings.ts';

/** A whole week has 13 to 16 games; a real one never has all of them at once. */
const LEAST_GAMES_OF_WEEK = 13;

/**
 * 60 minutes of play in three hours; games with overtime take four hours, and some wait for the weather. The last game
 * without a point was in 1943. Rosters list few who do not play: the hybrid reads both sides again.
 */
export const NFL_FACTS: SportFacts = {
  shortestGameMinutes: 120,
  firstLookMinutes: 180,
  stuckAfterMinutes: 300,
  notFinalStepSeconds: 600,
  regulationPeriods: 4,
  // Play-off games go on until one side wins.
  canEndLevel: (gameType) => gameType !== 'playoff',
  // No overtime is played in the preseason since 2021.
  isLevelAfterOvertimeOnly: (gameType) => gameType === 'regular',
  canEndScoreless: false,
  plannedCalls: { 'box-score': 2.2, 'per-entity': 4.2, hybrid: 4.2, blanket: 2.2 },
  // The corrections of a week are in on Thursday at noon UTC, seven or eight in the morning in New York; a game of a
  // Wednesday belongs to the week that ends with it.
  correctionDay: { weekday: 4, hourUtc: 12, daysApart: 2 },
  // Weeks are listed on Sunday at 13:00 Eastern before they are scheduled.
  isPlaceholderRound: ({ games, weekday, clock }) =>
    games >= LEAST_GAMES_OF_WEEK && weekday === 0 && clock === '13:00',
  // A field goal, and a touchdown with its extra point.
  keyNumbers: [3, 7],
  // Who is inactive is told 90 minutes before.
  lineupLooks: [
    { fromMinutesBefore: 1_440, everyMinutes: 360 },
    { fromMinutesBefore: 120, everyMinutes: 15 },
  ],
  liveWords: quarterWords,
  gameKinds: NFL_GAME_KINDS,
  display: NFL_DISPLAY,
  ratings: NFL_RATINGS,
  standings: () => NFL_STANDINGS,
};
