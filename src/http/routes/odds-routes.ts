import { z } from 'zod';
import { needMarketKey } from '../../domain/market-key.ts';
import { keyNumbersOf } from '../../odds/read/key-numbers.ts';
import { readClosing, readEvents, readLines, readMovement } from '../../odds/read/odds-queries.ts';
import { ClosingLines, OddsEvents, OddsLines, OddsMovement } from '../answers/odds.ts';
import { type ApiRoute, apiRoute } from '../api-route.ts';
import type { RouteDeps } from '../http-server-types.ts';
import { HttpProblem } from '../problem.ts';
import { IdParams, IsoDate, QueryFlag, numberText } from '../requests/values.ts';

const NO_GAME = { description: 'There is no such game.' };
const DEFAULT_LIMIT = 200;

const MovementQuery = z.strictObject({
  market: z.string().max(60).optional().meta({ description: 'Only this market.', example: 'spreads' }),
});

const ClosingQuery = z.strictObject({
  league: z.string().max(100).optional(),
  date: IsoDate.optional().meta({ description: 'The day of the slate; it is needed.' }),
});

const EventQuery = z.strictObject({
  league: z.string().max(100).optional(),
  all: QueryFlag.optional().meta({ description: 'Those that belong to a game as well.' }),
  limit: numberText(1, 1_000).optional(),
});

/** Odds of games: what stands, how it moved, where it closed; and events that belong to no game. */
export function oddsRoutes(deps: RouteDeps): readonly ApiRoute[] {
  return [...gameRoutes(deps), ...listRoutes(deps)];
}

function gameRoutes({ app }: RouteDeps): readonly ApiRoute[] {
  return [
    apiRoute({
      method: 'get',
      path: '/admin/games/:id/odds',
      area: 'odds',
      summary: 'What bookmakers offer on a game',
      params: IdParams,
      responses: { 200: { description: 'A row for each series.', schema: OddsLines }, 404: NO_GAME },
      async handle({ params }) {
        return { status: 200, body: found(await readLines(app.database.db, params.id), params.id) };
      },
    }),
    apiRoute({
      method: 'get',
      path: '/admin/games/:id/odds/movement',
      area: 'odds',
      summary: 'How the lines of a game moved until its start',
      params: IdParams,
      query: MovementQuery,
      responses: { 200: { description: 'The markets of the game.', schema: OddsMovement }, 404: NO_GAME },
      async handle({ params, query }) {
        const market = query.market === undefined ? undefined : needMarketKey(query.market);
        const movement = await readMovement(app.database.db, params.id, { market, keyNumbersOf });
        return { status: 200, body: found(movement, params.id) };
      },
    }),
    apiRoute({
      method: 'get',
      path: '/admin/games/:id/odds/closing',
      area: 'odds',
      summary: 'Where the lines of a game opened and closed',
      params: IdParams,
      responses: { 200: { description: 'A row for each outcome.', schema: ClosingLines } },
      async handle({ params }) {
        return { status: 200, body: await readClosing(app.database.db, { gameId: params.id }) };
      },
    }),
  ];
}

function listRoutes({ app }: RouteDeps): readonly ApiRoute[] {
  async function leagueNamed(name: string | undefined): Promise<string | undefined> {
    if (name === undefined) return undefined;
    const leagues = await app.leagueRegister.current();
    const league = leagues.findOfAnySport(name);
    if (league !== undefined) return league.name;
    throw new HttpProblem('invalid_request', `There is no league ${JSON.stringify(name)}.`, {
      errors: [{ field: 'league', detail: `is one of ${leagues.all.map((one) => one.name).join(', ')}` }],
    });
  }
  return [
    apiRoute({
      method: 'get',
      path: '/admin/odds/closing',
      area: 'odds',
      summary: 'Where the lines of the games of a day opened and closed',
      query: ClosingQuery,
      responses: { 200: { description: 'A row for each outcome.', schema: ClosingLines } },
      async handle({ query: { league, date } }) {
        const leagueName = await leagueNamed(league);
        if (date === undefined) {
          throw new HttpProblem('invalid_request', 'No day is named.', {
            errors: [{ field: 'date', detail: 'is needed: lines are listed by the day of the slate' }],
          });
        }
        return { status: 200, body: await readClosing(app.database.db, { leagueName, date }) };
      },
    }),
    apiRoute({
      method: 'get',
      path: '/admin/odds/events',
      area: 'odds',
      summary: 'Events of odds that belong to no game, with the games that they may be',
      query: EventQuery,
      responses: { 200: { description: 'The events by their start.', schema: OddsEvents } },
      async handle({ query: { league, all, limit = DEFAULT_LIMIT } }) {
        const isOpen = all === true ? undefined : true;
        const items = await readEvents(app.database.db, {
          leagueName: await leagueNamed(league),
          isOpen,
          limit,
        });
        return { status: 200, body: { items } };
      },
    }),
  ];
}

function found<T>(value: T | undefined, id: number): T {
  if (value === undefined) throw new HttpProblem('not_found', `There is no game ${id}.`);
  return value;
}
