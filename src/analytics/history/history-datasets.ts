import type { PgTable } from 'drizzle-orm/pg-core';
import { getTableName } from 'drizzle-orm';
import type { Dataset } from '../../datasets/dataset.ts';
import { games } from '../../db/schema/games.ts';
import { closingLines } from '../../db/schema/odds.ts';
import { leagues, seasons, sports, teams } from '../../db/schema/reference.ts';
import { teamRatings } from '../../db/schema/team-ratings.ts';
import { teamDayRecords } from '../../db/schema/team-day-records.ts';
import { teamDayRecordsDataset } from './team-day-records-dataset.ts';

const inputsOf = (...tables: readonly PgTable[]): Dataset['inputs'] =>
  tables.map((table) => ({ dataset: getTableName(table) }));

/** Records day by day, and the views under the names of the data pipeline's document. */
export function historyDatasets(): readonly Dataset[] {
  return [
    teamDayRecordsDataset,
    {
      name: 'games_history',
      relation: 'view',
      grain: 'one final game',
      meaning:
        'Scores with the closing spread and total, where these are from, and how bets on them ended; teams by their text ids.',
      inputs: inputsOf(games, leagues, sports, seasons, teams, closingLines),
    },
    {
      name: 'team_stats_daily',
      relation: 'view',
      grain: 'one team in one league on one day of its season',
      meaning:
        'Record, points, Pythagorean share, Elo, last ten games, streak and days since the last game, for each day from the first game on until the last one, no later than today.',
      inputs: inputsOf(teamDayRecords, teamRatings, teams, leagues, sports),
    },
  ];
}
