import type { League, Leagues } from '../domain/league.ts';
import type { Sport } from '../domain/sport.ts';
import { usageError } from './outcome.ts';

/** The league of a sport by any of its names; throws a usage error that names those that there are. */
export function needLeague(leagues: Leagues, sport: Sport, name: string): League {
  const found = leagues.find(sport, name);
  if (found) return found;
  const names = leagues.of(sport).map((league) => league.name);
  throw usageError(
    `${name} is not a league of ${sport}`,
    `Use one of: ${names.join(', ')}; leagues add adds one.`,
  );
}
