import type { DatasetCatalog } from '../../datasets/catalog.ts';
import type { Dataset } from '../../datasets/dataset.ts';
import { UnknownDatasetError, needDataset } from '../../datasets/unknown-dataset.ts';
import { HttpProblem } from '../problem.ts';

/** The dataset of a name. Throws a 404 that suggests near names. */
export function datasetNamed(catalog: DatasetCatalog, name: string): Dataset {
  try {
    return needDataset(catalog, name);
  } catch (error) {
    if (!(error instanceof UnknownDatasetError)) throw error;
    const hint = error.near.length === 0 ? '' : ` Did you mean ${error.near.join(' or ')}?`;
    throw new HttpProblem('not_found', `There is no such dataset.${hint}`);
  }
}
