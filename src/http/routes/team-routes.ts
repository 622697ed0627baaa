import { z } from 'zod';
import { withLeagueNamed } from '../../domain/league-filter.ts';
import type { TeamRefusal } from '../../reference/teams/team-lookup.ts';
import type { TeamAnswer } from '../../reference/teams/team-service.ts';
import { type ApiAnswer, type ApiRoute, apiRoute } from '../api-route.ts';
import type { RouteDeps } from '../http-server-types.ts';
import { HttpProblem } from '../problem.ts';
import {
  AliasSchema,
  ResolveAnswer,
  RosterAnswer,
  TeamChangeSchema,
  TeamList,
  TeamMoveSchema,
  TeamTextIdSchema,
} from '../answers/teams.ts';
import {
  AliasBody,
  AliasRemovalBody,
  TeamBody,
  TeamMoveBody,
  TeamQuery,
  TeamRenameBody,
  TeamTextIdBody,
  TeamResolveQuery,
} from '../requests/teams.ts';
import { IdParams, Season } from '../requests/values.ts';
import { withoutOk } from './schedule-routes.ts';
import { named } from './task-routes.ts';

const TAUGHT = {
  200: { description: 'Done, with the rows in quarantine that can be read now.', schema: AliasSchema },
  404: { description: 'There is no such league, team or taught name.' },
  409: { description: 'The name means another team of the league.' },
};

const CHANGED = {
  200: {
    description: 'Done, or so already, with the rows in quarantine that can be read now.',
    schema: TeamChangeSchema,
  },
  400: { description: 'The name or the code cannot be one of a team.' },
  404: { description: 'There is no such league or team.' },
  409: { description: 'The name or the code means another team of the league.' },
};

const MOVED = {
  200: { description: 'Done, or so already.', schema: TeamMoveSchema },
  404: { description: 'There is no such league or team.' },
  409: { description: 'The name means another team, or the team has games in that season.' },
};

/** Teams, and the names by which files call them. */
export function teamRoutes({ app }: RouteDeps): readonly ApiRoute[] {
  return [...lookingRoutes(app), ...changingRoutes(app), ...namingRoutes(app)];
}

function lookingRoutes({ leagueRegister, teamService }: RouteDeps['app']): readonly ApiRoute[] {
  return [
    apiRoute({
      method: 'get',
      path: '/admin/teams',
      area: 'teams',
      summary: 'Teams with the names by which files may call them',
      query: TeamQuery,
      responses: { 200: { description: 'The teams.', schema: TeamList } },
      async handle({ query: { sport, league, q } }) {
        const filter = withLeagueNamed(await leagueRegister.current(), { sport, league, text: q });
        return { status: 200, body: { items: await teamService.list(filter) } };
      },
    }),
    apiRoute({
      method: 'get',
      path: '/admin/teams/resolve',
      area: 'teams',
      summary: 'Which team a name in a schedule means',
      query: TeamResolveQuery,
      responses: {
        200: { description: 'The answer of each league.', schema: ResolveAnswer },
      },
      async handle({ query }) {
        const asked = withLeagueNamed(await leagueRegister.current(), query);
        const answers = await teamService.resolve(asked);
        if (!answers) throw new HttpProblem('not_found', `There is no league ${query.league}.`);
        return { status: 200, body: { name: query.name, answers: answers.map(resolutionAnswer) } };
      },
    }),
  ];
}

function changingRoutes({ teamRegister, teamMover, rosterReader }: RouteDeps['app']): readonly ApiRoute[] {
  return [
    apiRoute({
      method: 'get',
      path: '/admin/teams/:id/roster',
      area: 'teams',
      summary: "A team's players in a season, with those who have left",
      params: IdParams,
      query: z.strictObject({ season: Season.optional() }),
      responses: {
        200: { description: 'The players; of the newest season without one.', schema: RosterAnswer },
        404: { description: 'There is no such team.' },
      },
      async handle({ params: { id }, query: { season } }) {
        const roster = await rosterReader.show({ teamId: id, season });
        if (roster.ok) return { status: 200, body: withoutOk(roster) };
        throw new HttpProblem('not_found', roster.message);
      },
    }),
    apiRoute({
      method: 'post',
      path: '/admin/teams',
      area: 'teams',
      summary: 'Add a team to a league',
      body: TeamBody,
      responses: CHANGED,
      async handle({ body: { reason, distinct, ...order }, actor }) {
        return changeAnswer(await teamRegister.add({ ...order, isDistinct: distinct }, named(actor, reason)));
      },
    }),
    apiRoute({
      method: 'post',
      path: '/admin/teams/rename',
      area: 'teams',
      summary: 'Give a team another name; the names that it had go on to mean it',
      body: TeamRenameBody,
      responses: CHANGED,
      async handle({ body: { reason, distinct, ...order }, actor }) {
        return changeAnswer(
          await teamRegister.rename({ ...order, isDistinct: distinct }, named(actor, reason)),
        );
      },
    }),
    apiRoute({
      method: 'post',
      path: '/admin/teams/move',
      area: 'teams',
      summary:
        'Say in which league a team plays in a season, or that it does not; the league that it leaves has it no longer',
      body: TeamMoveBody,
      responses: MOVED,
      async handle({ body: { reason, out, distinct, ...order }, actor }) {
        const move = { ...order, isOut: out, isDistinct: distinct };
        return changeAnswer(await teamMover.move(move, named(actor, reason)));
      },
    }),
  ];
}

function namingRoutes({ teamService, teamTextIds }: RouteDeps['app']): readonly ApiRoute[] {
  return [
    apiRoute({
      method: 'post',
      path: '/admin/teams/text-id',
      area: 'teams',
      summary: 'Say what the views call a team',
      body: TeamTextIdBody,
      responses: {
        200: { description: 'Done, or so already.', schema: TeamTextIdSchema },
        400: { description: 'The text cannot be an id.' },
        404: { description: 'There is no such league or team.' },
        409: { description: 'Another team of the league has the id.' },
      },
      async handle({ body: { reason, text_id: textId, ...order }, actor }) {
        return changeAnswer(await teamTextIds.change({ ...order, textId }, named(actor, reason)));
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
        return changeAnswer(await teamService.addAlias(body, named(actor, body.reason)));
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
        return changeAnswer(await teamService.removeAlias(body, named(actor, body.reason)));
      },
    }),
  ];
}

function resolutionAnswer({ league, resolution }: TeamAnswer) {
  if (resolution.ok) {
    const { teamKey: team_id, teamName: team, how: recognised_by } = resolution;
    return { league, ok: true as const, team_id, team, recognised_by };
  }
  const { reason, suggestions } = resolution;
  return { league, ok: false as const, reason, suggestions };
}

function changeAnswer<Change extends { ok: true }>(
  result: Change | TeamRefusal,
): ApiAnswer<Omit<Change, 'ok'>> {
  if (result.ok) return { status: 200, body: withoutOk(result) };
  const { reason, message, suggestions } = result;
  throw new HttpProblem(
    reason === 'invalid' ? 'invalid_request' : reason,
    message,
    suggestions.length > 0 ? { remedy: `Known here: ${suggestions.join(', ')}.` } : {},
  );
}
