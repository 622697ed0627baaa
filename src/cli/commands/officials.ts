import type { Command } from 'commander';
import type { OfficialFilter, OfficialListing } from '../../availability/officials/list-officials.ts';
import { withLeagueNamed } from '../../domain/league-filter.ts';
import type { CommandContext } from '../context.ts';
import { noSuchGame } from '../no-such-game.ts';
import { gameIdArgument, limitOption, seasonOption, sportOption } from '../options.ts';
import { examples } from '../program.ts';

type ListOptions = Omit<OfficialFilter, 'hasGone'> & { gone?: true };

/** Who officiates games. */
export function registerOfficials(program: Command, context: CommandContext): void {
  const officials = program
    .command('officials')
    .description('Who officiates games, by the sources that tell.')
    .addHelpText('after', examples('officials list --game-id 1319'));
  officials
    .command('list')
    .description('Officials of games, of the latest games first.')
    .option('--game-id <id>', 'only of this game', gameIdArgument)
    .addOption(sportOption())
    .option('--league <name>', 'only of games of this league')
    .addOption(seasonOption('only of games of this season'))
    .option('--name <text>', 'only officials whose name holds this')
    .option('--gone', 'those whom the source names no more as well')
    .addOption(limitOption(200))
    .addHelpText(
      'after',
      examples('officials list --league NFL --season 2025', 'officials list --name Zarba --json'),
    )
    .action(async ({ gone, ...options }: ListOptions) => {
      const items = await context.withServices(async ({ app }) => {
        const { gameExists, listOfficials } = await import('../../availability/officials/list-officials.ts');
        const { db } = app.database;
        const filter = withLeagueNamed(await app.leagueRegister.current(), options);
        if (filter.gameId !== undefined && !(await gameExists(db, filter.gameId)))
          throw noSuchGame(filter.gameId);
        return listOfficials(db, { ...filter, hasGone: gone });
      });
      context.finish({
        document: { items },
        render: (view) => view.table<OfficialListing>(COLUMNS, items, 'No official is known of these games.'),
      });
    });
}

const COLUMNS = [
  { title: 'DAY', text: (row: OfficialListing) => row.slate_date },
  {
    title: 'GAME',
    text: (row: OfficialListing) => `${row.game_id} ${row.away} at ${row.home}`,
    yields: 1,
    minWidth: 12,
  },
  {
    title: 'OFFICIAL',
    text: (row: OfficialListing) => (row.gone_at === null ? row.official : `${row.official} (no more)`),
    yields: 2,
    minWidth: 10,
  },
  { title: 'ROLE', text: (row: OfficialListing) => row.role ?? '' },
  { title: 'NO', text: (row: OfficialListing) => row.shirt_number ?? '', align: 'right' as const },
  { title: 'SOURCE', text: (row: OfficialListing) => row.source },
];
