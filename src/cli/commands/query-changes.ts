import { type Command, Option } from 'commander';
import type { GameChange } from '../../read/games/game-changes.ts';
import type { CommandContext } from '../context.ts';
import { gameIdArgument } from '../options.ts';
import { instantWords } from '../output/time-words.ts';
import { examples } from '../program.ts';
import { noSuchGame } from '../no-such-game.ts';

/** `query changes`: what was changed in the statistics of a game, from what to what. */
export function registerQueryChanges(query: Command, context: CommandContext): void {
  query
    .command('changes')
    .description('What corrections, forced readings and replays changed in the statistics of a game.')
    .addOption(new Option('--game-id <id>', 'id of the game').argParser(gameIdArgument).makeOptionMandatory())
    .addHelpText('after', examples('query changes --game-id 1319'))
    .action(async ({ gameId }: { gameId: number }) => {
      const found = await context.withServices(({ gameQueries }) => gameQueries.changes(gameId));
      if (!found) throw noSuchGame(gameId);
      context.finish({
        document: found,
        render: (view) =>
          view.table<GameChange>(
            [
              { title: 'WHEN', text: (change) => instantWords(change.created_at) },
              { title: 'PASS', text: (change) => change.pass },
              { title: 'CHANGE', text: (change) => change.in_words, yields: 1, minWidth: 24 },
            ],
            found.changes,
            `Nothing was changed in ${found.label} since it was seeded.`,
          ) + (found.is_cut ? '\nThere are more; they are in the table line_changes.' : ''),
      });
    });
}
