import type { Registry } from 'prom-client';
import { defineMetrics } from '../monitoring/metrics/define-metrics.ts';
import type { MetricGroup } from '../monitoring/metrics/metric-group.ts';
import { loadDatasets } from './dataset-parts.ts';
import { FEATURES } from './all-features.ts';

/** The metrics of every feature. */
export async function loadMetrics(): Promise<readonly MetricGroup[]> {
  const datasets = await loadDatasets();
  const groups = await Promise.all(
    FEATURES.map(async (feature) => (await feature.metrics?.({ datasets })) ?? []),
  );
  return groups.flat();
}

/** Declares every metric of our own, without values. */
export async function declareMetrics(registry: Registry): Promise<void> {
  defineMetrics(registry);
  for (const declare of await loadMetrics()) declare(registry);
}
