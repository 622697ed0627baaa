import type { Sport } from '../domain/sport.ts';
import type { SportDisplay } from './display-columns.ts';
import { FOOTBALL_DISPLAY } from './football/display.ts';
import { NBA_DISPLAY } from './nba/display.ts';
import { NFL_DISPLAY } from './nfl/display.ts';

/** How each sport is shown. Apart from the definitions, which know tables: every command loads this. */
export const SPORT_DISPLAYS: Readonly<Record<Sport, SportDisplay>> = {
  NBA: NBA_DISPLAY,
  NFL: NFL_DISPLAY,
  FOOTBALL: FOOTBALL_DISPLAY,
};
