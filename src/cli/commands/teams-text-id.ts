import type { Command } from 'commander';
import type { Sport } from '../../domain/sport.ts';
import type { CommandContext } from '../context.ts';
import { operator } from '../operator.ts';
import { reasonOption, sportOption } from '../options.ts';
import { refused } from '../outcome.ts';
import { examples } from '../program.ts';

type TextIdOptions = { sport: Sport; league?: string; team: string; id: string; reason?: string };

/** `teams text-id`: what the views call a team. */
export function registerTeamTextId(teams: Command, context: CommandContext): void {
  teams
    .command('text-id')
    .description('Give a team another text id, such as lakers: what the views for readers call it.')
    .addOption(sportOption('sport of the team').makeOptionMandatory())
    .option('--league <name>', 'league of the team; needed where a sport has several')
    .requiredOption('--team <name>', 'a known name of the team, or its id')
    .requiredOption('--id <text>', 'small letters, digits and single hyphens; unique in the league')
    .addOption(reasonOption())
    .addHelpText('after', examples('teams text-id --sport NBA --team Clippers --id la-clippers'))
    .action(async ({ reason, id, ...order }: TextIdOptions) => {
      const result = await context.withServices(({ app }) =>
        app.teamTextIds.change({ ...order, textId: id }, operator(reason)),
      );
      if (!result.ok) throw refused(result, 'See teams list for the teams and their ids.');
      context.finish({ document: result, render: ({ colors }) => `${colors.green('✓')} ${result.message}` });
    });
}
