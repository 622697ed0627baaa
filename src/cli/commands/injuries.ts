import { type Command, InvalidArgumentError } from 'commander';
import type { InjuryListing, InjuryQuestion } from '../../availability/list-injuries.ts';
import { withLeagueNamed } from '../../domain/league-filter.ts';
import { SINCE_REMEDY, parseSince } from '../../domain/runs.ts';
import { scoracleCommand } from '../../domain/shell-command.ts';
import type { Sport } from '../../domain/sport.ts';
import type { CommandContext } from '../context.ts';
import { sportOption } from '../options.ts';
import { examples } from '../program.ts';

type Span = { from?: Date; to?: Date };
type ListOptions = Span & { sport?: Sport; league?: string; team?: string; at?: Date };

/** Who is injured, now or at a moment, and whom nobody has recognised. */
export function registerInjuries(program: Command, context: CommandContext): void {
  const injuries = program
    .command('injuries')
    .description('Players who are reported as hurt, ill or away, by the providers that tell.')
    .addHelpText('after', examples('injuries list --league NBA', 'injuries questions'));
  injuries
    .command('list')
    .description('Who is reported now, or was at a moment.')
    .addOption(sportOption())
    .option('--league <name>', 'only this league')
    .option('--team <name>', 'only this team, by its name or abbreviation')
    .option(
      '--at <time>',
      'what was known then: a day, which begins in UTC, or an instant with its zone',
      instantArgument,
    )
    .option('--from <time>', 'everything that was told from then on, as --at is written', instantArgument)
    .option('--to <time>', 'everything that was told until then', instantArgument)
    .addHelpText(
      'after',
      examples('injuries list --team "Boston Celtics"', 'injuries list --league NFL --at 2026-01-15T18:00Z'),
    )
    .action(async (filter: ListOptions) => {
      const items = await context.withServices(async ({ app }) => {
        const { listInjuries } = await import('../../availability/list-injuries.ts');
        const leagues = await app.leagueRegister.current();
        return listInjuries(app.database.db, withLeagueNamed(leagues, filter));
      });
      context.finish({
        document: { items },
        render: (view) => view.table<InjuryListing>(COLUMNS, items, 'Nobody is reported.'),
      });
    });
  injuries
    .command('questions')
    .description('Reports of players whom nobody has recognised, with who may be meant.')
    .addOption(sportOption())
    .option('--from <time>', 'everything that was told from then on, as --at is written', instantArgument)
    .option('--to <time>', 'everything that was told until then', instantArgument)
    .addHelpText('after', examples('injuries questions --sport NBA', 'injuries questions --from 2025-09-01'))
    .action(async (filter: Span & { sport?: Sport }) => {
      const items = await context.withServices(async ({ app }) => {
        const { listInjuryQuestions } = await import('../../availability/list-injuries.ts');
        return listInjuryQuestions(app.database.db, filter);
      });
      context.finish({
        document: { items },
        render: (view) =>
          view.table<InjuryQuestion>(QUESTION_COLUMNS, items, 'Everybody who is reported is known.'),
      });
    });
}

function instantArgument(text: string): Date {
  const at = parseSince(text.trim());
  if (!at) throw new InvalidArgumentError(SINCE_REMEDY);
  return at;
}

const COLUMNS = [
  { title: 'TEAM', text: (row: InjuryListing) => row.team, yields: 1, minWidth: 12 },
  {
    title: 'PLAYER',
    text: (row: InjuryListing) => (row.player_id === null ? `${row.player} (not known)` : row.player),
    yields: 2,
    minWidth: 12,
  },
  { title: 'STATUS', text: (row: InjuryListing) => row.status },
  { title: 'WHAT', text: (row: InjuryListing) => row.body_part ?? '' },
  { title: 'SINCE', text: (row: InjuryListing) => row.since },
  { title: 'UNTIL', text: (row: InjuryListing) => row.until ?? '', yields: 3, minWidth: 5, isOptional: true },
  { title: 'SOURCE', text: (row: InjuryListing) => row.source },
];

const QUESTION_COLUMNS = [
  { title: 'TEAM', text: (row: InjuryQuestion) => row.team, yields: 1, minWidth: 12 },
  { title: 'PLAYER', text: (row: InjuryQuestion) => row.player, yields: 2, minWidth: 12 },
  { title: 'STATUS', text: (row: InjuryQuestion) => row.status },
  {
    title: 'ANSWER',
    text: ({ candidates, sport, source, external_id: id }: InjuryQuestion) =>
      id === null
        ? 'the source gives no id'
        : candidates.length === 0
          ? `none has this name: ${linking(sport, source, id, 'ID')}`
          : candidates
              .map(
                ({ player_id, name, team }) =>
                  `${name} (${team ?? 'no team'}): ${linking(sport, source, id, player_id)}`,
              )
              .join('; '),
    yields: 3,
    minWidth: 20,
  },
];

function linking(sport: string, provider: string, externalId: string, entity: number | string): string {
  const options = {
    '--sport': sport,
    '--type': 'player',
    '--provider': provider,
    '--external-id': externalId,
    '--entity': String(entity),
  };
  return scoracleCommand('ids link', { options });
}
