import { z } from 'zod';
import { readPythagorean } from '../../analytics/history/read-pythagorean.ts';
import { deductPoints } from '../../analytics/standings/stored/deduct-points.ts';
import { readStandings } from '../../analytics/standings/stored/read-standings.ts';
import { withLeagueNamed } from '../../domain/league-filter.ts';
import { DeductionSchema, PythagoreanSchema, StandingsSchema } from '../answers/standings.ts';
import { type ApiRoute, apiRoute } from '../api-route.ts';
import type { RouteDeps } from '../http-server-types.ts';
import { HttpProblem } from '../problem.ts';
import { AliasBody } from '../requests/teams.ts';
import { IsoDate, League, Reason, Season, Sport } from '../requests/values.ts';
import { withoutOk } from './schedule-routes.ts';
import { named } from './task-routes.ts';

const StandingsQuery = z.strictObject({
  league: z.string().max(100),
  season: Season.optional(),
  date: IsoDate.optional().meta({ description: 'The table as it stood at the end of this day.' }),
});

const DeductionBody = z.strictObject({
  sport: Sport,
  league: League.optional(),
  team: AliasBody.shape.team,
  season: Season,
  decided_on: IsoDate,
  points: z
    .int()
    .min(-50)
    .max(50)
    .meta({ description: 'Below 0 where some are given back; 0 takes the decision of the day back.' }),
  source: z.string().trim().min(1).max(300).meta({ description: 'Where it is said.' }),
  reason: Reason.optional(),
});

/** Tables of leagues, and decisions about their points. */
export function standingsRoutes({ app }: RouteDeps): readonly ApiRoute[] {
  return [
    apiRoute({
      method: 'get',
      path: '/admin/standings',
      area: 'standings',
      summary: 'The table of a league, of today or as it stood, with what parted teams that were level',
      query: StandingsQuery,
      responses: {
        200: { description: 'The teams, by conference and place.', schema: StandingsSchema },
        404: { description: 'There is no table of it.' },
      },
      async handle({ query: { season, date, ...asked } }) {
        const { league } = withLeagueNamed(await app.leagueRegister.current(), asked);
        const found = await readStandings(app.database.db, { leagueName: league, seasonYear: season, date });
        if (found.ok) return { status: 200, body: withoutOk(found) };
        throw new HttpProblem('not_found', found.message, { remedy: found.remedy });
      },
    }),
    apiRoute({
      method: 'get',
      path: '/admin/standings/pythagorean',
      area: 'standings',
      summary: 'The games that teams of a league should have won by their points, beside those that they won',
      query: StandingsQuery,
      responses: {
        200: { description: 'The teams, the best share first.', schema: PythagoreanSchema },
        404: { description: 'No final game of it is known, or no exponent.' },
      },
      async handle({ query: { season, date, ...asked } }) {
        const { league } = withLeagueNamed(await app.leagueRegister.current(), asked);
        const filter = { leagueName: league, seasonYear: season, date };
        const found = await readPythagorean(app.database.db, filter);
        if (found.ok) return { status: 200, body: withoutOk(found) };
        throw new HttpProblem('not_found', found.message, { remedy: found.remedy });
      },
    }),
    apiRoute({
      method: 'post',
      path: '/admin/standings/deductions',
      area: 'standings',
      summary: 'Say that points were taken off a team by a decision; the tables since then follow',
      body: DeductionBody,
      responses: {
        200: { description: 'Done.', schema: DeductionSchema },
        400: { description: 'The table of the league counts no points.' },
        404: { description: 'There is no such league or team.' },
      },
      async handle({ body: { season, decided_on: decidedOn, reason, ...order }, actor }) {
        const result = await deductPoints(
          app.database.db,
          { ...order, seasonYear: season, decidedOn },
          named(actor, reason),
        );
        if (result.ok) return { status: 200, body: withoutOk(result) };
        throw new HttpProblem(
          result.reason === 'invalid' ? 'invalid_request' : result.reason,
          result.message,
        );
      },
    }),
  ];
}
