import { SPORT_FACTS } from '../../sports/all-facts.ts';
import { whyNoEnd } from '../../sports/impossible-end.ts';
import type { Sport } from '../../domain/sport.ts';
import type { ParsedGame } from '../parse/parsed-game.ts';
import { type GameProgress, type ProgressScope, progressOf } from './game-progress.ts';

/** What a row's word about its result is worth. */
export type ResultVerdict =
  /** As it stands. */
  | { kind: 'believed' }
  /** The row is a game without a result: its score only fills a column, or the game is not over yet. */
  | { kind: 'no_result'; why: NoResultReason }
  /** The row contradicts itself or the clock; a person has to look. */
  | { kind: 'refused'; reason: 'result_before_start' | 'impossible_result'; detail: string; remedy: string };

export type NoResultReason = 'placeholder_score' | 'not_over';

const BELIEVED: ResultVerdict = { kind: 'believed' };
const PLACEHOLDER: ResultVerdict = { kind: 'no_result', why: 'placeholder_score' };
const NOT_OVER: ResultVerdict = { kind: 'no_result', why: 'not_over' };

/**
 * Judges the result of one row by the clock and by how its sport ends. `lastResultMs` is the start of the latest
 * game of the file that has a real score, where the file writes 0-0 for games to come; a 0-0 after it is none.
 */
export function judgeResult(
  game: ParsedGame,
  { lastResultMs, ...scope }: ProgressScope & { lastResultMs?: number | undefined },
): ResultVerdict {
  if (game.status === 'awarded' || game.status === 'suspended') return BELIEVED;
  const isScoreless = game.homeScore === 0 && game.awayScore === 0;
  if (game.status === 'postponed' || game.status === 'cancelled') return isScoreless ? PLACEHOLDER : BELIEVED;
  if (game.homeScore === null && game.status !== 'completed' && game.status !== 'in_progress')
    return BELIEVED;
  const progress = progressOf(game, scope);
  if (progress === 'ahead') return isScoreless && !isSaidToBePlayed(game) ? PLACEHOLDER : beforeStart(game);
  if (progress === 'on') return game.status === 'completed' ? NOT_OVER : BELIEVED;
  return judgeFinal(game, { sport: scope.sport, isScoreless, lastResultMs });
}

/** Whether the row says in words that the game is on or over, rather than by a score alone. */
function isSaidToBePlayed({ status, isStatusFromScore }: ParsedGame): boolean {
  return (status === 'completed' && isStatusFromScore !== true) || status === 'in_progress';
}

function judgeFinal(
  game: ParsedGame,
  {
    sport,
    isScoreless,
    lastResultMs,
  }: { sport: Sport; isScoreless: boolean; lastResultMs?: number | undefined },
): ResultVerdict {
  if (isScoreless) {
    const isAfterResults = lastResultMs !== undefined && startOf(game) > lastResultMs;
    const isPlaceholder = !SPORT_FACTS[sport].canEndScoreless || (isAfterResults && !isSaidToBePlayed(game));
    return isPlaceholder ? PLACEHOLDER : BELIEVED;
  }
  const isPossible = whyNoEnd({ sport, gameType: game.gameType }, game) === undefined;
  if (game.status !== 'completed' || isPossible) return BELIEVED;
  return {
    kind: 'refused',
    reason: 'impossible_result',
    detail: `score ${game.homeScore} to ${game.awayScore}: no such game of the ${game.leagueName} ends level`,
    remedy: 'Correct the score, or leave both scores blank.',
  };
}

function beforeStart(game: ParsedGame): ResultVerdict {
  const when =
    game.isTimeConfirmed && game.startMs !== null
      ? new Date(game.startMs).toISOString().replace('.000Z', 'Z')
      : game.slateDate;
  const score = game.homeScore === null ? '' : ` with ${game.homeScore} to ${game.awayScore}`;
  return {
    kind: 'refused',
    reason: 'result_before_start',
    detail: `${game.status ?? 'a score'}${score} of a game that only starts ${when}`,
    remedy: 'Correct the date, or leave the score and the status blank.',
  };
}

/** Where the results of a file end, when it writes 0-0 for games to come; undefined when it does not. */
export function lastResultMs(games: Iterable<ParsedGame>, scope: ProgressScope): number | undefined {
  let last = Number.NEGATIVE_INFINITY;
  let usesPlaceholders = false;
  for (const game of games) {
    if (game.homeScore === null || game.awayScore === null) continue;
    const progress: GameProgress = progressOf(game, scope);
    if (game.homeScore + game.awayScore > 0) last = Math.max(last, startOf(game));
    else if (progress === 'ahead' && game.isStatusFromScore === true) usesPlaceholders = true;
  }
  return usesPlaceholders ? last : undefined;
}

function startOf(game: ParsedGame): number {
  return game.startMs ?? Date.parse(game.slateDate);
}
