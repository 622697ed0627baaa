import type { Request, Response, Router } from 'express';
import { z } from 'zod';
import { withLeagueNamed } from '../../domain/league-filter.ts';
import type { RouteDeps } from '../http-server-types.ts';
import type { PageContext } from '../pages/page-context.ts';
import { teamsPage } from '../pages/teams-page.ts';
import { answering } from '../request-context.ts';
import { AliasBody, TeamBody } from '../requests/teams.ts';
import { checked } from '../validation.ts';
import { type FormAction, idOf } from './form-action.ts';
import { sendPage } from './page-route.ts';
import { retryWords } from './schedule-forms.ts';
import { named } from './task-routes.ts';

const AddForm = z.object({
  sport: TeamBody.shape.sport,
  league: z.string().max(100),
  name: TeamBody.shape.name,
  short: z
    .string()
    .max(10)
    .optional()
    .transform((text) => (text === undefined || text.trim() === '' ? undefined : text)),
  distinct: z.string().optional(),
  /** What a row of the quarantine calls the team. */
  alias: AliasBody.shape.alias.optional(),
});

type TeamPageDeps = RouteDeps & { pageContext: (request: Request, response: Response) => PageContext };

/** The page of a league's teams. */
export function mountTeamPages(router: Router, { app, pageContext }: TeamPageDeps): void {
  router.get(
    '/teams',
    answering(async (request, response) => {
      const text = textOf(request.query['q']);
      const leagues = await app.leagueRegister.current();
      const asked = textOf(request.query['league']);
      const named = asked === '' ? undefined : withLeagueNamed(leagues, { league: asked }).league;
      const league = leagues.findOfAnySport(named ?? '') ?? leagues.all[0];
      if (!league) throw new Error('there are no leagues');
      const teams = await app.teamService.list({ sport: league.sport, league: league.name, text });
      const fields = text === '' ? {} : { q: text };
      const view = {
        league: league.name,
        sport: league.sport,
        leagues: leagues.all.map(({ name }) => name),
        teams,
        fields,
        rosters: await app.rosterReader.listed(teams.map(({ id }) => id)),
      };
      sendPage(response, teamsPage(pageContext(request, response), view));
    }),
  );
}

/** The buttons that change teams, by the path to which they post. */
export function teamForms({ app }: RouteDeps): readonly (readonly [string, FormAction])[] {
  const { teamRegister, teamService, quarantineService } = app;

  return [
    [
      '/teams/add',
      async (input, _request, actor) => {
        const { sport, league, name, short, distinct, alias } = checked(AddForm, 'body', input);
        const who = named(actor, input.reason);
        const order = { sport, league, name, short, isDistinct: distinct === 'yes' };
        const added = await teamRegister.add(order, who);
        if (!added.ok) return { text: added.message, isGood: false };
        const words = [`${added.league} has ${added.team} ${added.is_new ? 'from now on' : 'already'}.`];
        if (alias !== undefined && alias !== added.team) {
          const lesson = { sport, league, team: added.team_id, alias };
          const taught = await teamService.addAlias(lesson, who);
          if (!taught.ok) return { text: [...words, taught.message].join(' '), isGood: false };
        }
        // Rows with another unknown team as well are read again too: they then ask for that one.
        const teamName = { league: added.league, name: alias ?? name };
        words.push(retryWords(await quarantineService.retry({ sport, teamName }, who)));
        return { text: words.join(' '), isGood: true };
      },
    ],
    [
      '/teams/:id/rename',
      async (input, request, actor) => {
        const { sport, league, name } = checked(AddForm, 'body', input);
        const order = { sport, league, team: idOf(request), name };
        const result = await teamRegister.rename(order, named(actor, input.reason));
        return { text: result.message, isGood: result.ok };
      },
    ],
  ];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 200) : '';
}
