import type { AliasResult } from '../../schedule/team-service.ts';
import { type ApiAnswer, type ApiRoute, apiRoute } from '../api-route.ts';
import { answersOf } from '../given-answers.ts';
import type { RouteDeps } from '../http-server-types.ts';
import { HttpProblem } from '../problem.ts';
import { DocumentSchema, PageSchema } from '../response-schemas.ts';
import {
  AliasBody,
  AliasRemovalBody,
  IdParams,
  ImportQuery,
  QuarantineRetryBody,
  ReasonBody,
  TeamQuery,
  TeamResolveQuery,
} from '../schemas.ts';
import { named } from './task-routes.ts';

const TAUGHT = {
  200: { description: 'Done, with the rows in quarantine that can be read now.', schema: DocumentSchema },
  404: { description: 'There is no such league, team or taught name.' },
  409: { description: 'The name means another team of the league.' },
};

/** What was ingested and can be taken back, rows that wait, and the names by which files call teams. */
export function scheduleRoutes({ app, services }: RouteDeps): readonly ApiRoute[] {
  const { ingestService, quarantineService, teamService } = app;
  return [
    apiRoute({
      method: 'get',
      path: '/admin/imports',
      area: 'ingest',
      summary: 'Ingests that changed something, newest first',
      query: ImportQuery,
      responses: { 200: { description: 'A page of imports.', schema: PageSchema } },
      async handle({ query }) {
        return { status: 200, body: await services.importQueries.list(query) };
      },
    }),
    apiRoute({
      method: 'post',
      path: '/admin/imports/:id/undo',
      area: 'ingest',
      summary: 'Take an import back on which no later one built',
      params: IdParams,
      body: ReasonBody,
      responses: {
        200: { description: 'Taken back.', schema: DocumentSchema },
        404: { description: 'There is no such import.' },
        409: { description: 'A later import or a seeding stands in the way; the answer names it.' },
      },
      async handle({ params, body, actor }) {
        const result = await ingestService.undo(params.id, named(actor, body.reason));
        if (!result.ok) throw new HttpProblem(result.reason, result.message);
        return { status: 200, body: withoutOk(result) };
      },
    }),
    apiRoute({
      method: 'post',
      path: '/admin/quarantine/retry',
      area: 'ingest',
      summary: 'Read waiting rows again and bring in what can be used now',
      body: QuarantineRetryBody,
      responses: {
        200: { description: 'Every row is in.', schema: DocumentSchema },
        207: { description: 'Some rows wait on, each with its reason.', schema: DocumentSchema },
      },
      async handle({ body, actor }) {
        const { ids, sport, season, reason, source, ...answers } = body;
        const selection = { ids, sport, season, reason, source };
        const result = await quarantineService.retry(
          selection,
          { name: actor },
          { answers: answersOf(answers) },
        );
        return { status: result.still_open.length > 0 ? 207 : 200, body: result };
      },
    }),
    apiRoute({
      method: 'post',
      path: '/admin/quarantine/:id/discard',
      area: 'ingest',
      summary: 'Give a waiting row up',
      params: IdParams,
      body: ReasonBody,
      responses: {
        200: { description: 'Discarded.', schema: DocumentSchema },
        404: { description: 'There is no such row.' },
        409: { description: 'The row does not wait any more.' },
      },
      async handle({ params, body, actor }) {
        const result = await quarantineService.discard(params.id, named(actor, body.reason));
        if (!result.ok) throw new HttpProblem(result.reason, result.message);
        return { status: 200, body: withoutOk(result) };
      },
    }),
    apiRoute({
      method: 'get',
      path: '/admin/teams',
      area: 'teams',
      summary: 'Teams with the names by which files may call them',
      query: TeamQuery,
      responses: { 200: { description: 'The teams.', schema: DocumentSchema } },
      async handle({ query: { sport, league, q } }) {
        return { status: 200, body: { items: await teamService.list({ sport, league, text: q }) } };
      },
    }),
    apiRoute({
      method: 'get',
      path: '/admin/teams/resolve',
      area: 'teams',
      summary: 'Which team a name in a schedule means',
      query: TeamResolveQuery,
      responses: {
        200: { description: 'The answer of each league.', schema: DocumentSchema },
        404: { description: 'There is no such league.' },
      },
      async handle({ query }) {
        const answers = await teamService.resolve(query);
        if (!answers) throw new HttpProblem('not_found', `There is no league ${query.league}.`);
        const body = {
          name: query.name,
          answers: answers.map(({ league, resolution }) =>
            resolution.ok
              ? {
                  league,
                  ok: true,
                  team_id: resolution.teamKey,
                  team: resolution.teamName,
                  recognised_by: resolution.how,
                }
              : {
                  league,
                  ok: false,
                  reason: resolution.reason,
                  suggestions: resolution.suggestions,
                },
          ),
        };
        return { status: 200, body };
      },
    }),
    apiRoute({
      method: 'post',
      path: '/admin/teams/aliases',
      area: 'teams',
      summary: 'Teach another name of a team',
      body: AliasBody,
      responses: TAUGHT,
      async handle({ body, actor }) {
        return aliasAnswer(await teamService.addAlias(body, named(actor, body.reason)));
      },
    }),
    apiRoute({
      method: 'post',
      path: '/admin/teams/aliases/remove',
      area: 'teams',
      summary: 'Take a taught name back',
      body: AliasRemovalBody,
      responses: TAUGHT,
      async handle({ body, actor }) {
        return aliasAnswer(await teamService.removeAlias(body, named(actor, body.reason)));
      },
    }),
  ];
}

function aliasAnswer(result: AliasResult): ApiAnswer {
  if (result.ok) return { status: 200, body: withoutOk(result) };
  const { reason, message, suggestions } = result;
  throw new HttpProblem(
    reason === 'invalid' ? 'invalid_request' : reason,
    message,
    suggestions.length > 0 ? { remedy: `Known here: ${suggestions.join(', ')}.` } : {},
  );
}

function withoutOk<Facts extends { ok: true }>({ ok: _ok, ...facts }: Facts): Omit<Facts, 'ok'> {
  return facts;
}
