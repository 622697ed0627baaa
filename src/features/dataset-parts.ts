import { type DatasetCatalog, createDatasetCatalog } from '../datasets/catalog.ts';
import { FEATURES } from './all-features.ts';

/** The catalog of every dataset: what is collected, and what is computed from it. */
export async function loadDatasets(): Promise<DatasetCatalog> {
  const datasets = await Promise.all(FEATURES.map(async (feature) => (await feature.datasets?.()) ?? []));
  return createDatasetCatalog(datasets.flat());
}
