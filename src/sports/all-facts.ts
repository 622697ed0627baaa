import type { BoxScoreSport, Sport } from '../domain/sport.ts';
import { FOOTBALL_FACTS } from './football/facts.ts';
import { MLB_FACTS } from './mlb/facts.ts';
import { NBA_FACTS } from './nba/facts.ts';
import { NFL_FACTS } from './nfl/facts.ts';
import { NHL_FACTS } from './nhl/facts.ts';
import type { ResultSportFacts, SportFacts } from './sport-facts.ts';

type FactsOf<S extends Sport> = S extends BoxScoreSport ? SportFacts : ResultSportFacts;

/** What is known of each sport. Apart from the definitions, which know tables: every command loads this. */
export const SPORT_FACTS: { readonly [S in Sport]: FactsOf<S> } = {
  NBA: NBA_FACTS,
  NFL: NFL_FACTS,
  FOOTBALL: FOOTBALL_FACTS,
  NHL: NHL_FACTS,
  MLB: MLB_FACTS,
};
