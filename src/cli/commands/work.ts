import { type Command, Option } from 'commander';
import { scoracleCommand } from '../../domain/shell-command.ts';
import { TASK_STATUSES } from '../../domain/statuses.ts';
import type { WorkAct, WorkActReport } from '../../jobs/ledger/work-acts.ts';
import type { WorkFilter } from '../../jobs/ledger/work-filter.ts';
import type {
  WorkItemDetail,
  WorkItemView,
  WorkQueries,
  WorkTransitionView,
} from '../../jobs/ledger/work-queries.ts';
import { workWords } from '../../jobs/ledger/work-words.ts';
import type { CommandContext } from '../context.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { operator } from '../operator.ts';
import { idArgument, limitOption, reasonOption } from '../options.ts';
import { CommandFailure, usageError } from '../outcome.ts';
import { oneLine } from '../output/plain-text.ts';
import { instantWords } from '../output/time-words.ts';
import type { View } from '../output/view.ts';
import { examples } from '../program.ts';

type FilterOptions = Pick<WorkFilter, 'kind' | 'status'> & { overdue?: true; search?: string };

export function registerWork(program: Command, context: CommandContext): void {
  const work = program
    .command('work')
    .description('Durable work of every kind but seeding a game (see list-tasks for that).')
    .addHelpText(
      'after',
      examples('work list --status failed', 'work retry --kind refresh-roster --status failed'),
    );
  registerList(work, context);
  registerShow(work, context);
  registerAct(work, context, {
    name: 'retry',
    what: 'Open failed, cancelled or waiting items again: due now, with fresh attempts.',
    did: 'due now',
  });
  registerAct(work, context, {
    name: 'requeue',
    what: 'The same for completed items as well: their work is done once more.',
    did: 'due now',
  });
  registerAct(work, context, {
    name: 'cancel',
    what: 'End items that are open or failed; what runs is stopped and writes nothing.',
    did: 'cancelled',
  });
}

function withFilter(command: Command): Command {
  return command
    .option('--kind <kind>', 'only items of this kind of work')
    .addOption(new Option('--status <status>', 'only items in this state').choices([...TASK_STATUSES]))
    .option('--overdue', 'only items that are due for a minute and more and that no worker has taken')
    .option('--search <text>', 'only items with this text in their subject or error');
}

function filterOf({ kind, status, overdue, search }: FilterOptions): WorkFilter {
  return { kind, status, isOverdue: overdue, text: search };
}

/** Loads what reads work, when a command needs it. */
function withQueries<T>(context: CommandContext, use: (queries: WorkQueries) => Promise<T>): Promise<T> {
  return context.withServices(async ({ app }) => {
    const { createWorkQueries } = await import('../../jobs/ledger/work-queries.ts');
    return use(createWorkQueries({ db: app.database.db }));
  });
}

function registerList(work: Command, context: CommandContext): void {
  withFilter(work.command('list').description('Items of work, by their numbers.'))
    .addOption(limitOption(50))
    .addOption(new Option('--after <id>', 'go on after this item').argParser(idArgument))
    .addHelpText('after', examples('work list --kind refresh-roster', 'work list --status failed --json'))
    .action(async ({ limit, after, ...filter }: FilterOptions & { limit: number; after?: number }) => {
      const { items, next } = await withQueries(context, (queries) =>
        readItems(queries, filterOf(filter), limit, after),
      );
      context.finish({
        document: { items, next_after: next },
        render: (view) => {
          const table = view.table<WorkItemView>(
            [
              { title: 'ID', text: (row) => row.id, align: 'right' },
              { title: 'KIND', text: (row) => row.kind },
              { title: 'SUBJECT', text: (row) => oneLine(row.subject), yields: 2, minWidth: 12 },
              { title: 'STATE', text: (row) => row.status },
              { title: 'DUE', text: (row) => instantWords(row.due_at) },
              { title: 'TRIES', text: (row) => `${row.retry_count}/${row.max_retries + 1}` },
              { title: 'WHAT IT SAYS', text: (row) => oneLine(workWords(row)), yields: 1, minWidth: 16 },
            ],
            items,
            'There is no such work.',
          );
          if (next === null) return table;
          const rest = scoracleCommand('work list', { options: { '--after': String(next) } });
          return `${table}\n… there is more: raise --limit, or go on with: ${rest}`;
        },
      });
    });
}

