import type { Check } from '../monitoring/doctor/check.ts';
import { loadDatasets } from './dataset-parts.ts';
import { FEATURES } from './all-features.ts';
import { monitoring } from './monitoring.ts';

/** The checks of every feature: whether tonight is safe comes first, and the others in the order of the features. */
export async function loadChecks(): Promise<readonly Check[]> {
  const datasets = await loadDatasets();
  const inOrder = [monitoring, ...FEATURES.filter((feature) => feature !== monitoring)];
  const checks = await Promise.all(
    inOrder.map(async (feature) => (await feature.checks?.({ datasets })) ?? []),
  );
  return checks.flat();
}
