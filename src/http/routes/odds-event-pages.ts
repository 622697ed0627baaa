import type { Router } from 'express';
import { z } from 'zod';
import { MAX_ID } from '../../domain/ids.ts';
import { withLeagueNamed } from '../../domain/league-filter.ts';
import { linkOpenEvents } from '../../odds/events/link-events.ts';
import { identityOfEvent, listEvents } from '../../odds/read/event-listing.ts';
import type { LinkResult } from '../../reference/identities/link-order.ts';
import type { RouteDeps } from '../http-server-types.ts';
import type { Notice } from '../pages/notices.ts';
import { oddsEventsPage } from '../pages/odds-events-page.ts';
import { HttpProblem } from '../problem.ts';
import { answering } from '../request-context.ts';
import { numberText } from '../requests/values.ts';
import { checked } from '../validation.ts';
import { fieldsOf } from './filter-fields.ts';
import { type FormAction, idOf } from './form-action.ts';
import { type PageRouteDeps, sendPage } from './page-route.ts';
import { named } from './task-routes.ts';

/** Events shown on a page. */
const SHOWN = 100;

const EventFields = z.object({
  q: z.string().max(200).optional(),
  league: z.string().max(100).optional(),
  show: z.enum(['open', 'linked']).optional(),
});

const LinkForm = z.object({ game: numberText(1, MAX_ID), further: z.string().optional() });

/** The page of events that belong to no game, or to one. */
export function mountOddsEventPages(router: Router, { app, pageContext }: PageRouteDeps): void {
  router.get(
    '/odds/events',
    answering(async (request, response) => {
      const fields = fieldsOf(request.query, Object.keys(EventFields.shape));
      const { q: text, show, league: asked } = checked(EventFields, 'query', fields);
      const leagues = await app.leagueRegister.current();
      const { league } = withLeagueNamed(leagues, { league: asked });
      const isLinked = show === 'linked';
      const { items, total } = await listEvents(app.database.db, {
        isLinked,
        leagueName: league,
        text,
        limit: SHOWN,
      });
      const view = {
        events: items,
        total,
        isLinked,
        leagues: leagues.all.map(({ name }) => name),
        fields: { ...fields, ...(league === undefined ? {} : { league }) },
      };
      sendPage(response, oddsEventsPage(pageContext(request, response), view));
    }),
  );
}

/** The buttons that link events and take links back, by the path to which they post. */
export function oddsEventForms(deps: RouteDeps): readonly (readonly [string, FormAction])[] {
  const { identityRegister } = deps.app;
  return [
    [
      '/odds/events/:id/link',
      async (input, request, actor) => {
        const { game, further } = checked(LinkForm, 'body', input);
        const event = await eventNamed(deps, idOf(request));
        const order = { ...event, type: 'game', entity: game, isAlias: further === 'yes' } as const;
        const result = await identityRegister.link(order, named(actor, input.reason));
        return followed(deps, result);
      },
    ],
    [
      '/odds/events/:id/unlink',
      async (input, request, actor) => {
        const event = await eventNamed(deps, idOf(request));
        const result = await identityRegister.unlink({ ...event, type: 'game' }, named(actor, input.reason));
        return followed(deps, result);
      },
    ],
  ];
}

async function eventNamed({ app }: RouteDeps, id: number) {
  const event = await identityOfEvent(app.database.db, id);
  if (event === undefined) throw new HttpProblem('not_found', `There is no event ${id}.`);
  return event;
}

/** A link says something of other events as well: what may have been two events of a game is one now. */
async function followed({ app }: RouteDeps, result: LinkResult): Promise<Notice> {
  if (result.ok) {
    await app.database.db.transaction(linkOpenEvents);
    return { text: result.message, isGood: true };
  }
  const remedy =
    result.reason === 'conflict'
      ? 'If the provider has two events of the game, say so in the form; if the other link is wrong, take it back first.'
      : result.remedy;
  return { text: `${result.message} ${remedy}`, isGood: false };
}
