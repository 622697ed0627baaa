import type { Request, Response, Router } from 'express';
import { z } from 'zod';
import { SPORTS } from '../../domain/sport.ts';
import type { RouteDeps } from '../http-server-types.ts';
import { leaguesPage } from '../pages/leagues-page.ts';
import type { PageContext } from '../pages/page-context.ts';
import { answering } from '../request-context.ts';
import { IsoDate, Season, Sport } from '../requests/values.ts';
import { checked } from '../validation.ts';
import type { FormAction } from './form-action.ts';
import { sendPage } from './page-route.ts';
import { named } from './task-routes.ts';

/** A field of a form that may be left blank, which says nothing. */
function blank<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess(
    (value) => (typeof value === 'string' && value.trim() === '' ? undefined : value),
    schema.optional(),
  );
}

const Text = z.string().trim().max(100);

const FactsForm = z.object({ sport: Sport, timezone: blank(Text), code: blank(Text), country: blank(Text) });

const AddForm = FactsForm.extend({ name: Text.min(1) });

const UpdateForm = FactsForm.extend({ league: Text.min(1) });

const SeasonForm = z.object({
  sport: Sport,
  league: Text,
  season: z.preprocess((value) => (typeof value === 'string' ? Number(value) : value), Season),
  starts: blank(IsoDate),
  ends: blank(IsoDate),
  windowStarts: blank(IsoDate),
  windowEnds: blank(IsoDate),
});

type LeaguePageDeps = RouteDeps & { pageContext: (request: Request, response: Response) => PageContext };

/** The page of leagues. */
export function mountLeaguePages(router: Router, { app, pageContext }: LeaguePageDeps): void {
  router.get(
    '/leagues',
    answering(async (request, response) => {
      const listed = await app.leagueRegister.list({});
      const shown = await Promise.all(listed.map(({ id }) => app.leagueRegister.show({ id })));
      const view = {
        leagues: shown.filter((league) => league !== undefined),
        weights: app.leagueWeights,
        sports: SPORTS,
      };
      sendPage(response, leaguesPage(pageContext(request, response), view));
    }),
  );
}

/** The buttons that change leagues and their seasons, by the path to which they post. */
export function leagueForms({
  app: { leagueRegister, seasonRegister },
}: RouteDeps): readonly (readonly [string, FormAction])[] {
  return [
    [
      '/leagues/add',
      async (input, _request, actor) => {
        const result = await leagueRegister.add(checked(AddForm, 'body', input), named(actor, input.reason));
        return { text: result.message, isGood: result.ok };
      },
    ],
    [
      '/leagues/update',
      async (input, _request, actor) => {
        const order = checked(UpdateForm, 'body', input);
        const result = await leagueRegister.update(order, named(actor, input.reason));
        return { text: result.message, isGood: result.ok };
      },
    ],
    [
      '/leagues/season',
      async (input, _request, actor) => {
        const order = checked(SeasonForm, 'body', input);
        const result = await seasonRegister.set(order, named(actor, input.reason));
        return { text: result.message, isGood: result.ok };
      },
    ],
  ];
}
