import { type Command, Option } from 'commander';
import type { Sport } from '../../domain/sport.ts';
import type { QuarantineRow } from '../../operations/quarantine-queries.ts';
import { collectPages, moreHint } from '../collect-pages.ts';
import type { CommandContext } from '../context.ts';
import { limitOption, sportOption } from '../options.ts';
import { instantWords } from '../output/time-words.ts';
import { examples } from '../program.ts';

type Options = { status: string; sport?: Sport; reason?: string; limit: number; cursor?: string };

export function registerQuarantine(program: Command, context: CommandContext): void {
  const quarantine = program.command('quarantine').description('Rows that could not be ingested.');
  quarantine
    .command('list')
    .description('The rows that wait, newest first, each with its reason and remedy.')
    .addOption(
      new Option('--status <status>', 'only rows of this status')
        .choices(['open', 'retried', 'discarded', 'all'])
        .default('open'),
    )
    .addOption(sportOption())
    .option('--reason <reason>', 'only rows with this reason, such as unknown_team')
    .addOption(limitOption(50))
    .option('--cursor <cursor>', 'go on where a list ended')
    .addHelpText('after', examples('quarantine list', 'quarantine list --reason unknown_team --json'))
    .action(async ({ limit, cursor, ...filter }: Options) => {
      const page = await context.withServices(({ quarantineQueries }) =>
        collectPages(
          limit,
          (from, size) => quarantineQueries.list({ ...filter, cursor: from, limit: size }),
          cursor,
        ),
      );
      context.finish({
        document: page,
        render: (view) =>
          view.table<QuarantineRow>(
            [
              { title: 'ID', text: (row) => row.id, align: 'right' },
              { title: 'SOURCE', text: (row) => row.source, yields: 3, minWidth: 10 },
              { title: 'LINE', text: (row) => row.line, align: 'right' },
              { title: 'LEAGUE', text: (row) => row.league, yields: 5, minWidth: 12, isOptional: true },
              {
                title: 'SINCE',
                text: (row) => instantWords(row.created_at),
                yields: 4,
                minWidth: 17,
                isOptional: true,
              },
              { title: 'REASON', text: (row) => row.reason },
              { title: 'DETAIL', text: (row) => row.detail, yields: 1, minWidth: 30 },
              { title: 'REMEDY', text: (row) => row.remedy, yields: 2, minWidth: 14 },
            ],
            page.items,
            'No row waits in quarantine.',
          ) + moreHint(page),
      });
    });
}
