import { type DatasetCatalog, createDatasetCatalog } from './catalog.ts';
import { collectedDatasets } from './collected/collected-datasets.ts';
import { seasonDatasets } from './season/season-datasets.ts';

/** Every dataset of the product: what is collected, and what is computed from it. */
export function allDatasets(): DatasetCatalog {
  return createDatasetCatalog([...collectedDatasets(), ...seasonDatasets()]);
}
