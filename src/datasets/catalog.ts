import { type Dataset, inputDatasets } from './dataset.ts';

/** All datasets, in an order in which each comes after its inputs. */
export type DatasetCatalog = {
  inOrder: readonly Dataset[];
  find: (name: string) => Dataset | undefined;
  /** The datasets that are computed from this one, directly. */
  dependents: (name: string) => readonly Dataset[];
};

/** An entry that the catalog cannot take: a mistake of the program. */
export class DatasetCatalogError extends Error {
  override readonly name = 'DatasetCatalogError';
}

/** Puts datasets in order. Throws DatasetCatalogError for a name that is there twice, an unknown input or a circle. */
export function createDatasetCatalog(datasets: readonly Dataset[]): DatasetCatalog {
  const byName = new Map(datasets.map((dataset) => [dataset.name, dataset]));
  if (byName.size < datasets.length) throw new DatasetCatalogError('two datasets have one name');
  for (const dataset of datasets) {
    const unknown = inputDatasets(dataset).find((name) => !byName.has(name));
    if (unknown !== undefined)
      throw new DatasetCatalogError(`${dataset.name} is computed from ${unknown}, which is no dataset`);
  }
  return {
    inOrder: inOrder(datasets),
    find: (name) => byName.get(name),
    dependents: (name) => datasets.filter((dataset) => inputDatasets(dataset).includes(name)),
  };
}

function inOrder(datasets: readonly Dataset[]): readonly Dataset[] {
  const ordered: Dataset[] = [];
  let rest = datasets;
  while (rest.length > 0) {
    const done = new Set(ordered.map(({ name }) => name));
    const ready = rest.filter((dataset) => inputDatasets(dataset).every((name) => done.has(name)));
    if (ready.length === 0)
      throw new DatasetCatalogError(
        `datasets are computed from each other in a circle: ${rest.map(({ name }) => name).join(', ')}`,
      );
    ordered.push(...ready);
    rest = rest.filter((dataset) => !ready.includes(dataset));
  }
  return ordered;
}
