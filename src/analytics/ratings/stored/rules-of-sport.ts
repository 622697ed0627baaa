import type { Sport } from '../../../domain/sport.ts';
import { SPORT_FACTS } from '../../../sports/all-facts.ts';
import { rulesName } from '../rules-name.ts';

/** What rows of a sport are computed by in this release; undefined where its constants have no source. */
export function rulesNameOf(sport: Sport): string | undefined {
  const { ratings } = SPORT_FACTS[sport];
  return ratings && rulesName(ratings);
}
