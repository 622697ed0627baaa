import { freshnessTerms } from '../../../src/datasets/freshness.ts';
import { loadDatasets } from '../../../src/features/dataset-parts.ts';
import { LAST_DAY } from '../../../src/monitoring/facts/game-flow.ts';

/** What the surfaces ask for: a fact gets what it knows of these. */
export const SCOPE = {
  ...LAST_DAY,
  days: 7,
  limit: 20,
  incompleteMs: 3 * 3_600_000,
  overSeconds: 600,
  withinSeconds: 600,
  storeName: 'none',
  sport: 'NBA',
  season: 2030,
  schema: 'nba',
  datasets: freshnessTerms(await loadDatasets()),
} as const;
