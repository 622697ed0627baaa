import { BOX_SCORE_SPORTS } from '../../domain/sport.ts';
import type { SeasonForm } from '../../sports/season-form.ts';
import { SPORT_DEFINITIONS } from '../../sports/sports.ts';
import type { Dataset } from '../dataset.ts';
import { seasonRefresh } from './season-rows.ts';

/**
 * A control process looks for changes every five seconds and waits for 30 at most while more of them come; what it finds is
 * in the figures some seconds later.
 */
const FRESH_WITHIN_SECONDS = 60;

/** The season figures of every sport's players and teams. */
export function seasonDatasets(): readonly Dataset[] {
  return BOX_SCORE_SPORTS.flatMap((sport) => [
    seasonDataset(
      SPORT_DEFINITIONS[sport].seasons.player,
      'one player of one team in one season, league and kind of game',
    ),
    seasonDataset(SPORT_DEFINITIONS[sport].seasons.team, 'one team in one season, league and kind of game'),
  ]);
}

function seasonDataset(form: SeasonForm, grain: string): Dataset {
  return {
    name: form.table,
    relation: 'table',
    grain,
    meaning:
      'What game lines add up to: games, totals, best games, and the rates that follow from the totals.',
    inputs: [{ dataset: form.lines.table }, { dataset: 'games' }],
    refresh: seasonRefresh(form),
    freshWithinSeconds: FRESH_WITHIN_SECONDS,
  };
}
