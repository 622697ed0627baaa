import type { League } from '../../domain/league.ts';
import type { Sport } from '../../domain/sport.ts';
import type { CallContext } from '../../providers/http/provider-call.ts';
import type { LeagueSource } from '../../sports/league-source.ts';
import type { IngestResult, IngestService, ProvidedSeason } from '../ingest-request.ts';

export type FetchSeasonDeps = {
  ingestService: Pick<IngestService, 'ingestGames'>;
  sources: ReadonlyMap<Sport, Pick<LeagueSource, 'seasonGames'>>;
};

export type SeasonOrder = Omit<ProvidedSeason, 'sport' | 'leagueName' | 'games'> &
  Pick<CallContext, 'priority' | 'signal'> & { league: League };

/**
 * Asks for a league's season with one call and ingests what comes. Rejects with ProviderError. An empty answer
 * changes nothing, also with `isSync`: the provider has none of that season yet.
 */
export async function fetchSeason(deps: FetchSeasonDeps, order: SeasonOrder): Promise<IngestResult> {
  const { league, priority, signal, ...season } = order;
  const source = deps.sources.get(league.sport);
  if (!source) throw new Error(`there is no source of schedules for ${league.sport}`);
  const games = await source.seasonGames(league, season.seasonYear, {
    priority,
    signal,
    league: league.name,
  });
  return deps.ingestService.ingestGames({
    ...season,
    isSync: season.isSync && games.length > 0,
    sport: league.sport,
    leagueName: league.name,
    games,
  });
}
