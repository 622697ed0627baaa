import { z } from 'zod';
import { JUDGED_MARKETS } from '../../domain/judged-markets.ts';
import { withLeagueNamed } from '../../domain/league-filter.ts';
import { readEfficiency } from '../../odds/read/market-efficiency.ts';
import { MarketEfficiencies } from '../answers/market-efficiency.ts';
import { type ApiRoute, apiRoute } from '../api-route.ts';
import type { RouteDeps } from '../http-server-types.ts';
import { Season } from '../requests/values.ts';

const EfficiencyQuery = z.strictObject({
  league: z.string().max(100),
  season: Season.optional(),
  market: z.enum(JUDGED_MARKETS).optional(),
});

/** How good the prices of a league's markets were as forecasts. */
export function efficiencyRoutes({ app }: RouteDeps): readonly ApiRoute[] {
  return [
    apiRoute({
      method: 'get',
      path: '/admin/odds/efficiency',
      area: 'odds',
      summary: 'How good opening and closing prices of a league were as forecasts, beside the base rate',
      query: EfficiencyQuery,
      responses: {
        200: { description: 'By season, market and moment.', schema: MarketEfficiencies },
      },
      async handle({ query: { season, market, ...asked } }) {
        const { league } = withLeagueNamed(await app.leagueRegister.current(), asked);
        const filter = { leagueName: league, seasonYear: season, market };
        return { status: 200, body: await readEfficiency(app.database.db, filter) };
      },
    }),
  ];
}
