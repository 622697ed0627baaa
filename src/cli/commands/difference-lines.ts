import { type Command, Option } from 'commander';
import { withLeagueNamed } from '../../domain/league-filter.ts';
import {
  COMPARED_LINES,
  type ComparedLine,
  DIFFERENCE_STATUSES,
  type DifferenceStatus,
} from '../../domain/source-difference.ts';
import type { ListedLineDifference } from '../../read/games/line-differences.ts';
import { moreHint } from '../collect-pages.ts';
import type { CommandContext } from '../context.ts';
import { differenceStatus, said } from '../difference-words.ts';
import { gameIdArgument, limitArgument } from '../options.ts';
import { instantWords } from '../output/time-words.ts';
import type { View } from '../output/view.ts';
import { examples } from '../program.ts';

type Options = {
  gameId?: number;
  league?: string;
  of?: ComparedLine;
  status?: DifferenceStatus;
  limit: number;
  cursor?: string;
};

const DEFAULT_LIMIT = 500;

/** `differences lines`: figures of box scores that another source has differently. */
export function registerDifferenceLines(differences: Command, context: CommandContext): void {
  differences
    .command('lines')
    .description('Figures of players and teams that a stored answer of another source has differently.')
    .option('--game-id <id>', 'only of this game', gameIdArgument)
    .option('--league <name>', 'only of games of this league')
    .addOption(new Option('--of <whom>', 'only of these lines').choices(COMPARED_LINES))
    .addOption(new Option('--status <status>', 'only these').choices(DIFFERENCE_STATUSES))
    .option('--limit <rows>', 'as many at most', limitArgument, DEFAULT_LIMIT)
    .option('--cursor <cursor>', 'go on where a list ended')
    .addHelpText('after', examples('differences lines --game-id 1319 --of player --status open'))
    .action(async (options: Options) => {
      const { listLineDifferences } = await import('../../read/games/line-differences.ts');
      const page = await context.withServices(async ({ app }) =>
        listLineDifferences(app.database.db, withLeagueNamed(await app.leagueRegister.current(), options)),
      );
      context.finish({ document: page, render: (view) => linesTable(page.items, view) + moreHint(page) });
    });
}

function linesTable(items: readonly ListedLineDifference[], view: View): string {
  return view.table<ListedLineDifference>(
    [
      { title: 'GAME', text: (row) => row.game_id, align: 'right' },
      { title: 'DAY', text: (row) => row.slate_date, isOptional: true },
      {
        title: 'OF',
        text: (row) => row.name ?? `${row.entity_type} ${row.entity_id}`,
        yields: 1,
        minWidth: 12,
      },
      { title: 'FIGURE', text: (row) => row.field.replaceAll('_', ' ') },
      { title: 'HERE', text: (row) => said(row.ours, row.our_source) },
      { title: 'THERE', text: (row) => said(row.theirs, row.source) },
      { title: 'SEEN LAST', text: (row) => instantWords(row.last_seen_at) },
      { title: 'STATUS', text: differenceStatus },
    ],
    items,
    'No figures that another source has differently are known that fit.',
  );
}
