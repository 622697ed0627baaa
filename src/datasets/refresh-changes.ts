import { type Dataset, type SeasonScope, inputDatasets } from './dataset.ts';

/** Rows of an input that changed: of which season, and whose. */
export type Change = {
  input: string;
  seasonYear: number;
  entityIds: readonly number[];
  /** The only dataset that still has to follow; null: every one that is computed from the input. */
  dataset: string | null;
};

/** A part of a dataset that has to be refreshed. */
export type RefreshPart = { dataset: Dataset; scope: SeasonScope & { entityIds: readonly number[] } };

/**
 * The parts of one dataset that follow from changes of its inputs: everybody once for each season. The part that a
 * refresh writes is a change of that dataset itself for those that are computed from it.
 */
export function partsOf(dataset: Dataset, changes: readonly Change[]): RefreshPart[] {
  const inputs = new Set(inputDatasets(dataset));
  const bySeason = new Map<number, Set<number>>();
  for (const change of changes) {
    if (!inputs.has(change.input)) continue;
    if (change.dataset !== null && change.dataset !== dataset.name) continue;
    const ids = bySeason.get(change.seasonYear) ?? new Set<number>();
    for (const id of change.entityIds) ids.add(id);
    bySeason.set(change.seasonYear, ids);
  }
  return [...bySeason].map(([seasonYear, ids]) => ({
    dataset,
    scope: { seasonYear, entityIds: [...ids].toSorted((one, other) => one - other) },
  }));
}

/** How long a change waits whose refresh failed so many times: a minute, doubled each time, an hour at the most. */
export function refreshDelayMs(failures: number): number {
  return Math.min(60 * 60_000, 60_000 * 2 ** Math.max(0, failures - 1));
}
