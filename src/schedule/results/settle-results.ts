import { acceptAnswer } from '../accepted-readings.ts';
import type { ParsedGame } from '../parse/parsed-game.ts';
import { rowOfGame } from '../read-rows.ts';
import type { ResolvedGame } from '../resolve-game.ts';
import type { ProgressScope } from './game-progress.ts';
import { type NoResultReason, type ResultVerdict, judgeResult, lastResultMs } from './judge-result.ts';
import type { ReadFile } from '../read-file.ts';
import { type RejectedRow, createRefusedRows } from '../refused-rows.ts';

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
  if (!file.games.hasResults()) return { file, warnings: [] };
  const scope = { ...progress, lastResultMs: lastResultMs(file.games, progress) };
  const isTaken = ({ reason }: Refusal): boolean =>
    contradictions === 'drop' || (arePlanned && reason === 'result_before_start');
  const refused = createRefusedRows();
  const taken = new Map<NoResultReason | 'contradiction', Taken>();
  for (const game of file.games) {
    const verdict = judgeResult(game, scope);
    if (verdict.kind === 'no_result') note(taken, verdict.why, game.line);
    else if (verdict.kind === 'refused' && isTaken(verdict)) note(taken, 'contradiction', game.line);
    else if (verdict.kind === 'refused') refused.push(refusedRow(file, game, verdict));
  }
  if (taken.size + refused.length === 0) return { file, warnings: [] };
  const games = file.games.changed((game) => {
    const verdict = judgeResult(game, scope);
    if (verdict.kind === 'believed') return game;
    return verdict.kind === 'no_result' || isTaken(verdict) ? withoutResult(game) : undefined;
  }, refused.length);
  const warnings = [...taken].map(([why, all]) => `${WORDS[why](all.rows)} (${linesText(all)})`);
  return { file: { ...file, games, rejected: file.rejected.with(refused) }, warnings };
}

type Refusal = Extract<ResultVerdict, { kind: 'refused' }>;

/** Rows whose result is left out: how many they are, and the first lines. */
type Taken = { rows: number; lines: number[] };

function note<Why>(taken: Map<Why, Taken>, why: Why, line: number): void {
  const all = taken.get(why) ?? { rows: 0, lines: [] };
  taken.set(why, all);
  all.rows += 1;
  all.lines.push(line);
  if (all.lines.length > LINES_NAMED)
    all.lines = all.lines.sort((one, other) => one - other).slice(0, LINES_NAMED);
}

function refusedRow(
  { waiting }: Pick<ReadFile, 'waiting'>,
  game: ResolvedGame<number>,
  { reason, detail, remedy }: Refusal,
): RejectedRow {
  const { homeTeamKey: _home, awayTeamKey: _away, ...parsed } = game;
  return {
    line: game.line,
    raw: waiting.get(game.line)?.raw ?? rowOfGame(parsed),
    reason,
    detail,
    remedy,
    ...(reason === 'result_before_start' ? { answers: [acceptAnswer('planned-games')] } : {}),
    leagueName: game.leagueName,
    game: parsed,
  };
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

function linesText({ rows: count, lines }: Taken): string {
  const named = lines.toSorted((one, other) => one - other).join(', ');
  return `${count === 1 ? 'line' : 'lines'} ${named}${count > LINES_NAMED ? ' and more' : ''}`;
}
