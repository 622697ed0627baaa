import type { Request, Response, Router } from 'express';
import { z } from 'zod';
import { withLeagueNamed } from '../../domain/league-filter.ts';
import { VENUE_LENGTHS } from '../../domain/venue.ts';
import type { RouteDeps } from '../http-server-types.ts';
import type { PageContext } from '../pages/page-context.ts';
import { venuesPage } from '../pages/venues-page.ts';
import { answering } from '../request-context.ts';
import { checked } from '../validation.ts';
import { type FormAction, idOf } from './form-action.ts';
import { sendPage } from './page-route.ts';
import { named } from './task-routes.ts';

/** A field that may be left blank. */
const blank = (longest: number) =>
  z
    .string()
    .max(longest)
    .optional()
    .transform((text) => (text === undefined || text.trim() === '' ? undefined : text.trim()));

const FactsForm = z.object({
  city: blank(VENUE_LENGTHS.city),
  country: blank(VENUE_LENGTHS.country),
  timezone: blank(64),
});

const AddForm = FactsForm.extend({
  name: z.string().trim().min(1).max(VENUE_LENGTHS.name),
  distinct: z.string().optional(),
});

const AliasForm = z.object({
  alias: z.string().trim().min(1).max(VENUE_LENGTHS.name),
  league: blank(100),
});

const IntoForm = z.object({ into: z.string().trim().min(1).max(VENUE_LENGTHS.name) });

type VenuePageDeps = RouteDeps & { pageContext: (request: Request, response: Response) => PageContext };

/** The page of places. */
export function mountVenuePages(router: Router, { app, pageContext }: VenuePageDeps): void {
  router.get(
    '/venues',
    answering(async (request, response) => {
      const text = textOf(request.query['q']);
      const leagues = await app.leagueRegister.current();
      const asked = textOf(request.query['league']);
      const { league } = withLeagueNamed(leagues, asked === '' ? {} : { league: asked });
      const view = {
        venues: await app.venueRegister.list({ text, league }),
        questions: await app.venueRegister.questions(),
        leagues: leagues.all.map(({ name }) => name),
        fields: { ...(text === '' ? {} : { q: text }), ...(league === undefined ? {} : { league }) },
      };
      sendPage(response, venuesPage(pageContext(request, response), view));
    }),
  );
}

/** The buttons that change places, by the path to which they post. */
export function venueForms({
  app: { venueRegister },
}: RouteDeps): readonly (readonly [string, FormAction])[] {
  return [
    [
      '/venues/add',
      async (input, _request, actor) => {
        const { distinct, ...order } = checked(AddForm, 'body', input);
        const who = named(actor, input.reason);
        return words(await venueRegister.add({ ...order, isDistinct: distinct === 'yes' }, who));
      },
    ],
    [
      '/venues/:id/update',
      async (input, request, actor) => {
        const { distinct: _distinct, ...order } = checked(AddForm, 'body', input);
        const who = named(actor, input.reason);
        return words(await venueRegister.update({ ...order, venue: idOf(request) }, who));
      },
    ],
    [
      '/venues/:id/alias',
      async (input, request, actor) => {
        const order = { ...checked(AliasForm, 'body', input), venue: idOf(request) };
        return words(await venueRegister.addAlias(order, named(actor, input.reason)));
      },
    ],
    [
      '/venues/:id/merge',
      async (input, request, actor) => {
        const { into } = checked(IntoForm, 'body', input);
        return words(await venueRegister.merge({ from: idOf(request), into }, named(actor, input.reason)));
      },
    ],
    [
      '/venues/:id/split',
      async (input, request, actor) =>
        words(await venueRegister.split(idOf(request), named(actor, input.reason))),
    ],
  ];
}

function words(result: { ok: true; message: string } | { ok: false; message: string; remedy: string }) {
  return result.ok
    ? { text: result.message, isGood: true }
    : { text: `${result.message} ${result.remedy}`, isGood: false };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 200) : '';
}
