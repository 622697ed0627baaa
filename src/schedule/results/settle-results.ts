import { acceptAnswer } from '../accepted-readings.ts';
import type { ParsedGame } from '../parse/parsed-game.ts';
import { rowOfGame } from '../read-rows.ts';
import type { ProgressScope } from './game-progress.ts';
import { type NoResultReason, judgeResult, lastResultMs } from './judge-result.ts';
import type { ReadFile, RejectedRow } from '../read-file.ts';

type ResultScope = ProgressScope & {
  /** What becomes of rows that contradict the clock: a file's wait in quarantine, a provider's lose their result. */
  contradictions: 'refuse' | 'drop';
  /** Somebody has said that games with a result before their start are still to come. */
  arePlanned?: boolean;
};

/** Lines that a warning names. */
const LINES_NAMED = 5;

/**
 * Takes from the rows of a file what cannot be a result: no game has one before its start or while it can be on, and
 * 0-0 counts where the sport ends so. Returns the file without them, and what a person should know about it.
 */
export function settleResults(
  file: ReadFile,
  { contradictions, arePlanned = false, ...progress }: ResultScope,
): { file: ReadFile; warnings: readonly string[] } {
  const scope = { ...progress, lastResultMs: lastResultMs(file.games, progress) };
  const games: ReadFile['games'] = [];
  const refused: RejectedRow[] = [];
  const taken = new Map<NoResultReason | 'contradiction', number[]>();
  const note = (why: NoResultReason | 'contradiction', line: number): void => {
    taken.set(why, [...(taken.get(why) ?? []), line]);
  };
  for (const game of file.games) {
    const verdict = judgeResult(game, scope);
    if (verdict.kind === 'believed') games.push(game);
    else if (verdict.kind === 'no_result') {
      note(verdict.why, game.line);
      games.push(withoutResult(game));
    } else if (contradictions === 'drop' || (arePlanned && verdict.reason === 'result_before_start')) {
      note('contradiction', game.line);
      games.push(withoutResult(game));
    } else {
      const { reason, detail, remedy } = verdict;
      const { homeTeamKey: _home, awayTeamKey: _away, ...parsed } = game;
      const raw = file.waiting.get(game.line)?.raw ?? rowOfGame(parsed);
      refused.push({
        line: game.line,
        raw,
        reason,
        detail,
        remedy,
        ...(reason === 'result_before_start' ? { answers: [acceptAnswer('planned-games')] } : {}),
        leagueName: game.leagueName,
        game: parsed,
      });
    }
  }
  if (taken.size + refused.length === 0) return { file, warnings: [] };
  const warnings = [...taken].map(([why, lines]) => `${WORDS[why](lines.length)} (${linesText(lines)})`);
  return { file: { ...file, games, rejected: [...file.rejected, ...refused] }, warnings };
}

function withoutResult<Game extends ParsedGame>(game: Game): Game {
  const { isStatusFromScore: _from, ...rest } = game;
  const isOff = game.status === 'postponed' || game.status === 'cancelled' || game.status === 'scheduled';
  return { ...rest, status: isOff ? game.status : null, homeScore: null, awayScore: null } as Game;
}

const WORDS: Readonly<Record<NoResultReason | 'contradiction', (count: number) => string>> = {
  placeholder_score: (count) => `${rows(count)} with 0-0 taken as games without a result`,
  not_over: (count) => `${rows(count)} with a result of a game that cannot be over yet, which was left out`,
  contradiction: (count) => `${rows(count)} with a result that cannot be, which was left out`,
};

function rows(count: number): string {
  return count === 1 ? '1 row' : `${count} rows`;
}

function linesText(lines: readonly number[]): string {
  const named = lines.slice(0, LINES_NAMED).join(', ');
  return `${lines.length === 1 ? 'line' : 'lines'} ${named}${lines.length > LINES_NAMED ? ' and more' : ''}`;
}
