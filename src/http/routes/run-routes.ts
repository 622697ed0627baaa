import { z } from 'zod';
import { withLeagueNamed } from '../../domain/league-filter.ts';
import { MAX_ID } from '../../domain/ids.ts';
import { RUN_KINDS, RUN_STATUSES, SINCE_REMEDY, parseSince } from '../../domain/runs.ts';
import { LineageSchema, RunDetailSchema, RunPage } from '../answers/runs.ts';
import { type ApiRoute, apiRoute } from '../api-route.ts';
import type { RouteDeps } from '../http-server-types.ts';
import { HttpProblem } from '../problem.ts';
import { IdParams, League, Paging, Sport, numberText } from '../requests/values.ts';

const Since = z
  .string()
  .max(40)
  .transform((text, context) => {
    const since = parseSince(text);
    if (since) return since;
    const params = { remedy: SINCE_REMEDY };
    context.addIssue({ code: 'custom', message: 'must be a day or an instant', params });
    return z.NEVER;
  })
  .meta({
    description: 'Runs that ended on this day (UTC) or at this instant, or later.',
    example: '2026-01-15',
  });

export const RunListQuery = z.strictObject({
  kind: z.enum(RUN_KINDS).optional(),
  sport: Sport.optional(),
  league: League.optional().meta({ description: 'Its name, in any case.' }),
  status: z.enum(RUN_STATUSES).optional(),
  since: Since.optional(),
  game_id: numberText(1, MAX_ID).optional(),
  ...Paging,
});

const RunParams = z.strictObject({
  id: z.string().trim().min(1).max(100).meta({
    description: 'The number of its entry, or its name (`run_id`), encoded as one part of a path.',
  }),
});

/** Runs that collected data, each with what it read and wrote, and from which of them a game's figures are. */
export function runRoutes({ app, services }: RouteDeps): readonly ApiRoute[] {
  return [
    apiRoute({
      method: 'get',
      path: '/admin/runs',
      area: 'runs',
      summary: 'List the runs that collected data, the newest first',
      query: RunListQuery,
      responses: { 200: { description: 'A page of runs.', schema: RunPage } },
      async handle({ query: { game_id: gameId, ...query } }) {
        const filter = withLeagueNamed(await app.leagueRegister.current(), query);
        return { status: 200, body: await services.runQueries.list({ ...filter, gameId }) };
      },
    }),
    apiRoute({
      method: 'get',
      path: '/admin/runs/:id',
      area: 'runs',
      summary: 'One run with the rows that it wrote and the bodies that it read',
      params: RunParams,
      responses: {
        200: { description: 'The run.', schema: RunDetailSchema },
        404: { description: 'There is no such run.' },
      },
      async handle({ params }) {
        const run = await services.runQueries.find(params.id);
        if (!run) throw new HttpProblem('not_found', `There is no run ${params.id}.`);
        return { status: 200, body: run };
      },
    }),
    lineageRoute(services),
  ];
}

function lineageRoute({ readLineage }: RouteDeps['services']): ApiRoute {
  return apiRoute({
    method: 'get',
    path: '/admin/games/:id/lineage',
    area: 'runs',
    summary: 'Where each line of a game is from: its run, source, parser and bodies',
    params: IdParams,
    responses: {
      200: { description: 'The lines and their runs.', schema: LineageSchema },
      404: { description: 'There is no such game.' },
    },
    async handle({ params }) {
      const lineage = await readLineage(params.id);
      if (!lineage) throw new HttpProblem('not_found', `There is no game ${params.id}.`);
      return { status: 200, body: lineage };
    },
  });
}
