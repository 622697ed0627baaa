import type { z } from 'zod';
import { actionAnswer } from '../action-answer.ts';
import { type ApiRoute, apiRoute } from '../api-route.ts';
import type { RouteDeps } from '../http-server-types.ts';
import { HttpProblem } from '../problem.ts';
import {
  BoxScoreSchema,
  ChangesSchema,
  GameDetailSchema,
  GamePage,
  TimelineSchema,
} from '../answers/games.ts';
import { ActionSchema } from '../answers/tasks.ts';
import type { Unsent } from '../answers/values.ts';
import { GameListQuery, SeedBody } from '../requests/games.ts';
import { IdParams } from '../requests/values.ts';
import { toGameList } from './list-filters.ts';
import { named } from './task-routes.ts';

const NO_GAME = { description: 'There is no such game.' };

/** A route that reads one document about one game; 404 where there is no such game. */
function documentOfGame<Document extends z.ZodType>(
  suffix: string,
  summary: string,
  { description, schema }: { description: string; schema: Document },
  read: (gameId: number) => Promise<Unsent<z.output<Document>> | undefined>,
): ApiRoute {
  return apiRoute({
    method: 'get',
    path: `/admin/games/:id${suffix}`,
    area: 'games',
    summary,
    params: IdParams,
    responses: { 200: { description, schema }, 404: NO_GAME },
    async handle({ params }) {
      return { status: 200, body: found(await read(params.id), params.id) };
    },
  });
}

/** Lists games, tells their story, and seeds single ones. */
export function gameRoutes({ app, services }: RouteDeps): readonly ApiRoute[] {
  const { gameQueries } = services;
  return [
    apiRoute({
      method: 'get',
      path: '/admin/games',
      area: 'games',
      summary: 'Search games',
      query: GameListQuery,
      responses: { 200: { description: 'A page of games by tip-off.', schema: GamePage } },
      async handle({ query }) {
        const filter = toGameList(await app.leagueRegister.current(), query);
        return { status: 200, body: await gameQueries.list(filter) };
      },
    }),
    documentOfGame(
      '',
      'One game with its tasks and participants',
      { description: 'The game.', schema: GameDetailSchema },
      (id) => gameQueries.get(id),
    ),
    documentOfGame(
      '/timeline',
      'Everything that happened to a game, oldest first, and what is next',
      { description: 'The timeline.', schema: TimelineSchema },
      (id) => gameQueries.timeline(id),
    ),
    documentOfGame(
      '/changes',
      'What was changed in the statistics of a game, from what to what: by corrections, by hand, by a replay',
      { description: 'The changes, oldest first.', schema: ChangesSchema },
      (id) => gameQueries.changes(id),
    ),
    documentOfGame(
      '/box-score',
      'The lines of players and teams of a game, as far as they are in',
      { description: 'Both sides.', schema: BoxScoreSchema },
      services.readBoxScore,
    ),
    apiRoute({
      method: 'post',
      path: '/admin/games/:id/seed',
      area: 'games',
      summary: 'Seed a game now; a seeded one is read again only with force',
      params: IdParams,
      body: SeedBody,
      responses: {
        200: { description: 'The game is due now.', schema: ActionSchema },
        404: NO_GAME,
        409: { description: 'It is being seeded, or seeded already.' },
      },
      async handle({ params, body, actor }) {
        const who = named(actor, body.reason);
        return actionAnswer(await app.taskActions.seedGame(params.id, { force: body.force }, who));
      },
    }),
  ];
}

function found<T>(value: T | undefined, id: number): T {
  if (value === undefined) throw new HttpProblem('not_found', `There is no game ${id}.`);
  return value;
}
