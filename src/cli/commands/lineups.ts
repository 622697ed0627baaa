import type { Command } from 'commander';
import type { GameLineups, LineupListing } from '../../availability/lineups/list-lineups.ts';
import type { CommandContext } from '../context.ts';
import { noSuchGame } from '../no-such-game.ts';
import { gameIdArgument } from '../options.ts';
import type { View } from '../output/view.ts';
import { examples } from '../program.ts';

/** Who begins games: expected, confirmed and actual line-ups. */
export function registerLineups(program: Command, context: CommandContext): void {
  const lineups = program
    .command('lineups')
    .description('Who begins a game and who sits on the bench, by each source.')
    .addHelpText('after', examples('lineups show --game-id 1319'));
  lineups
    .command('show')
    .description('The line-ups of a game: expected, confirmed, and as it began.')
    .requiredOption('--game-id <id>', 'the game', gameIdArgument)
    .option('--history', 'what was told before as well')
    .addHelpText(
      'after',
      examples('lineups show --game-id 1319', 'lineups show --game-id 1319 --history --json'),
    )
    .action(async ({ gameId, history }: { gameId: number; history?: true }) => {
      const lineupsOfGame = await context.withServices(async ({ app }) => {
        const { readLineups } = await import('../../availability/lineups/list-lineups.ts');
        return readLineups(app.database.db, gameId, { hasHistory: history });
      });
      if (!lineupsOfGame) throw noSuchGame(gameId);
      context.finish({ document: lineupsOfGame, render: (view) => render(lineupsOfGame, view) });
    });
}

function render({ home, away, items, findings }: GameLineups, view: View): string {
  const wrong = findings.map(
    ({ team, kind, source, starters, expected_starters: expected }) =>
      `${view.colors.yellow('Not written')}: the ${kind} line-up of ${team} at ${source} has ${starters} starters, not ${expected}.`,
  );
  const table = view.table<LineupListing>(COLUMNS, items, 'No line-up is known yet.');
  return [view.colors.bold(`${away} at ${home}`), table, ...wrong].join('\n');
}

const COLUMNS = [
  { title: 'KIND', text: (row: LineupListing) => row.kind },
  { title: 'SOURCE', text: (row: LineupListing) => row.source },
  { title: 'TEAM', text: (row: LineupListing) => row.team, yields: 2, minWidth: 10 },
  { title: 'STARTS', text: (row: LineupListing) => (row.is_starter ? 'yes' : 'bench') },
  {
    title: 'PLAYER',
    text: (row: LineupListing) => (row.player_id === null ? `${row.player} (not known)` : row.player),
    yields: 1,
    minWidth: 12,
  },
  { title: 'POSITION', text: (row: LineupListing) => row.position ?? '' },
  { title: 'NO', text: (row: LineupListing) => row.shirt_number ?? '', align: 'right' as const },
  { title: 'SINCE', text: (row: LineupListing) => row.since, yields: 3, minWidth: 10 },
  { title: 'UNTIL', text: (row: LineupListing) => row.until ?? '', yields: 4, minWidth: 5, isOptional: true },
];
