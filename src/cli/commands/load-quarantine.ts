import { type Command, Option } from 'commander';
import { LOAD_DATASETS, type LoadDataset, type WaitingLoadRow } from '../../loads/load-quarantine.ts';
import { collectPages, moreHint } from '../collect-pages.ts';
import type { CommandContext } from '../context.ts';
import { limitOption } from '../options.ts';
import { oneLine } from '../output/plain-text.ts';
import { instantWords } from '../output/time-words.ts';
import { examples } from '../program.ts';

type Options = { dataset?: LoadDataset; reason?: string; source?: string; limit: number; cursor?: string };

/** `load-quarantine list`: rows of loaded files that could not be used. Loading the file again takes in what is mended. */
export function registerLoadQuarantine(program: Command, context: CommandContext): void {
  const quarantine = program
    .command('load-quarantine')
    .description('Rows of loaded files that could not be used; those that are mended come in with the file.')
    .addHelpText('after', examples('load-quarantine list --dataset odds'));
  quarantine
    .command('list')
    .description('The rows and cells that wait, newest first, each with its reason and remedy.')
    .addOption(new Option('--dataset <name>', 'only of files of this').choices(LOAD_DATASETS))
    .option('--reason <reason>', 'only rows with this reason, such as no_game')
    .option('--source <name>', 'only rows of this file, as the list names it')
    .addOption(limitOption(50))
    .option('--cursor <cursor>', 'go on where a list ended')
    .addHelpText(
      'after',
      examples('load-quarantine list --dataset odds --reason unknown_team', 'load-quarantine list --json'),
    )
    .action(async ({ limit, cursor, ...filter }: Options) => {
      const { listLoadQuarantine } = await import('../../loads/load-quarantine.ts');
      const page = await context.withServices(({ app }) =>
        collectPages(
          limit,
          (from, size) => listLoadQuarantine(app.database.db, { ...filter, cursor: from, limit: size }),
          cursor,
        ),
      );
      context.finish({
        document: page,
        render: (view) =>
          view.table<WaitingLoadRow>(
            [
              { title: 'DATASET', text: (row) => row.dataset, isOptional: true },
              { title: 'SOURCE', text: (row) => oneLine(row.source), yields: 3, minWidth: 10 },
              { title: 'LINE', text: (row) => row.line, align: 'right' },
              { title: 'FIELD', text: (row) => oneLine(row.field) },
              { title: 'VALUE', text: (row) => oneLine(row.value), yields: 4, minWidth: 12 },
              {
                title: 'SINCE',
                text: (row) => instantWords(row.created_at),
                yields: 5,
                minWidth: 17,
                isOptional: true,
              },
              { title: 'REASON', text: (row) => row.reason },
              { title: 'DETAIL', text: (row) => oneLine(row.detail), yields: 1, minWidth: 24 },
              { title: 'REMEDY', text: (row) => oneLine(row.remedy), yields: 2, minWidth: 14 },
            ],
            page.items,
            'No row of a loaded file waits in quarantine.',
          ) + moreHint(page),
      });
    });
}
