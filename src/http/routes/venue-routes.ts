import type { VenueChangeResult } from '../../reference/venues/venue-register.ts';
import { VenueChange, VenueDetailAnswer, VenueList, VenueQuestions } from '../answers/venues.ts';
import { type ApiAnswer, type ApiRoute, apiRoute } from '../api-route.ts';
import type { RouteDeps } from '../http-server-types.ts';
import { HttpProblem } from '../problem.ts';
import { IdParams } from '../requests/values.ts';
import {
  VenueAliasBody,
  VenueBody,
  VenueMergeBody,
  VenueQuery,
  VenueSplitBody,
  VenueUpdateBody,
} from '../requests/venues.ts';
import { withoutOk } from './schedule-routes.ts';
import { named } from './task-routes.ts';

const CHANGED = {
  200: { description: 'Done, or so already, with the games whose place is known now.', schema: VenueChange },
  400: { description: 'A place cannot be so.' },
  404: { description: 'There is no such place, name or league.' },
  409: { description: 'The name may be that of another place, or the merge cannot be.' },
};

/** Places where games are played. */
export function venueRoutes(deps: RouteDeps): readonly ApiRoute[] {
  return [...lookingRoutes(deps), ...factRoutes(deps), ...aliasRoutes(deps), ...mergeRoutes(deps)];
}

function lookingRoutes({ app: { venueRegister } }: RouteDeps): readonly ApiRoute[] {
  return [
    apiRoute({
      method: 'get',
      path: '/admin/venues',
      area: 'venues',
      summary: 'Places where games are played, with their names',
      query: VenueQuery,
      responses: { 200: { description: 'The places.', schema: VenueList } },
      async handle({ query: { q, ...filter } }) {
        return { status: 200, body: { items: await venueRegister.list({ ...filter, text: q }) } };
      },
    }),
    apiRoute({
      method: 'get',
      path: '/admin/venues/questions',
      area: 'venues',
      summary: 'Words of schedules that may mean several places',
      responses: { 200: { description: 'The questions, with what answers them.', schema: VenueQuestions } },
      async handle() {
        return { status: 200, body: { items: await venueRegister.questions() } };
      },
    }),
    apiRoute({
      method: 'get',
      path: '/admin/venues/:id',
      area: 'venues',
      summary: 'One place, with its ids at providers and what was merged into it',
      params: IdParams,
      responses: {
        200: { description: 'The place.', schema: VenueDetailAnswer },
        404: { description: 'There is no such place.' },
      },
      async handle({ params: { id } }) {
        const venue = await venueRegister.show(id);
        if (venue.ok) return { status: 200, body: withoutOk(venue) };
        throw new HttpProblem('not_found', venue.message);
      },
    }),
  ];
}

function factRoutes({ app: { venueRegister } }: RouteDeps): readonly ApiRoute[] {
  return [
    apiRoute({
      method: 'post',
      path: '/admin/venues',
      area: 'venues',
      summary: 'Add a place',
      body: VenueBody,
      responses: CHANGED,
      async handle({ body: { reason, distinct, ...order }, actor }) {
        return changeAnswer(
          await venueRegister.add({ ...order, isDistinct: distinct }, named(actor, reason)),
        );
      },
    }),
    apiRoute({
      method: 'post',
      path: '/admin/venues/update',
      area: 'venues',
      summary: 'Change what is said of a place; what is left out stays as it is',
      body: VenueUpdateBody,
      responses: CHANGED,
      async handle({ body: { reason, ...order }, actor }) {
        return changeAnswer(await venueRegister.update(order, named(actor, reason)));
      },
    }),
  ];
}

function aliasRoutes({ app: { venueRegister } }: RouteDeps): readonly ApiRoute[] {
  return [
    apiRoute({
      method: 'post',
      path: '/admin/venues/aliases',
      area: 'venues',
      summary: 'Teach another name of a place',
      body: VenueAliasBody,
      responses: CHANGED,
      async handle({ body: { reason, ...order }, actor }) {
        return changeAnswer(await venueRegister.addAlias(order, named(actor, reason)));
      },
    }),
    apiRoute({
      method: 'post',
      path: '/admin/venues/aliases/remove',
      area: 'venues',
      summary: 'Take another name of a place back',
      body: VenueAliasBody,
      responses: CHANGED,
      async handle({ body: { reason, ...order }, actor }) {
        return changeAnswer(await venueRegister.removeAlias(order, named(actor, reason)));
      },
    }),
  ];
}

function mergeRoutes({ app: { venueRegister } }: RouteDeps): readonly ApiRoute[] {
  return [
    apiRoute({
      method: 'post',
      path: '/admin/venues/merge',
      area: 'venues',
      summary: 'Say that a place is another one',
      body: VenueMergeBody,
      responses: CHANGED,
      async handle({ body: { reason, ...order }, actor }) {
        return changeAnswer(await venueRegister.merge(order, named(actor, reason)));
      },
    }),
    apiRoute({
      method: 'post',
      path: '/admin/venues/split',
      area: 'venues',
      summary: 'Undo the merge of a place into another',
      body: VenueSplitBody,
      responses: CHANGED,
      async handle({ body: { reason, venue }, actor }) {
        return changeAnswer(await venueRegister.split(venue, named(actor, reason)));
      },
    }),
  ];
}

function changeAnswer(
  result: VenueChangeResult,
): ApiAnswer<Omit<Extract<VenueChangeResult, { ok: true }>, 'ok'>> {
  if (result.ok) return { status: 200, body: withoutOk(result) };
  const { reason, message, remedy } = result;
  throw new HttpProblem(reason === 'invalid' ? 'invalid_request' : reason, message, { remedy });
}
