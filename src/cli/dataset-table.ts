import type { DatasetDetail, DatasetView, RefreshView } from '../datasets/dataset-queries.ts';
import type { DatasetColumn } from '../datasets/columns.ts';
import { countWords, oneLine } from './output/plain-text.ts';
import { facts, joinSections, section } from './output/sections.ts';
import { instantWithHint, instantWords, spanWords } from './output/time-words.ts';
import type { View } from './output/view.ts';

/** Datasets, one a line. */
export function datasetTable(datasets: readonly DatasetView[], view: View): string {
  return view.table<DatasetView>(
    [
      { title: 'NAME', text: (row) => row.name, minWidth: 12 },
      { title: 'KIND', text: (row) => row.kind },
      { title: 'ONE ROW IS', text: (row) => row.grain, yields: 1, minWidth: 12 },
      { title: 'PENDING', text: (row) => row.pending && countWords(row.pending.keys), align: 'right' },
      {
        title: 'LAG',
        text: (row) => lagWords(row),
        style: (text, row) => (isLate(row) ? view.colors.yellow(text) : text),
      },
      {
        title: 'LAST REFRESH',
        text: (row) => (row.last_refresh === null ? null : instantWords(row.last_refresh.finished_at)),
        yields: 2,
        minWidth: 10,
        isOptional: true,
      },
    ],
    datasets,
    'There are no datasets.',
  );
}

function lagWords({ pending }: DatasetView): string | null {
  return pending === null || pending.lag_seconds === null ? null : spanWords(pending.lag_seconds * 1_000);
}

function isLate({ freshness }: DatasetView): boolean {
  return freshness === 'late';
}

/** Refreshes as the log has them, one a line. */
export function refreshTable(refreshes: readonly RefreshView[], view: View): string {
  return view.table<RefreshView>(
    [
      { title: 'WHEN', text: (row) => instantWords(row.started_at) },
      { title: 'DATASET', text: (row) => row.dataset, yields: 3, minWidth: 8, isOptional: true },
      { title: 'STATE', text: (row) => row.status },
      { title: 'SEASON', text: (row) => row.season },
      {
        title: 'KEYS',
        text: (row) => (row.entities === null ? 'all' : countWords(row.entities)),
        align: 'right',
      },
      { title: 'WRITTEN', text: (row) => countWords(row.rows_written), align: 'right' },
      { title: 'REMOVED', text: (row) => countWords(row.rows_removed), align: 'right' },
      { title: 'TOOK', text: (row) => `${countWords(row.duration_ms)} ms`, align: 'right' },
      { title: 'BY', text: (row) => row.actor ?? 'changes', yields: 2, minWidth: 7 },
      {
        title: 'ERROR',
        text: (row) => (row.error === null ? null : oneLine(row.error)),
        yields: 1,
        minWidth: 10,
      },
    ],
    refreshes,
    '  none that is still in the log',
  );
}

/** Everything that is known of a dataset. */
export function datasetDetails(dataset: DatasetDetail, view: View): string {
  return joinSections(
    `${view.colors.bold(dataset.name)}: ${dataset.meaning}`,
    facts([
      ['One row is', dataset.grain],
      ['Kind', `${dataset.kind} ${dataset.relation}`],
      ['Inputs', inputWords(dataset)],
      ['Used by', dataset.dependents.join(', ') || 'nothing'],
      ...(dataset.rows_about === null ? [] : [['Rows', `about ${countWords(dataset.rows_about)}`] as const]),
      ['Refreshed', refreshWords(dataset)],
      ...(dataset.partitioned_by === null ? [] : [['Partitions', `by ${dataset.partitioned_by}`] as const]),
      ...(dataset.retention === null ? [] : [['Kept', dataset.retention] as const]),
      ...(dataset.pending === null ? [] : [['Pending', pendingWords(dataset, view)] as const]),
    ]),
    section(view, 'Columns', columnTable(dataset.columns, view)),
    dataset.kind === 'computed' ? section(view, 'Last refreshes', refreshTable(dataset.refreshes, view)) : '',
  );
}

function columnTable(columns: readonly DatasetColumn[], view: View): string {
  return view.table<DatasetColumn>(
    [
      { title: 'NAME', text: (row) => (row.is_key ? `${row.name} (key)` : row.name) },
      { title: 'TYPE', text: (row) => (row.is_nullable ? `${row.type}, or none` : row.type) },
      { title: 'MEANING', text: (row) => row.meaning, yields: 1, minWidth: 10, isOptional: true },
    ],
    columns,
    '  none: the database does not have it',
  );
}

function inputWords({ inputs }: DatasetView): string {
  const names = inputs.map((input) =>
    'dataset' in input ? input.dataset : `${input.capability} (from providers)`,
  );
  return names.join(', ') || 'none: it comes with the program';
}

function refreshWords({ kind, fresh_within_seconds: limit }: DatasetView): string {
  if (kind === 'view') return 'with every reading';
  if (kind === 'collected') return 'not computed: written when data comes in';
  const within = limit === null ? '' : `, within ${spanWords(limit * 1_000)}`;
  return `by the keys whose inputs changed${within}`;
}

function pendingWords({ pending }: DatasetView, { nowMs }: View): string {
  if (pending === null || pending.changes === 0) return 'nothing: it is up to date';
  const failed =
    pending.failed_changes === 0 ? '' : `, ${countWords(pending.failed_changes)} of them failed before`;
  return `${countWords(pending.keys)} keys in ${countWords(pending.changes)} changes${failed}; the oldest ${instantWithHint(pending.oldest_at, nowMs)}`;
}
