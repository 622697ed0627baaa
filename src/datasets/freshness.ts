import type { DatasetCatalog } from './catalog.ts';
import { type Follow, followsOf } from './lineage.ts';
import type { PendingChanges } from './pending-changes.ts';

/**
 * How a computed dataset stands beside its inputs: `fresh` holds all that changed, `following` still computes changes
 * that may wait, and in `late` a change waits for longer than it may, whether nothing computes it or it fails.
 */
export const FRESHNESS_STATES = ['fresh', 'following', 'late'] as const;

export type Freshness = (typeof FRESHNESS_STATES)[number];

/** Judges the changes that a dataset does not hold yet; without a limit none of them is late. */
export function freshnessOf(
  { changes, lag_seconds: lag }: Pick<PendingChanges, 'changes' | 'lag_seconds'>,
  freshWithinSeconds: number | null,
): Freshness {
  if (changes === 0) return 'fresh';
  return freshWithinSeconds !== null && (lag ?? 0) > freshWithinSeconds ? 'late' : 'following';
}

/** What a computed dataset promises, and the changes that it has to follow. */
export type FreshnessTerms = {
  name: string;
  fresh_within_seconds: number | null;
  /** Those of this release; null where only the inputs count. */
  rules: string | null;
  follows: readonly Follow[];
};

/** The terms of every computed dataset of the catalog. */
export function freshnessTerms(catalog: DatasetCatalog): readonly FreshnessTerms[] {
  return catalog.inOrder
    .filter(({ refresh }) => refresh !== undefined)
    .map((dataset) => ({
      name: dataset.name,
      fresh_within_seconds: dataset.freshWithinSeconds ?? null,
      rules: dataset.rules?.() ?? null,
      follows: followsOf(catalog, dataset),
    }));
}
