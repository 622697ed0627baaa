import type { Command } from 'commander';
import type { Sport } from '../../domain/sport.ts';
import type { CommandContext } from '../context.ts';
import { operator } from '../operator.ts';
import { reasonOption, seasonArgument, sportOption } from '../options.ts';
import { refused } from '../outcome.ts';
import { examples } from '../program.ts';

type MoveOptions = {
  sport: Sport;
  league?: string;
  team: string;
  to?: string;
  season: number;
  name?: string;
  distinct?: boolean;
  out?: boolean;
  reason?: string;
};

/** `teams move`: promotion, relegation, and clubs that share a name or a code in different seasons. */
export function registerTeamMove(teams: Command, context: CommandContext): void {
  teams
    .command('move')
    .description(
      'Say in which league a team plays in a season: a name or code that several teams bear means the one that does.',
    )
    .addOption(sportOption('sport of the team').makeOptionMandatory())
    .option(
      '--league <name>',
      'league in which the team is known, and which it leaves with --to; needed where a sport has several',
    )
    .requiredOption('--team <name>', 'a known name of the team, or its id')
    .option('--to <league>', 'league in which it plays; the same without it')
    .requiredOption('--season <year>', 'the year in which the season starts', seasonArgument)
    .option('--name <name>', 'what it was called in that season')
    .option('--distinct', 'it was called so, although the name means another team')
    .option('--out', 'it does not play there in that season')
    .addOption(reasonOption())
    .addHelpText(
      'after',
      examples(
        'teams move --sport FOOTBALL --league "La Liga" --team "Elche CF" --season 2025 --reason promoted',
        'teams move --sport FOOTBALL --league "La Liga" --team "Elche CF" --to MLS --season 2026',
        'teams move --sport FOOTBALL --league "La Liga" --team "Elche CF" --season 2024 --out',
      ),
    )
    .action(async ({ reason, out, distinct, ...order }: MoveOptions) => {
      const result = await context.withServices(({ app }) =>
        app.teamMover.move({ ...order, isOut: out, isDistinct: distinct }, operator(reason)),
      );
      if (!result.ok) {
        throw refused(result, 'See teams list for the teams and their names.');
      }
      context.finish({ document: result, render: ({ colors }) => `${colors.green('✓')} ${result.message}` });
    });
}
