import { type Command, Option } from 'commander';
import { scoracleCommand } from '../../domain/shell-command.ts';
import { TASK_STATUSES } from '../../domain/statuses.ts';
import type { WorkActReport, WorkActs, WorkFilter, WorkItemView } from '../../jobs/ledger/work-acts.ts';
import type { CommandContext } from '../context.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { idArgument, limitOption } from '../options.ts';
import { CommandFailure, usageError } from '../outcome.ts';
import { oneLine } from '../output/plain-text.ts';
import { instantWords } from '../output/time-words.ts';
import { examples } from '../program.ts';

type FilterOptions = Pick<WorkFilter, 'kind' | 'status'>;

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
    .addOption(new Option('--status <status>', 'only items in this state').choices([...TASK_STATUSES]));
}

/** Loads what acts on work, when a command needs it. */
function withActs<T>(context: CommandContext, use: (acts: WorkActs) => Promise<T>): Promise<T> {
  return context.withServices(async ({ app }) => {
    const { createWorkActs } = await import('../../jobs/ledger/work-acts.ts');
    return use(createWorkActs({ db: app.database.db, publisher: app.publisher }));
  });
}

function registerList(work: Command, context: CommandContext): void {
  withFilter(work.command('list').description('Items of work, by their numbers.'))
    .addOption(limitOption(50))
    .addOption(new Option('--after <id>', 'go on after this item').argParser(idArgument))
    .addHelpText('after', examples('work list --kind refresh-roster', 'work list --status failed --json'))
    .action(async ({ limit, after, ...filter }: FilterOptions & { limit: number; after?: number }) => {
      const page = { limit: limit + 1, ...(after === undefined ? {} : { afterId: after }) };
      const found = await withActs(context, (acts) => acts.list(filter, page));
      const items = found.slice(0, limit);
      const next = found.length > limit ? (items.at(-1)?.id ?? null) : null;
      context.finish({
        document: { items: items.map(documentOf), next_after: next },
        render: (view) => {
          const table = view.table<WorkItemView>(
            [
              { title: 'ID', text: (row) => row.id, align: 'right' },
              { title: 'KIND', text: (row) => row.kind },
              { title: 'SUBJECT', text: (row) => oneLine(row.subject), yields: 2, minWidth: 12 },
              { title: 'STATE', text: (row) => row.status },
              { title: 'DUE', text: (row) => instantWords(row.dueAt) },
              { title: 'TRIES', text: (row) => `${row.retryCount}/${row.maxRetries + 1}` },
              { title: 'WHAT IT SAYS', text: (row) => oneLine(wordsOf(row)), yields: 1, minWidth: 16 },
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
      const item = await withActs(context, (acts) => acts.show(id));
      if (!item) {
        throw new CommandFailure({
          code: 'not_found',
          message: `There is no item of work ${id}.`,
          remedy: 'See the items with: work list',
        });
      }
      context.finish({
        document: documentOf(item),
        render: (view) =>
          [
            `${view.colors.bold(`${item.kind} ${oneLine(item.subject)}`)}: ${item.status}, due ${instantWords(item.dueAt)}`,
            `Attempts: ${item.retryCount} of ${item.maxRetries + 1} used`,
            `Payload: ${oneLine(JSON.stringify(item.payload))}`,
            ...(wordsOf(item) === '' ? [] : [oneLine(wordsOf(item))]),
            ...(item.claimedBy === null ? [] : [`Held by ${item.claimedBy}`]),
          ].join('\n'),
      });
    });
}

function registerAct(
  work: Command,
  context: CommandContext,
  { name, what, did }: { name: 'retry' | 'requeue' | 'cancel'; what: string; did: string },
): void {
  withFilter(work.command(name).description(what))
    .argument(
      '[ids...]',
      'numbers of the items; all that the options name otherwise',
      (text, before: number[] | undefined) => [...(before ?? []), idArgument(text)],
    )
    .addHelpText(
      'after',
      examples(`work ${name} 12 13`, `work ${name} --kind refresh-roster --status failed`),
    )
    .action(async (ids: readonly number[] | undefined, filter: FilterOptions) => {
      const isNamed = ids !== undefined && ids.length > 0;
      if (!isNamed && filter.kind === undefined) {
        throw usageError(
          'it is not said which work is meant',
          `Name items, or a kind: work ${name} --kind refresh-roster --status failed`,
        );
      }
      const report = await withActs(context, (acts) =>
        acts[name]({ ...filter, ...(isNamed ? { ids } : {}) }),
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

/** What an item waits for, failed with, or came to. */
function wordsOf({ holdReason, holdDetail, errorMessage, note }: WorkItemView): string {
  if (errorMessage !== null) return errorMessage;
  if (holdReason !== null) return `${holdReason}: ${holdDetail ?? ''}`;
  return note ?? '';
}

function documentOf(item: WorkItemView): Record<string, unknown> {
  return {
    id: item.id,
    kind: item.kind,
    subject: item.subject,
    status: item.status,
    payload: item.payload,
    due_at: item.dueAt,
    retry_count: item.retryCount,
    max_retries: item.maxRetries,
    hold_reason: item.holdReason,
    hold_detail: item.holdDetail,
    error_type: item.errorType,
    error_message: item.errorMessage,
    note: item.note,
    claimed_by: item.claimedBy,
    completed_at: item.completedAt,
    created_at: item.createdAt,
    updated_at: item.updatedAt,
  };
}
