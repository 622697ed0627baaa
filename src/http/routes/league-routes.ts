import { z } from 'zod';
import { type ApiRoute, apiRoute } from '../api-route.ts';
import type { RouteDeps } from '../http-server-types.ts';
import { HttpProblem } from '../problem.ts';
import { SeasonChange, SeasonList } from '../answers/reference.ts';
import { IsoDate, League, Reason, Season, Sport } from '../schemas.ts';
import { withoutOk } from './schedule-routes.ts';
import { named } from './task-routes.ts';

const SeasonsQuery = z.strictObject({ sport: Sport.optional(), league: League.optional() });

const SeasonBody = z.strictObject({
  sport: Sport,
  league: League.optional(),
  season: Season,
  starts_on: IsoDate.optional().meta({ description: 'First day of the regular season.' }),
  ends_on: IsoDate.optional().meta({ description: 'Last day of the regular season.' }),
  cup_final_on: IsoDate.optional().meta({ description: 'A cup final that counts for no statistics.' }),
  reason: Reason.optional(),
});

/** The days of the seasons of leagues. */
export function leagueRoutes({ app: { seasonRegister } }: RouteDeps): readonly ApiRoute[] {
  return [
    apiRoute({
      method: 'get',
      path: '/admin/leagues/seasons',
      area: 'leagues',
      summary: 'The seasons whose days are known',
      query: SeasonsQuery,
      responses: { 200: { description: 'The seasons.', schema: SeasonList } },
      async handle({ query }) {
        return { status: 200, body: { items: await seasonRegister.list(query) } };
      },
    }),
    apiRoute({
      method: 'post',
      path: '/admin/leagues/seasons',
      area: 'leagues',
      summary: 'Say on which days a regular season is played',
      body: SeasonBody,
      responses: {
        200: { description: 'Done, or so already.', schema: SeasonChange },
        400: { description: 'The days cannot be those of the season.' },
        404: { description: 'There is no such league.' },
      },
      async handle({ body, actor }) {
        const { reason, starts_on: starts, ends_on: ends, cup_final_on: cupFinal, ...order } = body;
        const result = await seasonRegister.set({ ...order, starts, ends, cupFinal }, named(actor, reason));
        if (result.ok) return { status: 200, body: withoutOk(result) };
        throw new HttpProblem(
          result.reason === 'invalid' ? 'invalid_request' : result.reason,
          result.message,
        );
      },
    }),
  ];
}
