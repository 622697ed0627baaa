import { scoracleCommand } from '../../domain/shell-command.ts';
import { type LineupMatter, type LineupMatterKind, lineupMatters } from '../facts/lineup-matters.ts';
import type { Check } from './check.ts';
import { type Verdict, ok, warn } from './finding.ts';

/** Whether line-ups are confirmed in time, name known players, and came true. */
export const LINEUP_CHECKS: readonly Check[] = [
  ['line-ups', async ({ look }) => judgeLineups(await look.ask(lineupMatters))],
];

/** What is odd about line-ups, a verdict a kind. */
export function judgeLineups(matters: readonly LineupMatter[]): readonly Verdict[] {
  if (matters.length === 0)
    return [ok('line-ups are confirmed in time, and whoever was to begin has played')];
  return matters.map((matter) => warn(WORDS[matter.kind](matter), remedyOf(matter)));
}

const WORDS: Readonly<Record<LineupMatterKind, (matter: LineupMatter) => string>> = {
  unconfirmed: ({ games, gameId }) =>
    `${countOf(games)} about to start without a confirmed line-up of both sides, such as game ${gameId}`,
  absent_starter: ({ games, gameId, source, player }) =>
    `in ${countOf(games)} a confirmed starter did not play, such as ${player ?? 'somebody'} of ${source ?? 'a source'} in game ${gameId}`,
  unknown_player: ({ games, gameId, source, player }) =>
    `line-ups of ${countOf(games)} name players whom nobody recognises, such as ${player ?? 'somebody'} of ${source ?? 'a source'} in game ${gameId}`,
  wrong_number: ({ games, gameId, source }) =>
    `line-ups of ${countOf(games)} have a wrong number of starters and are not written, such as that of ${source ?? 'a source'} in game ${gameId}`,
};

function countOf(games: number): string {
  return games === 1 ? '1 game' : `${games} games`;
}

function remedyOf({ kind, gameId }: LineupMatter): string {
  const show = `See \`${scoracleCommand('lineups show', { options: { '--game-id': gameId, '--history': true } })}\``;
  if (kind === 'unconfirmed')
    return `${show}; \`${scoracleCommand('jobs run', { operands: ['poll-lineups'] })}\` asks again.`;
  if (kind === 'unknown_player')
    return `${show}; ids link ties an id of the source to a player, for all rows of it.`;
  return `${show}; the next answer of the source settles it where it was mended there.`;
}
