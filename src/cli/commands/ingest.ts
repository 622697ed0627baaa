import type { Command } from 'commander';
import type { Sport } from '../../domain/sport.ts';
import type { ImportRow } from '../../schedule/import-queries.ts';
import { collectPages, moreHint } from '../collect-pages.ts';
import type { CommandContext } from '../context.ts';
import { operator } from '../operator.ts';
import { idArgument, limitOption, reasonOption, sportOption } from '../options.ts';
import { CommandFailure } from '../outcome.ts';
import type { Column } from '../output/table.ts';
import { instantWords } from '../output/time-words.ts';
import { examples } from '../program.ts';

type ListOptions = { sport?: Sport; limit: number; cursor?: string };

export function registerIngest(program: Command, context: CommandContext): void {
  const ingest = program
    .command('ingest')
    .description('List imports of schedules, and undo one.')
    .addHelpText('after', examples('ingest list', 'ingest undo 12'));
  ingest
    .command('list')
    .description('List imports that changed something, newest first.')
    .addOption(sportOption())
    .addOption(limitOption(20))
    .option('--cursor <cursor>', 'go on where a list ended')
    .addHelpText('after', examples('ingest list', 'ingest list --sport FOOTBALL --json'))
    .action((options: ListOptions) => listImports(options, context));
  ingest
    .command('undo')
    .description(
      'Take an import back: what it added goes, what it changed is as before. Refused when a later import or a seeding stands in the way.',
    )
    .argument('<import-id>', 'id of the import, as ingest list shows it', idArgument)
    .addOption(reasonOption())
    .addHelpText('after', examples('ingest undo 12 --reason "file of the wrong season"'))
    .action((importId: number, { reason }: { reason?: string }) => undoImport(importId, reason, context));
}

async function listImports(
  { limit, cursor, ...filter }: ListOptions,
  context: CommandContext,
): Promise<void> {
  const page = await context.withServices(({ importQueries }) =>
    collectPages(limit, (from, size) => importQueries.list({ ...filter, cursor: from, limit: size }), cursor),
  );
  context.finish({
    document: page,
    render: (view) =>
      view.table<ImportRow>(COLUMNS, page.items, 'Nothing has been ingested yet.') + moreHint(page),
  });
}

const COLUMNS: readonly Column<ImportRow>[] = [
  { title: 'ID', text: (row) => row.id, align: 'right' },
  { title: 'WHEN', text: (row) => instantWords(row.created_at) },
  { title: 'SOURCE', text: (row) => row.source, yields: 1, minWidth: 12 },
  { title: 'LEAGUE', text: (row) => row.league ?? row.sport, yields: 3, minWidth: 8 },
  { title: 'SEASON', text: (row) => row.season, align: 'right' },
  { title: 'ADDED', text: (row) => figure(row, 'games_added'), align: 'right' },
  { title: 'MOVED', text: (row) => figure(row, 'games_moved'), align: 'right' },
  { title: 'QUARANTINED', text: (row) => figure(row, 'quarantined'), align: 'right' },
  { title: 'BY', text: (row) => row.actor, yields: 2, minWidth: 8, isOptional: true },
  { title: 'TAKEN BACK', text: (row) => (row.undone_at ? instantWords(row.undone_at) : '') },
];

async function undoImport(
  importId: number,
  reason: string | undefined,
  context: CommandContext,
): Promise<void> {
  const result = await context.withServices(({ app }) => app.ingestService.undo(importId, operator(reason)));
  if (!result.ok) {
    throw new CommandFailure({
      code: result.reason,
      message: result.message.replace(/\.$/, ''),
      remedy: 'See ingest list for what was ingested and in which order.',
    });
  }
  context.finish({ document: result, render: ({ colors }) => `${colors.green('✓')} ${result.message}` });
}

function figure({ result }: ImportRow, field: string): string {
  const value = result?.[field];
  return typeof value === 'number' ? String(value) : '';
}
