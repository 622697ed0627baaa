import type { ProviderApi } from '../client/provider-api.ts';
import type { ProviderPipeline } from '../client/provider-call.ts';
import type { HistoryPort } from '../history.ts';
import { readDay } from './days.ts';
import { GOALSERVE } from './endpoints.ts';
import { feedDate } from './moments.ts';

/** Days of the past of the NBA: the scores of one day in one call. The feed names neither round nor place. */
export function createHistoryPort({
  pipeline,
  api,
}: {
  pipeline: ProviderPipeline;
  api: ProviderApi;
}): HistoryPort {
  return {
    async gamesOfDay(_league, day, context) {
      const { value } = await pipeline.call({
        api,
        ...GOALSERVE.nbaScores(feedDate(day)),
        context,
        keep: { staleForMs: 0 },
        parse: readDay,
      });
      const games = value.map(({ players: _players, teams: _teams, ...game }) => ({
        ...game,
        isTimeKnown: true,
        stage: null,
        round: null,
        venue: null,
      }));
      return { games, unreadable: [] };
    },
  };
}
