import type { LinkResult } from '../../reference/identities/link-order.ts';
import type { PlayerChangeResult } from '../../reference/players/player-merger.ts';
import { type ApiAnswer, type ApiRoute, apiRoute } from '../api-route.ts';
import type { RouteDeps } from '../http-server-types.ts';
import {
  IdBody,
  IdQuery,
  IdQuestionQuery,
  IdRemovalBody,
  NoneBody,
  PlayerMergeBody,
  PlayerSplitBody,
} from '../requests/identities.ts';
import { HttpProblem } from '../problem.ts';
import { IdChange, IdList, NoneOfThem, PlayerChange, PlayerQuestionList } from '../answers/reference.ts';
import { withoutOk } from './schedule-routes.ts';
import { named } from './task-routes.ts';

/** As many ids as an answer holds where nobody says how many. */
const DEFAULT_LIMIT = 100;

const LINKED = {
  200: { description: 'Done, or so already.', schema: IdChange },
  400: { description: 'The id or the provider cannot be one.' },
  404: { description: 'There is no such entity or id.' },
  409: { description: 'The id means another entity, or the entity has another id.' },
};

const CHANGED = {
  200: { description: 'Done, with what was moved.', schema: PlayerChange },
  400: { description: 'Two players are needed.' },
  404: { description: 'There is no such player or merge.' },
  409: { description: 'They are two players: they have lines in one game, or play two sports.' },
};

/** Whom the ids of providers mean, and players who are one. */
export function identityRoutes(deps: RouteDeps): readonly ApiRoute[] {
  return [...idRoutes(deps), ...playerRoutes(deps)];
}

/** Ids at providers: who has them, tying one, taking one away. */
function idRoutes({ app: { identityRegister } }: RouteDeps): readonly ApiRoute[] {
  return [
    apiRoute({
      method: 'get',
      path: '/admin/ids',
      area: 'ids',
      summary: 'Ids at providers and what they mean',
      query: IdQuery,
      responses: { 200: { description: 'The ids.', schema: IdList } },
      async handle({ query: { external_id: externalId, q, limit, ...filter } }) {
        const wanted = { ...filter, externalId, text: q, limit: limit ?? DEFAULT_LIMIT };
        return { status: 200, body: { items: await identityRegister.list(wanted) } };
      },
    }),
    apiRoute({
      method: 'get',
      path: '/admin/ids/questions',
      area: 'ids',
      summary: 'Players of whom it is not plain who they are, with who may be meant and why',
      query: IdQuestionQuery,
      responses: { 200: { description: 'The questions.', schema: PlayerQuestionList } },
      async handle({ query: { limit, ...filter } }) {
        const open = await identityRegister.questions({ ...filter, limit: limit ?? DEFAULT_LIMIT });
        return { status: 200, body: open };
      },
    }),
    apiRoute({
      method: 'post',
      path: '/admin/ids/none',
      area: 'ids',
      summary: 'Say of a player in question that they are none of those who may be meant',
      body: NoneBody,
      responses: {
        200: { description: 'Nothing asks about them again.', schema: NoneOfThem },
        404: { description: 'Nothing is asked about this id.' },
      },
      async handle({ body: { external_id: externalId, reason, ...id }, actor }) {
        const isDone = await identityRegister.noneOf({ ...id, externalId }, named(actor, reason));
        if (!isDone)
          throw new HttpProblem('not_found', `Nothing is asked about ${externalId} at ${id.provider}.`);
        const message = `${externalId} at ${id.provider} is none of those who were named.`;
        return { status: 200, body: { provider: id.provider, external_id: externalId, message } };
      },
    }),
    apiRoute({
      method: 'post',
      path: '/admin/ids/link',
      area: 'ids',
      summary: 'Tie an id at a provider to a team, player, game or league',
      body: IdBody,
      responses: LINKED,
      async handle({ body: { external_id: externalId, alias, reason, ...order }, actor }) {
        const who = named(actor, reason);
        return linkAnswer(await identityRegister.link({ ...order, externalId, isAlias: alias }, who));
      },
    }),
    apiRoute({
      method: 'post',
      path: '/admin/ids/unlink',
      area: 'ids',
      summary: 'Take an id at a provider from whoever has it',
      body: IdRemovalBody,
      responses: LINKED,
      async handle({ body: { external_id: externalId, reason, ...order }, actor }) {
        return linkAnswer(await identityRegister.unlink({ ...order, externalId }, named(actor, reason)));
      },
    }),
  ];
}

/** Making two players one, and two of them again. */
function playerRoutes({ app: { playerMerger } }: RouteDeps): readonly ApiRoute[] {
  return [
    apiRoute({
      method: 'post',
      path: '/admin/players/merge',
      area: 'players',
      summary: 'Make two players one',
      body: PlayerMergeBody,
      responses: CHANGED,
      async handle({ body: { from, into, reason }, actor }) {
        return playerAnswer(await playerMerger.merge({ from, into }, named(actor, reason)));
      },
    }),
    apiRoute({
      method: 'post',
      path: '/admin/players/split',
      area: 'players',
      summary: 'Part two players again who were made one',
      body: PlayerSplitBody,
      responses: CHANGED,
      async handle({ body: { player, merge_id: mergeId, reason }, actor }) {
        return playerAnswer(await playerMerger.split({ player, mergeId }, named(actor, reason)));
      },
    }),
  ];
}

function linkAnswer(result: LinkResult): ApiAnswer<Omit<Extract<LinkResult, { ok: true }>, 'ok'>> {
  if (result.ok) return { status: 200, body: withoutOk(result) };
  const { reason, message, remedy } = result;
  throw new HttpProblem(reason === 'invalid' ? 'invalid_request' : reason, message, { remedy });
}

function playerAnswer(
  result: PlayerChangeResult,
): ApiAnswer<Omit<Extract<PlayerChangeResult, { ok: true }>, 'ok'>> {
  if (result.ok) return { status: 200, body: withoutOk(result) };
  throw new HttpProblem(result.reason === 'invalid' ? 'invalid_request' : result.reason, result.message);
}
