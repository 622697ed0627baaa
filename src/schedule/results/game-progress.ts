import type { Leagues } from '../../domain/league.ts';
import { SPORT_FACTS } from '../../sports/all-facts.ts';
import { whyNoEnd } from '../../sports/impossible-end.ts';
import type { Sport } from '../../domain/sport.ts';
import { knownStartMs } from '../difference/change-types.ts';
import { dateInZone } from '../parse/local-time.ts';

const MINUTE_MS = 60_000;

/** Where a game can be by the clock: before its start, possibly on, or certainly long enough ago to be over. */
export type GameProgress = 'ahead' | 'on' | 'over';

type Scheduled = {
  leagueName: string;
  startMs: number | null;
  isTimeConfirmed: boolean;
  slateDate: string;
};

/** Whose games are looked at, and when. */
export type ProgressScope = { sport: Sport; nowMs: number; leagues: Leagues };

/** Without a known time the date in the league's zone decides: a game of today may be on. */
export function progressOf(game: Scheduled, { sport, nowMs, leagues }: ProgressScope): GameProgress {
  const startMs = knownStartMs(game);
  if (startMs !== null) {
    if (startMs > nowMs) return 'ahead';
    return startMs + SPORT_FACTS[sport].shortestGameMinutes * MINUTE_MS > nowMs ? 'on' : 'over';
  }
  const today = dateInZone(nowMs, leagues.zoneOf(game.leagueName));
  if (game.slateDate === today) return 'on';
  return game.slateDate > today ? 'ahead' : 'over';
}

/**
 * Whether a game that is said to be completed cannot be: it has not begun, or its score is one with which no game of
 * its sport and kind ends.
 */
export function isResultImpossible(
  game: Scheduled & {
    status: string | null;
    gameType: string | null;
    homeScore: number | null;
    awayScore: number | null;
  },
  scope: ProgressScope,
): boolean {
  if (game.status !== 'completed') return false;
  if (whyNoEnd({ sport: scope.sport, gameType: game.gameType }, game) !== undefined) return true;
  return progressOf(game, scope) === 'ahead';
}
