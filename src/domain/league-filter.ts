import type { Leagues } from './league.ts';
import type { Sport } from './sport.ts';
import { UnknownNameError } from './unknown-name.ts';

/** A list may be asked for one league, of a sport that is named as well or not. */
export type LeagueFilter = { sport?: Sport | undefined; league?: string | undefined };

/** A name in a filter that no league has: an empty list would say that there is nothing of a league that there is. */
export class UnknownLeagueError extends UnknownNameError {
  override readonly name = 'UnknownLeagueError';

  constructor({ sport, league }: LeagueFilter, leagues: Leagues) {
    const names = (sport ? leagues.of(sport) : leagues.all).map(({ name }) => name);
    super(
      'league',
      `${league} is not a league${sport ? ` of ${sport}` : ''}`,
      `Use one of: ${names.join(', ')}; their codes and other names do as well.`,
    );
  }
}

/** The filter with the name that the league has here, whichever of its names was given; throws UnknownLeagueError. */
export function withLeagueNamed<Filter extends LeagueFilter>(leagues: Leagues, filter: Filter): Filter {
  const { sport, league } = filter;
  if (league === undefined) return filter;
  const found = sport ? leagues.find(sport, league) : leagues.findOfAnySport(league);
  if (!found) throw new UnknownLeagueError(filter, leagues);
  return { ...filter, league: found.name };
}
