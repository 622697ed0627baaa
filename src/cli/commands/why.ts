import type { Command } from 'commander';
import type { GameTimeline, TimelineEntry } from '../../read/games/timeline.ts';
import type { CommandContext } from '../context.ts';
import { gameIdArgument } from '../options.ts';
import { countWords, oneLine } from '../output/plain-text.ts';
import { joinSections } from '../output/sections.ts';
import { instantWords, timesInWords } from '../output/time-words.ts';
import type { View } from '../output/view.ts';
import { examples } from '../program.ts';
import { noSuchGame } from '../no-such-game.ts';

export function registerWhy(program: Command, context: CommandContext): void {
  program
    .command('why')
    .description('Everything that happened to a game and why, oldest first, and what is next.')
    .argument('<game-id>', 'id of the game', gameIdArgument)
    .addHelpText('after', examples('why 1319'))
    .action(async (gameId: number) => {
      const timeline = await context.withServices(({ gameQueries }) => gameQueries.timeline(gameId));
      if (!timeline) throw noSuchGame(gameId);
      context.finish({ document: timeline, render: (view) => renderTimeline(timeline, view) });
    });
}

/** Whole sentences: nothing is cut here, a long one wraps. */
function renderTimeline(timeline: GameTimeline, view: View): string {
  const { bold, dim } = view.colors;
  const lines = timeline.entries.map((entry) => entryLine(entry, view));
  const cut = timeline.is_cut
    ? `${dim(`older entries are left out, ${countWords(lines.length)} follow`)}\n`
    : '';
  return joinSections(
    bold(`${timeline.label} (game ${timeline.game_id})`),
    lines.length === 0 ? 'Nothing has happened yet.' : cut + lines.join('\n'),
    timeline.next.map((next) => timesInWords(oneLine(next))).join('\n'),
  );
}

function entryLine(entry: TimelineEntry, { colors }: View): string {
  const isTrouble = entry.kind === 'failed' || (entry.source === 'call' && entry.kind !== 'ok');
  const message = timesInWords(oneLine(entry.message));
  const who = entry.actor ? colors.dim(` (${oneLine(entry.actor)})`) : '';
  return `${instantWords(entry.at)}  ${isTrouble ? colors.red(message) : message}${who}`;
}
