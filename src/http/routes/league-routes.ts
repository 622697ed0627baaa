import { z } from 'zod';
import { withLeagueNamed } from '../../domain/league-filter.ts';
import type { LeagueChangeResult } from '../../reference/leagues/league-register.ts';
import { type ApiAnswer, type ApiRoute, apiRoute } from '../api-route.ts';
import type { RouteDeps } from '../http-server-types.ts';
import { HttpProblem } from '../problem.ts';
import {
  LeagueChange,
  LeagueDetailAnswer,
  LeagueList,
  SeasonChange,
  SeasonList,
} from '../answers/reference.ts';
import { LeagueBody, LeagueUpdateBody, leagueFactsOf } from '../requests/leagues.ts';
import { IdParams, IsoDate, League, Reason, Season, Sport } from '../requests/values.ts';
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
  window_starts_on: IsoDate.optional().meta({ description: 'First day on which its games are believed.' }),
  window_ends_on: IsoDate.optional().meta({ description: 'Last such day.' }),
  reason: Reason.optional(),
});

const CHANGED = {
  200: { description: 'Done, or so already.', schema: LeagueChange },
  400: { description: 'A league cannot be so.' },
  404: { description: 'There is no such league.' },
  409: { description: 'The name or an id means another league.' },
};

/** Leagues, and the days of their seasons. */
export function leagueRoutes(deps: RouteDeps): readonly ApiRoute[] {
  return [...seasonDayRoutes(deps), ...leagueRegisterRoutes(deps)];
}

function leagueRegisterRoutes({ app: { leagueRegister } }: RouteDeps): readonly ApiRoute[] {
  return [
    apiRoute({
      method: 'get',
      path: '/admin/leagues',
      area: 'leagues',
      summary: 'Every league that can be ingested',
      query: z.strictObject({ sport: Sport.optional() }),
      responses: { 200: { description: 'The leagues.', schema: LeagueList } },
      async handle({ query }) {
        return { status: 200, body: { items: await leagueRegister.list(query) } };
      },
    }),
    apiRoute({
      method: 'get',
      path: '/admin/leagues/:id',
      area: 'leagues',
      summary: 'One league with its seasons, and what it still lacks',
      params: IdParams,
      responses: {
        200: { description: 'The league.', schema: LeagueDetailAnswer },
        404: { description: 'There is no such league.' },
      },
      async handle({ params: { id } }) {
        const league = await leagueRegister.show({ id });
        if (!league) throw new HttpProblem('not_found', `There is no league ${id}.`);
        return { status: 200, body: league };
      },
    }),
    apiRoute({
      method: 'post',
      path: '/admin/leagues',
      area: 'leagues',
      summary: 'Add a league: its schedules can be ingested from then on',
      body: LeagueBody,
      responses: CHANGED,
      async handle({ body: { sport, name, ...facts }, actor }) {
        const order = { ...leagueFactsOf(facts), sport, name };
        return changeAnswer(await leagueRegister.add(order, named(actor, facts.reason)));
      },
    }),
    apiRoute({
      method: 'post',
      path: '/admin/leagues/update',
      area: 'leagues',
      summary: 'Change what is said of a league; what is left out stays as it is',
      body: LeagueUpdateBody,
      responses: CHANGED,
      async handle({ body: { sport, league, ...facts }, actor }) {
        const order = { ...leagueFactsOf(facts), sport, league };
        return changeAnswer(await leagueRegister.update(order, named(actor, facts.reason)));
      },
    }),
  ];
}

function changeAnswer(
  result: LeagueChangeResult,
): ApiAnswer<Omit<Extract<LeagueChangeResult, { ok: true }>, 'ok'>> {
  if (result.ok) return { status: 200, body: withoutOk(result) };
  const { reason, message, remedy } = result;
  throw new HttpProblem(reason === 'invalid' ? 'invalid_request' : reason, message, { remedy });
}

function seasonDayRoutes({ app: { leagueRegister, seasonRegister } }: RouteDeps): readonly ApiRoute[] {
  return [
    apiRoute({
      method: 'get',
      path: '/admin/leagues/seasons',
      area: 'leagues',
      summary: 'The seasons whose days are known',
      query: SeasonsQuery,
      responses: { 200: { description: 'The seasons.', schema: SeasonList } },
      async handle({ query }) {
        const filter = withLeagueNamed(await leagueRegister.current(), query);
        return { status: 200, body: { items: await seasonRegister.list(filter) } };
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
        const { sport, league, season, reason } = body;
        const days = {
          starts: body.starts_on,
          ends: body.ends_on,
          cupFinal: body.cup_final_on,
          windowStarts: body.window_starts_on,
          windowEnds: body.window_ends_on,
        };
        const result = await seasonRegister.set({ sport, league, season, ...days }, named(actor, reason));
        if (result.ok) return { status: 200, body: withoutOk(result) };
        throw new HttpProblem(
          result.reason === 'invalid' ? 'invalid_request' : result.reason,
          result.message,
        );
      },
    }),
  ];
}