function registerShow(work: Command, context: CommandContext): void {
  work
    .command('show')
    .description('One item of work, with its payload and what it waits for or failed with.')
    .argument('<id>', 'number of the item', idArgument)
    .addHelpText('after', examples('work show 12'))
    .action(async (id: number) => {
      const item = await withQueries(context, (queries) => queries.get(id));
      if (!item) {
        throw new CommandFailure({
          code: 'not_found',
          message: `There is no item of work ${id}.`,
          remedy: 'See the items with: work list',
        });
      }
      context.finish({
        document: item,
        render: (view) => itemDetails(item, view),
      });
    });
}

function registerAct(
  work: Command,
  context: CommandContext,
  { name, what, did }: { name: WorkAct; what: string; did: string },
): void {
  withFilter(work.command(name).description(what))
    .argument(
      '[ids...]',
      'numbers of the items; all that the options name otherwise',
      (text, before: number[] | undefined) => [...(before ?? []), idArgument(text)],
    )
    .addOption(reasonOption())
    .addHelpText(
      'after',
      examples(`work ${name} 12 13`, `work ${name} --kind refresh-roster --status failed`),
    )
    .action(async (ids: readonly number[] | undefined, options: FilterOptions & { reason?: string }) => {
      const { reason, ...filter } = options;
      const isNamed = ids !== undefined && ids.length > 0;
      if (!isNamed && filter.kind === undefined) {
        throw usageError(
          'it is not said which work is meant',
          `Name items, or a kind: work ${name} --kind refresh-roster --status failed`,
        );
      }
      const report = await context.withServices(({ app }) =>
        app.workActs[name]({ ...filterOf(filter), ids: isNamed ? ids : undefined }, operator(reason)),
      );
      const missing = isNamed ? missingOf(ids, report) : [];
      const refused = [
        ...report.refused,
        ...missing.map((itemId) => ({ itemId, reason: 'there is no such item' })),
      ];
      context.finish({
        document: {
          changed: report.changed,
          refused: refused.map(({ itemId, reason }) => ({ id: itemId, reason })),
        },
        exitCode:
          refused.length === 0
            ? EXIT_CODES.done
            : report.changed.length === 0
              ? EXIT_CODES.failed
              : EXIT_CODES.inPart,
        render: () =>
          [
            `${report.changed.length} ${report.changed.length === 1 ? 'item is' : 'items are'} ${did}.`,
            ...refused.map(({ itemId, reason }) => `Item ${itemId} is left alone: ${reason}.`),
          ].join('\n'),
      });
    });
}

function missingOf(ids: readonly number[], { changed, refused }: WorkActReport): readonly number[] {
  const known = new Set([...changed, ...refused.map(({ itemId }) => itemId)]);
  return ids.filter((id) => !known.has(id));
}

/** As many items as are asked for, read page by page, and the last one's number where there are more. */
async function readItems(
  queries: WorkQueries,
  filter: WorkFilter,
  limit: number,
  afterId: number | undefined,
): Promise<{ items: readonly WorkItemView[]; next: number | null }> {
  const items: WorkItemView[] = [];
  let cursor: string | null | undefined;
  while (items.length < limit && cursor !== null) {
    const rest = { ...filter, afterId, cursor, limit: limit - items.length };
    const page = await queries.list(rest);
    items.push(...page.items);
    cursor = page.next_cursor;
  }
  return { items, next: cursor === null ? null : (items.at(-1)?.id ?? null) };
}

function itemDetails(item: WorkItemDetail, view: View): string {
  const words = workWords(item);
  const history = view.table<WorkTransitionView>(
    [
      { title: 'WHEN', text: (row) => instantWords(row.at) },
      { title: 'WHAT', text: (row) => row.event },
      { title: 'STATE', text: (row) => row.status },
      { title: 'BY', text: (row) => row.actor, yields: 2, minWidth: 8 },
      { title: 'WORDS', text: (row) => oneLine(row.detail ?? ''), yields: 1, minWidth: 16 },
    ],
    item.history,
    'Nothing is known of what happened to it.',
  );
  return [
    `${view.colors.bold(`${item.kind} ${oneLine(item.subject)}`)}: ${item.status}, due ${instantWords(item.due_at)}`,
    `Attempts: ${item.retry_count} of ${item.max_retries + 1} used`,
    `Payload: ${oneLine(JSON.stringify(item.payload))}`,
    ...(words === '' ? [] : [oneLine(words)]),
    ...(item.claimed_by === null ? [] : [`Held by ${item.claimed_by}`]),
    '',
    history,
  ].join('\n');
}
