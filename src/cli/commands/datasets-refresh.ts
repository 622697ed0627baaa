import { type Command, Option } from 'commander';
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

type RefreshOptions = { season?: number; key?: readonly number[]; all?: true; reason?: string };

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
    .option('--reason <text>', 'why: goes into the events of the installation')
    .addHelpText(
      'after',
      examples(
        'datasets refresh nba_player_season_stats --season 2025',
        'datasets refresh nba_player_season_stats --key 12 13',
        'datasets refresh nba_team_season_stats --all --json',
      ),
    )
    .action(async (name: string, options: RefreshOptions) => {
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
  const { NotRefreshableError, refreshOnRequest } = await import('../../datasets/requested-refresh.ts');
  const catalog = await datasets();
  try {
    return await refreshOnRequest(
      { db: app.database.db, catalog, refresher: datasetRefresher },
      { dataset, selection: { seasonYear: season, entityIds: key }, actor: operator(reason) },
    );
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
