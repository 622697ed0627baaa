import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { datasetDetails, datasetTable } from '../dataset-table.ts';
import { lineageLines } from '../lineage-lines.ts';
import { joinSections, section } from '../output/sections.ts';
import { examples } from '../program.ts';
import { datasetNamed, queriesOf } from '../need-dataset.ts';
import { registerRefreshDataset } from './datasets-refresh.ts';

/** `datasets`: the catalog of what is collected and computed, and how each dataset stands. */
export function registerDatasets(program: Command, context: CommandContext): void {
  const datasets = program
    .command('datasets')
    .description('Show what data there is, where it comes from and how up to date it is.')
    .addHelpText('after', examples('datasets list', 'datasets show nba_player_season_stats'));
  registerList(datasets, context);
  registerShow(datasets, context);
  registerLineage(datasets, context);
  registerRefreshDataset(datasets, context);
}

function registerList(datasets: Command, context: CommandContext): void {
  datasets
    .command('list')
    .description('Every dataset, inputs before what is computed from them.')
    .option('--computed', 'only datasets that are computed from others')
    .addHelpText('after', examples('datasets list', 'datasets list --computed --json'))
    .action(async ({ computed }: { computed?: true }) => {
      const all = await context.withServices(async (services) => (await queriesOf(services)).list());
      const items = computed ? all.filter(({ kind }) => kind !== 'collected') : all;
      context.finish({ document: { items }, render: (view) => datasetTable(items, view) });
    });
}

function registerShow(datasets: Command, context: CommandContext): void {
  datasets
    .command('show')
    .description('One dataset: what a row is, inputs and dependents, pending changes and last refreshes.')
    .argument('<name>', 'the dataset, as datasets list shows it')
    .addHelpText('after', examples('datasets show nba_player_season_stats', 'datasets show games --json'))
    .action(async (name: string) => {
      const detail = await context.withServices(async (services) => {
        const dataset = await datasetNamed(services, name);
        return (await queriesOf(services)).show(dataset);
      });
      context.finish({ document: detail, render: (view) => datasetDetails(detail, view) });
    });
}

function registerLineage(datasets: Command, context: CommandContext): void {
  datasets
    .command('lineage')
    .description('Where a dataset comes from, up to the providers, and everything that depends on it.')
    .argument('<name>', 'the dataset, as datasets list shows it')
    .addHelpText('after', examples('datasets lineage nba_player_game_stats', 'datasets lineage games --json'))
    .action(async (name: string) => {
      const lineage = await context.withServices(async (services) => {
        const dataset = await datasetNamed(services, name);
        const catalog = await services.datasets();
        const { dependentTree, inputTree } = await import('../../datasets/lineage.ts');
        return {
          name: dataset.name,
          inputs: inputTree(catalog, dataset).next,
          dependents: dependentTree(catalog, dataset).next,
        };
      });
      context.finish({
        document: lineage,
        render: (view) =>
          joinSections(
            view.colors.bold(lineage.name),
            section(view, 'Comes from', lineageLines(lineage.inputs, 'nothing: it comes with the program')),
            section(view, 'Used by', lineageLines(lineage.dependents, 'nothing')),
          ),
      });
    });
}
