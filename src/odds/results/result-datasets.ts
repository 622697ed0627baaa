import { getTableName } from 'drizzle-orm';
import type { Dataset } from '../../datasets/dataset.ts';
import { games } from '../../db/schema/games.ts';
import { marketResults } from '../../db/schema/market-results.ts';
import { seasons } from '../../db/schema/reference.ts';
import { marketResultsDataset } from './market-results-dataset.ts';

/** How lines ended, and the views of it. */
export function resultDatasets(): readonly Dataset[] {
  return [
    marketResultsDataset,
    {
      name: 'team_market_results',
      relation: 'view',
      grain: 'one side of a final game',
      meaning:
        'How the closing handicap, total and moneyline ended for a team, and whether it was the favourite.',
      inputs: [games, seasons, marketResults].map((input) => ({ dataset: getTableName(input) })),
    },
    {
      name: 'closing_line_values',
      relation: 'view',
      grain: 'one outcome of a market at its opening, of the consensus or of a book',
      meaning: 'What opening lines and prices were worth by the close: in price and in points.',
      inputs: [{ dataset: getTableName(marketResults) }],
    },
  ];
}
