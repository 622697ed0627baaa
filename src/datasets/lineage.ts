import type { DatasetCatalog } from './catalog.ts';
import { type Dataset, inputDatasets } from './dataset.ts';

/** How the rows of a dataset come about: written by who collects them, computed from inputs, or read through a view. */
export type DatasetKind = 'collected' | 'computed' | 'view';

export function kindOf({ refresh, relation }: Dataset): DatasetKind {
  if (refresh) return 'computed';
  return relation === 'view' ? 'view' : 'collected';
}

/** A dataset, or what providers can tell, and what is next to it in one direction. */
export type LineageNode = { name: string; kind: DatasetKind | 'capability'; next: readonly LineageNode[] };

/** Where the rows of a dataset come from, up to what providers tell; a dataset that is reached twice is there twice. */
export function inputTree(catalog: DatasetCatalog, dataset: Dataset): LineageNode {
  const next = dataset.inputs.flatMap((input): LineageNode[] => {
    if ('capability' in input) return [{ name: input.capability, kind: 'capability', next: [] }];
    const found = catalog.find(input.dataset);
    return found ? [inputTree(catalog, found)] : [];
  });
  return { name: dataset.name, kind: kindOf(dataset), next };
}

/** What is computed from a dataset or belongs to its rows, directly and further on. */
export function dependentTree(catalog: DatasetCatalog, dataset: Dataset): LineageNode {
  const next = catalog.dependents(dataset.name).map((dependent) => dependentTree(catalog, dependent));
  return { name: dataset.name, kind: kindOf(dataset), next };
}

/** Changes that a dataset has to follow: of an input, noted for everybody or for `through` alone. */
export type Follow = { dataset: string; input: string; through: string };

/**
 * Which noted changes stand between a dataset and being up to date: those of its inputs, and those of the inputs of
 * computed datasets that are among its inputs.
 */
export function followsOf(catalog: DatasetCatalog, dataset: Dataset): readonly Follow[] {
  const follows: Follow[] = [];
  const seen = new Set<string>();
  const visit = (one: Dataset): void => {
    if (!one.refresh || seen.has(one.name)) return;
    seen.add(one.name);
    for (const input of inputDatasets(one)) {
      follows.push({ dataset: dataset.name, input, through: one.name });
      const found = catalog.find(input);
      if (found) visit(found);
    }
  };
  visit(dataset);
  return follows;
}
