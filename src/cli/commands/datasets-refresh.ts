import { type Command, Option } from 'commander';
import type { DatasetCatalog } from '../../datasets/catalog.ts';
import type { Dataset } from '../../datasets/dataset.ts';
import type { RequestedRefresh } from '../../datasets/requested-refresh.ts';
import { scoracleCommand } from '../../domain/shell-command.ts';
import type { CommandContext } from '../context.ts';
import { refreshTable } from '../dataset-table.ts';
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts';
import { datasetNamed } from '../need-dataset.ts';
import { operator } from '../operator.ts';
import { idArgument, seasonOption } from '../options.ts';
import { usageError } from '../outcome.ts';
import { plural } from '../output/plain-text.ts';
import type { View } from '../output/view.ts';
import { examples } from '../program.ts';
import type { Services } from '../services.ts';

type RefreshOptions = {
  season?: number;
  key?: readonly number[];
  all?: true;
  handOver?: true;
  reason?: string;
};

/** `datasets refresh`: computes a part of a dataset anew, whether or not its inputs changed. */
export function registerRefreshDataset(datasets: Command, context: CommandContext): void {
  datasets
    .command('refresh')
    .description('Compute a dataset anew, or a part of it, and what is computed from it.')
    .argument('<name>', 'the dataset, as datasets list --computed shows it')
    .addOption(seasonOption('only the season that starts in this year'))
    .addOption(
      new Option('--key <ids...>', 'only the rows of these players or teams').argParser(
        (text: string, before: readonly number[] | undefined) => [...(before ?? []), idArgument(text)],
      ),
    )
    .option('--all', 'everybody, in every season')
    .option('--hand-over', 'leave the work to workers, and return at once')
    .option('--reason <text>', 'why: goes into the events of the installation')
    .addHelpText(
      'after',
      examples(
        'datasets refresh nba_player_season_stats --season 2025',
        'datasets refresh nba_player_season_stats --key 12 13',
        'datasets refresh nba_team_season_stats --all --hand-over --json',
      ),
    )
    .action(async (name: string, options: RefreshOptions) => {
      if (options.handOver) return handOver(context, name, options);
      const result = await context.withServices(async (services) => {
        const dataset = await datasetNamed(services, name);
        refuseUnclear(dataset, options);
        return refresh(services, dataset, options);
      });
      context.finish({
        document: result,
        exitCode: exitCodeOf(result),
        render: (view) => refreshWords(result, view),
      });
    });
}

function refuseUnclear({ name }: Dataset, { season, key, all }: RefreshOptions): void {
  const isPart = season !== undefined || key !== undefined;
  if (isPart === (all === undefined)) return;
  const everything = scoracleCommand('datasets refresh', { operands: [name], options: { '--all': true } });
  throw isPart
    ? usageError('--all says everything, --season and --key a part of it', 'Give the one or the other.')
    : usageError('it is not said what to refresh', `Give --season or --key, or everything: ${everything}`);
}

async function refresh(
  { app, datasets, datasetRefresher }: Services,
  dataset: Dataset,
  { season, key, reason }: RefreshOptions,
): Promise<RequestedRefresh> {
  const { refreshOnRequest } = await import('../../datasets/requested-refresh.ts');
  const catalog = await datasets();
  return refusing(catalog, dataset, () =>
    refreshOnRequest(
      { db: app.database.db, catalog, refresher: datasetRefresher },
      { dataset, selection: { seasonYear: season, entityIds: key }, actor: operator(reason) },
    ),
  );
}

/** Asks workers for the refresh; their item of work tells what became of it. */
async function handOver(context: CommandContext, name: string, options: RefreshOptions): Promise<void> {
  const { season, key, reason } = options;
  const { handRefreshOver } = await import('../../datasets/refresh-work.ts');
  const order = await context.withServices(async (services) => {
    const { app, datasets } = services;
    const dataset = await datasetNamed(services, name);
    refuseUnclear(dataset, options);
    const handed = await refusing(await datasets(), dataset, () =>
      handRefreshOver(app.database.db, {
        dataset,
        selection: { seasonYear: season, entityIds: key },
        actor: operator(reason),
      }),
    );
    if (handed.itemId !== null) await app.publisher.tryPublishPending();
    return handed;
  });
  const { keys, itemId: item, isOpened } = order;
  context.finish({
    document: { name: order.name, keys, item, is_new: isOpened },
    render: () =>
      item === null
        ? `${order.name} and its inputs hold nothing of that: there is nothing to refresh.`
        : `${plural(keys, 'key')} of ${order.name} noted as changed; item ${item}${isOpened ? '' : ', which was asked for already,'} refreshes them. How it goes: work show ${item}`,
  });
}

/** Turns the refusal of a dataset that cannot be computed into a usage error that names those that can. */
async function refusing<Result>(
  catalog: DatasetCatalog,
  dataset: Dataset,
  act: () => Promise<Result>,
): Promise<Result> {
  const { NotRefreshableError } = await import('../../datasets/note-keys.ts');
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof NotRefreshableError)) throw error;
    const computed = catalog.dependents(dataset.name).filter((one) => one.refresh !== undefined);
    const names = computed.map((one) => one.name).join(', ');
    throw usageError(
      error.message,
      `${names === '' ? '' : `Computed from it: ${names}. `}See all with: datasets list --computed`,
    );
  }
}

function exitCodeOf({ refreshes }: RequestedRefresh): ExitCode {
  const failed = refreshes.filter(({ status }) => status === 'failed').length;
  if (failed === 0) return EXIT_CODES.done;
  return failed === refreshes.length ? EXIT_CODES.failed : EXIT_CODES.inPart;
}

function refreshWords(
  { name, keys, is_done: isDone, refreshes, pending }: RequestedRefresh,
  view: View,
): string {
  if (keys === 0) return `${name} and its inputs hold nothing of that: there is nothing to refresh.`;
  const head = `${plural(keys, 'key')} of ${name} noted as changed.`;
  const table = refreshes.length === 0 ? '' : `\n${refreshTable(refreshes, view)}`;
  if (pending.changes === 0) return head + table;
  const rest = isDone
    ? 'Changes that failed come again by themselves.'
    : 'Another process is refreshing datasets right now and takes them.';
  return `${head}${table}\n${plural(pending.keys, 'key is', 'keys are')} still pending. ${rest}`;
}
