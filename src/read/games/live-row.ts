import { sql } from 'drizzle-orm';
import { liveScores } from '../../db/schema/live-scores.ts';
import type { GameStatus } from '../../domain/statuses.ts';
import type { LiveRow } from './live-state.ts';

/** A row of live scores as one value of a statement. */
export type StoredLive = {
  source: string;
  status: GameStatus;
  status_text: string;
  period: number | null;
  is_break: boolean;
  is_shootout: boolean;
  clock_time: string | null;
  home_score: number | null;
  away_score: number | null;
  seen_at: string;
  changed_at: string;
  is_silent: boolean;
};

/** The live score of a game; null where there is none. The statement joins `live_scores`. */
export const LIVE_OF_GAME = sql<StoredLive | null>`case when ${liveScores.gameId} is not null then
  to_jsonb(${liveScores}.*) || jsonb_build_object('is_silent', now() > ${liveScores.expectedBy}) end`;

export function liveRowOf(stored: StoredLive | null): LiveRow | null {
  if (stored === null) return null;
  return {
    source: stored.source,
    status: stored.status,
    statusText: stored.status_text,
    clock: {
      period: stored.period,
      isBreak: stored.is_break,
      isShootout: stored.is_shootout,
      time: stored.clock_time,
    },
    homeScore: stored.home_score,
    awayScore: stored.away_score,
    seenAt: new Date(stored.seen_at),
    changedAt: new Date(stored.changed_at),
    isSilent: stored.is_silent,
  };
}
