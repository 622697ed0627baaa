import { type Command, Option } from 'commander';
import { withLeagueNamed } from '../../domain/league-filter.ts';
import {
  COMPARED_FIELDS,
  DIFFERENCE_STATUSES,
  type DifferenceField,
  type DifferenceStatus,
} from '../../domain/source-difference.ts';
import type { SourceDifference } from '../../read/games/source-differences.ts';
import { moreHint } from '../collect-pages.ts';
import type { CommandContext } from '../context.ts';
import { differenceStatus, said } from '../difference-words.ts';
import { gameIdArgument, limitArgument } from '../options.ts';
import { instantWords } from '../output/time-words.ts';
import type { View } from '../output/view.ts';
import { examples } from '../program.ts';
import { registerDifferenceLines } from './difference-lines.ts';

type Options = {
  gameId?: number;
  league?: string;
  field?: DifferenceField;
  status?: DifferenceStatus;
  limit: number;
  cursor?: string;
};

const DEFAULT_LIMIT = 200;

/** `differences list`: where another source says something else of a game than what is written here. */
export function registerDifferences(program: Command, context: CommandContext): void {
  const differences = program
    .command('differences')
    .description('Facts of games that two sources tell differently.')
    .addHelpText('after', examples('differences list --status open', 'differences lines --game-id 1319'));
  registerDifferenceLines(differences, context);
  differences
    .command('list')
    .description('What is written here and what another source says, with the run that saw it, newest first.')
    .option('--game-id <id>', 'only of this game', gameIdArgument)
    .option('--league <name>', 'only of games of this league')
    .addOption(new Option('--field <name>', 'only of this field').choices(COMPARED_FIELDS))
    .addOption(new Option('--status <status>', 'only these').choices(DIFFERENCE_STATUSES))
    .option('--limit <rows>', 'as many at most', limitArgument, DEFAULT_LIMIT)
    .option('--cursor <cursor>', 'go on where a list ended')
    .addHelpText(
      'after',
      examples('differences list --status open --league NBA', 'differences list --game-id 1319'),
    )
    .action(async (options: Options) => {
      const { listDifferences } = await import('../../read/games/source-differences.ts');
      const page = await context.withServices(async ({ app }) =>
        listDifferences(app.database.db, withLeagueNamed(await app.leagueRegister.current(), options)),
      );
      context.finish({
        document: page,
        render: (view) => differencesTable(page.items, view) + moreHint(page),
      });
    });
}

function differencesTable(items: readonly SourceDifference[], view: View): string {
  return view.table<SourceDifference>(
    [
      { title: 'GAME', text: (row) => row.game_id, align: 'right' },
      { title: 'TEAMS', text: (row) => `${row.away} at ${row.home}`, yields: 1, minWidth: 16 },
      { title: 'DAY', text: (row) => row.slate_date, isOptional: true },
      { title: 'FIELD', text: (row) => row.field.replaceAll('_', ' ') },
      { title: 'HERE', text: (row) => said(row.ours, row.our_source) },
      { title: 'THERE', text: (row) => said(row.theirs, row.source) },
      { title: 'SEEN LAST', text: (row) => instantWords(row.last_seen_at) },
      { title: 'STATUS', text: differenceStatus },
    ],
    items,
    'No differences between sources are known that fit.',
  );
}
