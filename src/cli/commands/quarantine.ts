import { type Command, Option } from 'commander';
import type { Sport } from '../../domain/sport.ts';
import type { QuarantineRow } from '../../schedule/quarantine-queries.ts';
import type { GivenAnswers } from '../../schedule/ingest-request.ts';
import type { DiscardResult, RetryResult } from '../../schedule/quarantine-service.ts';
import { collectPages, moreHint } from '../collect-pages.ts';
import type { CommandContext } from '../context.ts';
import { type CommandWith, questionsText, withoutQuestions } from '../questions.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { operator } from '../operator.ts';
import { idArgument, limitOption, seasonOption, sportOption, withAnswerOptions } from '../options.ts';
import type { Outcome } from '../outcome.ts';
import { plural } from '../output/plain-text.ts';
import { instantWords } from '../output/time-words.ts';
import { examples } from '../program.ts';

type Options = { status: string; sport?: Sport; reason?: string; limit: number; cursor?: string };

export function registerQuarantine(program: Command, context: CommandContext): void {
  const quarantine = program
    .command('quarantine')
    .description('Rows of schedules that could not be used: list, correct and retry them.')
    .addHelpText('after', examples('quarantine list', 'quarantine retry'));
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
              {
                title: 'LEAGUE',
                text: (row) => row.league ?? '?',
                yields: 5,
                minWidth: 12,
                isOptional: true,
              },
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
  registerRetry(quarantine, context);
  registerDiscard(quarantine, context);
}

type RetryOptions = GivenAnswers & { sport?: Sport; season?: number; reason?: string; source?: string };

function registerRetry(quarantine: Command, context: CommandContext): void {
  const command = quarantine
    .command('retry')
    .description(
      'Read waiting rows again and import what can be used now; all of them without ids or filters.',
    );
  withAnswerOptions(command)
    .argument('[ids...]', 'ids of rows, as quarantine list shows them', idsArgument)
    .addOption(sportOption())
    .addOption(seasonOption())
    .option('--reason <reason>', 'only rows with this reason, such as unknown_team')
    .option('--source <name>', 'only rows of this file, as quarantine list names it')
    .addHelpText(
      'after',
      examples(
        'quarantine retry',
        'quarantine retry --reason unknown_team',
        'quarantine retry --reason day_or_month_first --date-format MM/dd/yyyy',
        'quarantine retry 7 8',
      ),
    )
    .action(async (ids: number[], { sport, season, reason, source, ...answers }: RetryOptions) => {
      const progress = context.startProgress('rows read');
      try {
        const result = await context.withServices(({ app }) =>
          app.quarantineService.retry(
            { sport, season, reason, source, ids: ids.length > 0 ? ids : undefined },
            operator(),
            { answers, onProgress: (rowsRead) => progress.update(rowsRead) },
          ),
        );
        progress.finish();
        context.finish(retryOutcome(result, context.commandWith));
      } finally {
        progress.finish();
      }
    });
}

function retryOutcome(result: RetryResult, commandWith: CommandWith): Outcome {
  const left = result.still_open.length + result.not_open.length;
  return {
    document: result,
    exitCode: left === 0 ? EXIT_CODES.done : result.resolved > 0 ? EXIT_CODES.inPart : EXIT_CODES.failed,
    render: (view) => {
      if (result.rows + left === 0) return 'No row waits in quarantine.';
      const missing = result.not_open.map((id) => `Row ${id} does not wait in quarantine.`);
      const table = view.table<RetryResult['still_open'][number]>(
        [
          { title: 'ID', text: (row) => row.id, align: 'right' },
          { title: 'REASON', text: (row) => row.reason },
          { title: 'DETAIL', text: (row) => row.detail, yields: 1, minWidth: 24 },
          { title: 'REMEDY', text: (row) => row.remedy, yields: 2, minWidth: 16 },
        ],
        withoutQuestions(result.still_open),
        '',
      );
      const summary =
        `${plural(result.rows, 'row')} read again: ${result.resolved} in now ` +
        `(${plural(result.games_added, 'game')} added, ${plural(result.tasks_created, 'task')} created), ` +
        `${result.still_open.length} still waiting.`;
      return [...missing, summary, table, questionsText(result.questions, commandWith, view)]
        .filter((part) => part !== '')
        .join('\n');
    },
  };
}

function registerDiscard(quarantine: Command, context: CommandContext): void {
  quarantine
    .command('discard')
    .description('Discard waiting rows; they stay listed as discarded.')
    .argument('<ids...>', 'ids of rows, as quarantine list shows them', idsArgument)
    .addOption(new Option('--reason <text>', 'why: is kept with the rows'))
    .addHelpText('after', examples('quarantine discard 7 8 --reason "exhibition games"'))
    .action(async (ids: number[], { reason }: { reason?: string }) => {
      const results = await context.withServices(async ({ app }) => {
        const all: DiscardResult[] = [];
        for (const id of ids) all.push(await app.quarantineService.discard(id, operator(reason)));
        return all;
      });
      const discarded = results.filter((result) => result.ok).length;
      context.finish({
        document: { discarded, refused: results.length - discarded, results },
        exitCode:
          discarded === results.length
            ? EXIT_CODES.done
            : discarded > 0
              ? EXIT_CODES.inPart
              : EXIT_CODES.failed,
        render: ({ colors }) =>
          results
            .map((result) => `${result.ok ? colors.green('✓') : colors.yellow('–')} ${result.message}`)
            .join('\n'),
      });
    });
}

/** Reads ids one after the other. */
function idsArgument(text: string, previous: number[] = []): number[] {
  return [...previous, idArgument(text)];
}
