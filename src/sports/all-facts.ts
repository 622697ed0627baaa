import type { Sport } from '../domain/sport.ts';
import { FOOTBALL_FACTS } from './football/facts.ts';
import { NBA_FACTS } from './nba/facts.ts';
import { NFL_FACTS } from './nfl/facts.ts';
import type { SportFacts } from './sport-facts.ts';

/** What is known of each sport. Apart from the definitions, which know tables: every command loads this. */
export const SPORT_FACTS: Readonly<Record<Sport, SportFacts>> = {
  NBA: NBA_FACTS,
  NFL: NFL_FACTS,
  FOOTBALL: FOOTBALL_FACTS,
};
