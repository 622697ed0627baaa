import type { ProviderApi } from '../client/provider-api.ts';
import type { ProviderPipeline } from '../client/provider-call.ts';
import type { HistoryPort } from '../history.ts';
import { type EspnSport, sitePath } from './espn-leagues.ts';
import { leagueAtEspn } from './espn-client.ts';
import { MOST_EVENTS, parseScoreboard } from './scoreboard.ts';

/** Days of the past: the scoreboard of one day of the US East, which has the results of its games. */
export function createHistoryPort({
  pipeline,
  api,
  sport,
}: {
  pipeline: ProviderPipeline;
  api: ProviderApi;
  sport: EspnSport;
}): HistoryPort {
  return {
    async gamesOfDay(league, day, context) {
      const { value } = await pipeline.call({
        api,
        endpoint: sitePath(sport, leagueAtEspn(sport, league, api), 'scoreboard'),
        query: { dates: day.replaceAll('-', ''), limit: String(MOST_EVENTS) },
        context,
        keep: { staleForMs: 0 },
        parse: (envelope) => parseScoreboard(sport, envelope),
      });
      const { games, unreadable } = value;
      return { games: games.filter(({ isPreseason }) => !isPreseason), unreadable };
    },
  };
}
