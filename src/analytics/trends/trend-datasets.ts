import { getTableName } from 'drizzle-orm';
import type { Dataset } from '../../datasets/dataset.ts';
import { games } from '../../db/schema/games.ts';
import { predictionsLog } from '../../db/schema/predictions-log.ts';
import { headToHeadDataset } from './head-to-head-dataset.ts';
import { officialStatsDataset } from './official-stats-dataset.ts';
import { performanceTrendsDataset } from './performance-trends-dataset.ts';
import { scheduleContextDataset } from './schedule-context-dataset.ts';
import { situationsDataset } from './situations-dataset.ts';

/** What many games say of teams and officials: tables that follow by key. */
export function trendDatasets(): readonly Dataset[] {
  return [
    scheduleContextDataset,
    situationsDataset,
    headToHeadDataset,
    performanceTrendsDataset,
    officialStatsDataset,
    {
      name: getTableName(predictionsLog),
      relation: 'table',
      grain: 'one prediction of a game by one version of a model from the same inputs',
      meaning:
        'Probabilities, margin and total before a game, the lines of that moment, and up to when its data went.',
      inputs: [{ dataset: getTableName(games) }],
    },
  ];
}
