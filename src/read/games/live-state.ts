import type { GameClock } from '../../domain/game-clock.ts';
import { type Sport, hasBoxScores } from '../../domain/sport.ts';
import type { GameStatus } from '../../domain/statuses.ts';
import { SPORT_FACTS } from '../../sports/all-facts.ts';

/** How a game under way stands, as the newest word of a source has it; field names as published. */
export type LiveState = {
  /** `silent`: no word came when one was due; `over`: a source has the final whistle, and box score or result are to come. */
  state: 'live' | 'silent' | 'over';
  /** Where play is, or was when the source spoke last, in the words of the sport: `Q3 5:23`. */
  words: string;
  /** The same as a sentence, with since when a source is silent. */
  in_words: string;
  source: string;
  period: number | null;
  is_break: boolean;
  is_shootout: boolean;
  clock: string | null;
  home_score: number | null;
  away_score: number | null;
  /** When the source said so last. */
  seen_at: Date;
  /** Since when it says so. */
  changed_at: Date;
};

/** A row of live scores as it is read; null where there is none. */
export type LiveRow = {
  source: string;
  status: GameStatus;
  statusText: string;
  clock: GameClock;
  homeScore: number | null;
  awayScore: number | null;
  seenAt: Date;
  changedAt: Date;
  /** Its next word was due and has not come. */
  isSilent: boolean;
};

/** Games whose end, or whose not being played, is written: nothing of them is live. */
const ENDED: ReadonlySet<GameStatus> = new Set(['completed', 'postponed', 'cancelled', 'awarded']);

/** How a game stands live; null of one that is not under way, as its result or the newest word says. */
export function liveState(game: { sport: Sport; status: GameStatus }, row: LiveRow | null): LiveState | null {
  if (row === null || ENDED.has(game.status)) return null;
  const { status, source, clock, seenAt } = row;
  if (status !== 'in_progress' && status !== 'suspended' && status !== 'completed') return null;
  const isOver = status === 'completed';
  const words = isOver
    ? 'Final'
    : status === 'suspended'
      ? 'Suspended'
      : SPORT_FACTS[game.sport].liveWords(clock);
  const state = isOver ? 'over' : row.isSilent ? 'silent' : 'live';
  return {
    state,
    words,
    in_words: sentenceOf({ state, words, source, sport: game.sport, seenAt }),
    source,
    period: clock.period,
    is_break: clock.isBreak,
    is_shootout: clock.isShootout,
    clock: clock.time,
    home_score: row.homeScore,
    away_score: row.awayScore,
    seen_at: seenAt,
    changed_at: row.changedAt,
  };
}

type Told = Pick<LiveState, 'state' | 'words' | 'source'> & { sport: Sport; seenAt: Date };

function sentenceOf({ state, words, source, sport, seenAt }: Told): string {
  const at = `${seenAt.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  if (state === 'over')
    return `final, says ${source}; its ${hasBoxScores(sport) ? 'box score' : 'result'} is to come`;
  if (state === 'silent') return `no word from ${source} since ${at}: then ${words}`;
  return `${words}, says ${source}`;
}
