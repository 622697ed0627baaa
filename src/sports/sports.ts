import type { BoxScoreSport } from '../domain/sport.ts';
import { FOOTBALL } from './football/definition.ts';
import { NBA } from './nba/definition.ts';
import { NFL } from './nfl/definition.ts';
import type { SportDefinition } from './sport-definition.ts';

/** The definition of each sport with box scores. A new one is a folder and an entry here. */
export const SPORT_DEFINITIONS: Readonly<Record<BoxScoreSport, SportDefinition>> = { NBA, NFL, FOOTBALL };
