import type { League } from '../../domain/league.ts';
import { ProviderError } from '../../domain/provider-error.ts';
import type { Sport } from '../../domain/sport.ts';
import type { CallContext } from '../../providers/client/provider-call.ts';
import type { ScheduleSource } from '../../sports/league-source.ts';
import type { IngestResult, IngestService, ProvidedSeason } from '../ingest-request.ts';

export type FetchSeasonDeps = {
  ingestService: Pick<IngestService, 'ingestGames'>;
  sources: ReadonlyMap<Sport, ScheduleSource>;
};

export type SeasonOrder = Omit<
  ProvidedSeason,
  'sport' | 'leagueName' | 'source' | 'games' | 'unreadable' | 'staleMs' | 'askAbout' | 'runId'
> &
  Pick<CallContext, 'priority' | 'signal' | 'runId'> & { league: League };

/**
 * Asks for a league's season with one call and ingests what comes; asks about games that are not listed any more.
 * Rejects with ProviderError. An empty answer changes nothing, also with `isSync`: the provider has none of that season yet.
 */
export async function fetchSeason(deps: FetchSeasonDeps, order: SeasonOrder): Promise<IngestResult> {
  const { league, priority, signal, runId, ...season } = order;
  const source = deps.sources.get(league.sport);
  if (!source) throw new Error(`there is no source of schedules for ${league.sport}`);
  const context = { priority, signal, league: league.name, runId };
  const { isFallback, ...listed } = await source.seasonGames(league, season.seasonYear, context);
  return deps.ingestService.ingestGames({
    ...season,
    ...listed,
    runId,
    // What was listed earlier takes no game away, and neither does a source that stands in for another.
    isSync: season.isSync && listed.games.length > 0 && listed.staleMs === undefined && !isFallback,
    sport: league.sport,
    leagueName: league.name,
    // What the provider refuses to say is not known; the list itself counts all the same.
    askAbout: (ids) =>
      source.gamesById(league, ids, context, listed.source).catch((error: unknown) => {
        if (error instanceof ProviderError && error.facts.kind !== 'aborted') return undefined;
        throw error;
      }),
  });
}
