import type { League } from '../domain/league.ts';
import type { ScheduledGame, SeasonList } from '../domain/scheduled-game.ts';
import type { SeasonYear } from '../domain/season.ts';
import type { CallContext } from './client/provider-call.ts';

/** What a provider tells of the past of a sport; data, which every command may read. */
export type HistoryFacts = {
  /** Games with their results: in a call for each day, or one for a season. */
  schedule?: { by: 'day' | 'season' };
  /** Box scores of games of the past, and what one costs in calls on average, games that share a call counted in. */
  boxScores?: { callsPerGame: number };
  /** Prices of moments of the past, from this day on, and every how many minutes at the best. */
  odds?: { since: string; everyMinutes: number };
  /** Leagues of which it has any, by our names; absent: all of the sport. */
  leagues?: readonly string[];
};

/** A game of the past, with its season where the provider names it. */
export type PastGame = ScheduledGame & { season?: SeasonYear };

export type HistoryPort = {
  /**
   * The games of one day (`2024-01-15`) of a league with their results, without the preseason where that is told; one
   * call. By whose clock days are told is the provider's affair: games at midnight may come with the day beside theirs.
   */
  gamesOfDay: (league: League, day: string, context: CallContext) => Promise<SeasonList<PastGame>>;
};
