import { describe, expect, it } from 'vitest';
import { loadDatasets } from '../../src/features/dataset-parts.ts';
import { createDatasetCatalog } from '../../src/datasets/catalog.ts';
import type { Dataset } from '../../src/datasets/dataset.ts';
import { type Change, partsOf, refreshDelayMs } from '../../src/datasets/refresh-changes.ts';

function dataset(name: string, ...inputs: string[]): Dataset {
  return {
    name,
    relation: 'table',
    grain: 'one row',
    meaning: 'For a test.',
    inputs: inputs.map((input) => ({ dataset: input })),
  };
}

const change = (
  input: string,
  seasonYear: number,
  entityIds: number[],
  only: string | null = null,
): Change => ({
  input,
  seasonYear,
  entityIds,
  dataset: only,
});

describe('the catalog of datasets', () => {
  it('puts each dataset behind its inputs', () => {
    const { inOrder } = createDatasetCatalog([dataset('c', 'b'), dataset('a'), dataset('b', 'a')]);
    expect(inOrder.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  });

  it.each([
    ['an input that is no dataset', [dataset('a', 'lost')], /a is computed from lost/],
    ['a name that is there twice', [dataset('a'), dataset('a')], /two datasets/],
    ['a circle', [dataset('a', 'b'), dataset('b', 'a')], /in a circle: a, b/],
  ])('does not take %s', (_what, datasets, problem) => {
    expect(() => createDatasetCatalog(datasets)).toThrow(problem);
  });

  it('knows what follows from the lines of a sport', async () => {
    expect((await loadDatasets()).dependents('nba_player_game_stats').map(({ name }) => name)).toEqual(
      expect.arrayContaining(['nba_player_season_stats', 'line_changes']),
    );
  });
});

describe('the parts of a dataset that follow from changes', () => {
  const figures = dataset('figures', 'lines');

  it('are everybody once for each season', () => {
    const parts = partsOf(figures, [
      change('lines', 2025, [3, 1]),
      change('lines', 2025, [1, 2]),
      change('lines', 2024, [9]),
      change('others', 2025, [7]),
    ]);
    expect(parts.map(({ scope }) => scope)).toEqual([
      { seasonYear: 2025, entityIds: [1, 2, 3] },
      { seasonYear: 2024, entityIds: [9] },
    ]);
  });

  it('leave out what only another dataset still has to follow', () => {
    const parts = partsOf(figures, [
      change('lines', 2025, [1], 'ratings'),
      change('lines', 2025, [2], 'figures'),
    ]);
    expect(parts.map(({ scope }) => scope.entityIds)).toEqual([[2]]);
  });

  it.each([
    [1, 60_000],
    [2, 120_000],
    [6, 1_920_000],
    [7, 3_600_000],
    [40, 3_600_000],
  ])('come again after failure %i in %i ms', (failures, delayMs) => {
    expect(refreshDelayMs(failures)).toBe(delayMs);
  });
});
