import { Gauge, type Registry } from 'prom-client';
import type { FreshnessTerms } from '../../datasets/freshness.ts';
import { type DatasetFreshness, datasetFreshness } from '../facts/dataset-freshness.ts';
import type { MetricGroup } from './metric-group.ts';

/** The metrics of computed datasets. */
export function datasetMetrics(datasets: readonly FreshnessTerms[]): MetricGroup {
  return (registry) => {
    const metrics = defineDatasetMetrics(registry);
    return async (db) => fillDatasets(metrics, await datasetFreshness.read(db, { datasets }));
  };
}

type DatasetMetrics = ReturnType<typeof defineDatasetMetrics>;

/** Declares the metrics of datasets, without values. */
function defineDatasetMetrics(registry: Registry) {
  const gauge = (name: string, help: string): Gauge<'dataset'> =>
    new Gauge({ name: `scoracle_dataset_${name}`, help, labelNames: ['dataset'], registers: [registry] });
  return {
    lag: gauge(
      'lag_seconds',
      'Age of the oldest change of an input that a computed dataset does not hold yet; 0 when it holds all.',
    ),
    late: gauge('is_late', 'Whether a computed dataset follows its inputs later than it promises.'),
    pending: gauge(
      'pending_keys',
      'Keys of a computed dataset whose inputs changed and that it does not hold yet.',
    ),
    failed: gauge('failed_changes', 'Changes whose refresh failed and that are tried again.'),
  };
}

function fillDatasets(metrics: DatasetMetrics, datasets: readonly DatasetFreshness[]): void {
  for (const metric of Object.values(metrics)) metric.reset();
  for (const { name, freshness, keys, failed_changes: failed, lag_seconds: lag } of datasets) {
    const labels = { dataset: name };
    metrics.lag.set(labels, lag ?? 0);
    metrics.late.set(labels, Number(freshness === 'late'));
    metrics.pending.set(labels, keys);
    metrics.failed.set(labels, failed);
  }
}
