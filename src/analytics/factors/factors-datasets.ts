import { getTableName } from 'drizzle-orm';
import type { Dataset } from '../../datasets/dataset.ts';
import { games } from '../../db/schema/games.ts';
import { nbaPlayerGameStats, nbaTeamGameStats } from '../../db/schema/nba-lines.ts';

const GAMES = { dataset: getTableName(games) };
const TEAM_LINES = { dataset: getTableName(nbaTeamGameStats) };
const PLAYER_LINES = { dataset: getTableName(nbaPlayerGameStats) };

/** What box scores say beyond their sums: views, which follow a corrected line in the same moment. */
export function factorsDatasets(): readonly Dataset[] {
  return [
    {
      name: 'team_game_advanced',
      relation: 'view',
      grain: 'one side of one game of the NBA',
      meaning:
        'Possessions with the method that counted them, ratings, pace, the four factors of both sides and shooting.',
      inputs: [TEAM_LINES, GAMES],
    },
    {
      name: 'player_game_advanced',
      relation: 'view',
      grain: 'one player in one game of the NBA',
      meaning: 'True shooting, effective field goals, usage, assists, turnovers and game score.',
      inputs: [PLAYER_LINES, TEAM_LINES, GAMES],
    },
    {
      name: 'game_periods',
      relation: 'view',
      grain: 'one side in one period of one game',
      meaning: 'Points by period, of all sports.',
      inputs: [GAMES],
    },
  ];
}
