import { BOX_SCORE_SPORTS, type BoxScoreSport } from '../../domain/sport.ts';
import { SPORT_DEFINITIONS } from '../../sports/sports.ts';
import type { Dataset } from '../dataset.ts';
import { BOX_SCORE } from './capabilities.ts';

/** The tables of game lines, those of each sport's players and teams. */
export function lineDatasets(): readonly Dataset[] {
  return BOX_SCORE_SPORTS.flatMap((sport) => [
    lineDataset(sport, 'player', 'one player in one game'),
    lineDataset(sport, 'team', 'one side of one game'),
  ]);
}

function lineDataset(sport: BoxScoreSport, of: 'player' | 'team', grain: string): Dataset {
  return {
    name: SPORT_DEFINITIONS[sport].lines[of].table,
    relation: 'table',
    grain,
    meaning: `The ${of} lines of the box scores (${sport}), as the provider counts them.`,
    inputs: [BOX_SCORE],
    partitionedBy: 'season_year',
  };
}
