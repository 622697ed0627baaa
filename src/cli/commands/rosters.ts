import type { Command } from 'commander';
import type { Sport } from '../../domain/sport.ts';
import type { RosterEntry } from '../../reference/players/roster-reader.ts';
import type { CommandContext } from '../context.ts';
import { seasonOption, sportOption } from '../options.ts';
import { refused } from '../outcome.ts';
import { examples } from '../program.ts';

export function registerRosters(program: Command, context: CommandContext): void {
  const rosters = program
    .command('rosters')
    .description('Whom teams list as their players, season by season.')
    .addHelpText('after', examples('rosters show --sport NBA --team Lakers'));
  rosters
    .command('show')
    .description("A team's players in a season, with those who have left.")
    .addOption(sportOption('sport of the team').makeOptionMandatory())
    .option('--league <name>', 'league of the team; needed where a sport has several')
    .requiredOption('--team <name>', 'a known name of the team, or its id')
    .addOption(seasonOption('year in which the season starts; the newest that is known when left out'))
    .addHelpText('after', examples('rosters show --sport NFL --team Chiefs --season 2025'))
    .action(async (options: { sport: Sport; league?: string; team: string; season?: number }) => {
      const result = await context.withServices(({ app }) => app.rosterReader.show(options));
      if (!result.ok) {
        throw refused(result, 'See teams list for the teams and their names.');
      }
      const { ok: _ok, ...document } = result;
      context.finish({
        document,
        render: (view) =>
          view.table<RosterEntry>(
            [
              { title: 'ID', text: (row) => String(row.player_id), align: 'right' },
              { title: 'PLAYER', text: (row) => row.player, yields: 1, minWidth: 16 },
              { title: 'POSITION', text: (row) => row.position ?? '' },
              { title: 'SINCE', text: (row) => day(row.first_listed_at) },
              { title: 'LEFT', text: (row) => (row.left_at === null ? '' : day(row.left_at)) },
            ],
            document.players,
            `No list of the players of ${document.team} is known${document.season === null ? '' : ` for ${document.season}`}: refresh-rosters asks for those of teams that play soon.`,
          ),
      });
    });
}

const day = (at: Date): string => at.toISOString().slice(0, 10);
