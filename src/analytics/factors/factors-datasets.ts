import { getTableName } from 'drizzle-orm';
import type { Dataset } from '../../datasets/dataset.ts';
import { games } from '../../db/schema/games.ts';
import { LINE_TABLES } from '../../db/schema/line-tables.ts';
import { BOX_SCORE_SPORTS } from '../../domain/sport.ts';
import { SPORT_FACTS } from '../../sports/all-facts.ts';

/** What box scores say beyond their sums: views, which follow a corrected line in the same moment. */
export function factorsDatasets(): readonly Dataset[] {
  const ofGames = { dataset: getTableName(games) };
  const lines = BOX_SCORE_SPORTS.filter((sport) => SPORT_FACTS[sport].hasFourFactors).map(
    (sport) => LINE_TABLES[sport],
  );
  const ofTeams = lines.map(({ team }) => ({ dataset: getTableName(team) }));
  const ofPlayers = lines.map(({ player }) => ({ dataset: getTableName(player) }));
  return [
    {
      name: 'team_game_advanced',
      relation: 'view',
      grain: 'one side of one game of basketball',
      meaning:
        'Possessions with the method that counted them, ratings, pace, the four factors of both sides and shooting.',
      inputs: [...ofTeams, ofGames],
    },
    {
      name: 'player_game_advanced',
      relation: 'view',
      grain: 'one player in one game of basketball',
      meaning: 'True shooting, effective field goals, usage, assists, turnovers and game score.',
      inputs: [...ofPlayers, ...ofTeams, ofGames],
    },
    {
      name: 'game_periods',
      relation: 'view',
      grain: 'one side in one period of one game',
      meaning: 'Points by period, of all sports.',
      inputs: [ofGames],
    },
  ];
}
