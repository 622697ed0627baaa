import { editDistance } from '../domain/edit-distance.ts';
import type { DatasetCatalog } from './catalog.ts';
import type { Dataset } from './dataset.ts';

/** A name that no dataset has; `near` are those that are spelled like it or hold it. */
export class UnknownDatasetError extends Error {
  override readonly name = 'UnknownDatasetError';
  readonly near: readonly string[];

  constructor(dataset: string, near: readonly string[]) {
    super(`there is no dataset "${dataset}"`);
    this.near = near;
  }
}

/** As many names are suggested at the most. */
const MOST_SUGGESTIONS = 3;

/** The dataset of a name, in any case and with blanks or hyphens for underscores. Throws UnknownDatasetError. */
export function needDataset(catalog: DatasetCatalog, text: string): Dataset {
  const name = text
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');
  const dataset = catalog.find(name);
  if (dataset) return dataset;
  throw new UnknownDatasetError(
    text,
    nearNames(
      name,
      catalog.inOrder.map((one) => one.name),
    ),
  );
}

/** Names that differ by few letters, and those that hold every word of what was asked for; the nearest first. */
function nearNames(wanted: string, names: readonly string[]): readonly string[] {
  const words = wanted.split('_').filter((word) => word !== '');
  const mostLetters = Math.max(1, Math.floor(wanted.length / 4));
  return names
    .map((name) => ({
      name,
      distance: editDistance(name, wanted),
      holds: words.length > 0 && words.every((word) => name.includes(word)),
    }))
    .filter(({ distance, holds }) => holds || distance <= mostLetters)
    .toSorted((one, other) => one.distance - other.distance)
    .slice(0, MOST_SUGGESTIONS)
    .map(({ name }) => name);
}
