import type { Clock } from '../../src/platform/clock.ts';
import type { Random } from '../../src/platform/random.ts';
import type { CreditAccount, CreditUse } from './credits.ts';
import { disturbancesFor, limitsInForce, type SimulatedProviderDials } from './dials.ts';
import { GATEWAY_TROUBLE, NOT_FOUND } from './envelope.ts';
import { drawMishap, HTML_PAGE, malformBody, type Mishap, wireOf } from './faults.ts';
import { FIREWALL_PAGE, type Firewall } from './firewall.ts';
import { checkParameters } from './parameters.ts';
import type { ApiRequest, Body as WireBody, Call, Query, Refusal } from './protocol.ts';
import type { RateLimits } from './rate-limits.ts';
import type { SimulatedApi, SimulatedEndpoint } from './simulated-api.ts';
import type { Outcome } from './usage-stats.ts';

/** What happens to a request: a body is sent, the connection is cut, or nothing ever comes. */
export type Reply =
  | {
      kind: 'body';
      outcome: Outcome;
      httpStatus: number;
      contentType: string;
      text: string;
      /** How the account's credits stood when it was answered. */
      credits?: CreditUse;
    }
  | { kind: 'reset'; outcome: Outcome }
  | { kind: 'silence'; outcome: Outcome };

export type ResponderParts = {
  api: SimulatedApi;
  clock: Clock;
  random: Random;
  limits: RateLimits;
  credits: CreditAccount;
  firewall: Firewall;
  dials: () => SimulatedProviderDials;
  /** The key that is accepted; undefined accepts any that is not empty. */
  key: string | undefined;
};

/** One account's conversation with the API: what it is made of, and how often the minute was over. */
type Conversation = ResponderParts & { minuteRefusals: number };

/** Decides the reply to one API request: credentials, then limits, then parameters, then mishaps, then rows. */
export function createResponder(parts: ResponderParts) {
  const conversation: Conversation = { ...parts, minuteRefusals: 0 };
  return (request: ApiRequest): Reply => withCredits(conversation, respond(conversation, request));
}

/** Every answer tells how the account stands; what costs nothing says so. */
function withCredits({ credits, dials }: Conversation, reply: Reply): Reply {
  if (reply.kind !== 'body' || reply.credits) return reply;
  return { ...reply, credits: credits.charge(0, dials()) };
}

function respond(conversation: Conversation, request: ApiRequest): Reply {
  const { firewall, dials } = conversation;
  const { isDown, isHanging } = dials();
  if (isDown) return { kind: 'reset', outcome: 'down' };
  if (isHanging) return { kind: 'silence', outcome: 'hang' };
  if (firewall.isBlocking()) return page(FIREWALL_PAGE, 'blocked', 403);
  return refuseForm(conversation, request) ?? respondAtEndpoint(conversation, request);
}

/** A request that is wrong whatever it asks for, refused; undefined for any other. */
function refuseForm(conversation: Conversation, request: ApiRequest): Reply | undefined {
  const { method, path, query, headers } = request;
  const { protocol } = conversation.api;
  const call = { get: path.slice(1), query };
  if (method !== 'GET') return refuse(conversation, call, { why: 'method' });
  const names = protocol.refusedHeaders(headers);
  if (names.length > 0) return refuse(conversation, call, { why: 'headers', names });
  if (!isKeyValid(conversation, request)) return refuse(conversation, call, { why: 'credential' });
  return undefined;
}

function respondAtEndpoint(conversation: Conversation, { path, query }: ApiRequest): Reply {
  const { api, limits, firewall, dials } = conversation;
  const call = { get: path.slice(1), query };
  if (path === api.protocol.account?.path) return answerStatus(conversation);
  const endpoint = Object.hasOwn(api.endpoints, path) ? api.endpoints[path] : undefined;
  if (endpoint === undefined) return refuse(conversation, call, { why: 'unknown_path' });

  const verdict = limits.admit(limitsInForce(dials(), api.protocol), dials().minuteWindow);
  if (verdict !== 'admitted') firewall.noteRefusal(dials().blockAfterRefusals);
  if (verdict === 'over_day') return refuse(conversation, call, { why: 'quota_day' });
  if (verdict !== 'admitted') return refuseMinute(conversation, call, 'rate_limit');

  const errors = checkParameters(endpoint.rules, query);
  if (errors !== undefined) return refuse(conversation, call, { why: 'bad_request', errors });
  if (!isSeasonIncluded(dials(), query['season']))
    return refuse(conversation, call, { why: 'plan', ...dials().freeSeasons });
  const refusal = endpoint.refusal?.(query, { nowMs: conversation.clock.nowMs(), dials: dials() });
  if (refusal) return refuse(conversation, call, refusal);
  const cost = endpoint.creditsOf?.(query) ?? 0;
  if (!conversation.credits.covers(cost, dials())) return refuse(conversation, call, { why: 'quota_day' });
  return charged(conversation, cost, answerWithMishaps(conversation, endpoint, { path, ...call }));
}

/** Takes what a call costs: nothing where it was refused or has no rows, and all of it where its answer is lost. */
function charged({ credits, dials }: Conversation, cost: number, reply: Reply): Reply {
  const isFree =
    reply.kind === 'body' &&
    (reply.httpStatus !== 200 || reply.outcome === 'empty' || reply.outcome === 'empty_injected');
  const use = credits.charge(isFree ? 0 : cost, dials());
  return reply.kind === 'body' ? { ...reply, credits: use } : reply;
}

function isSeasonIncluded(
  { plan, freeSeasons }: SimulatedProviderDials,
  season: string | undefined,
): boolean {
  return (
    plan !== 'free' ||
    season === undefined ||
    (Number(season) >= freeSeasons.first && Number(season) <= freeSeasons.last)
  );
}

function answerWithMishaps(
  conversation: Conversation,
  endpoint: SimulatedEndpoint,
  { path, ...call }: Call & { path: string },
): Reply {
  const { random, dials } = conversation;
  const { query } = call;
  const mishap = drawMishap(random, dials(), disturbancesFor(dials(), path, entityOf(endpoint, query)));
  if (mishap.kind === 'rate_limit') return refuseMinute(conversation, call, 'rate_limit_injected');
  if (mishap.kind !== 'fault') return answer(conversation, endpoint, { query, mishap });
  switch (mishap.fault) {
    case 'http500':
      return json(GATEWAY_TROUBLE, 'http500', 500);
    case 'http499':
      return json(GATEWAY_TROUBLE, 'http499', 499);
    case 'http404':
      return json(NOT_FOUND, 'http404', 404);
    case 'html':
      return page(HTML_PAGE, 'html', 502);
    case 'http204':
      return { ...json({}, 'http204', 204), text: '' };
    case 'own_bug':
      return refuse(conversation, call, { why: 'own_bug' });
    case 'timeout':
      return { kind: 'silence', outcome: 'timeout' };
    case 'reset':
      return { kind: 'reset', outcome: 'reset' };
  }
}

function isKeyValid({ api, dials, key }: Conversation, request: ApiRequest): boolean {
  if (api.protocol.key.in === 'nowhere') return true;
  if (dials().isKeyRevoked || request.key === undefined) return false;
  return key === undefined || request.key === key;
}

function refuse(
  { api, dials }: Conversation,
  call: Call,
  refusal: Refusal,
  outcome: Outcome = refusal.why,
): Reply {
  const { body, httpStatus } = api.protocol.refuse(call, refusal, dials());
  return json(body, outcome, httpStatus);
}

function refuseMinute(conversation: Conversation, call: Call, outcome: Outcome): Reply {
  const { rateLimitStyle } = conversation.dials();
  conversation.minuteRefusals += 1;
  const is429 =
    rateLimitStyle === 'http429' || (rateLimitStyle === 'alternate' && conversation.minuteRefusals % 2 === 1);
  const { perMinute } = limitsInForce(conversation.dials(), conversation.api.protocol);
  const form = is429 ? 'http429' : 'http200';
  return refuse(conversation, call, { why: 'rate_limit', perMinute, form }, outcome);
}

function answerStatus({ api, limits, dials }: Conversation): Reply {
  const { perDay } = limitsInForce(dials(), api.protocol);
  const account = { plan: dials().plan, usedToday: limits.usedToday(), perDay };
  return json(api.protocol.account?.body(account) ?? {}, 'ok');
}

function answer(
  { api, clock, dials }: Conversation,
  endpoint: SimulatedEndpoint,
  { query, mishap }: { query: Query; mishap: Mishap },
): Reply {
  const bodyOf = (rows: unknown): WireBody => api.protocol.rowsBody({ get: endpoint.get, query }, rows);
  if (mishap.kind === 'empty') return json(bodyOf([]), 'empty_injected');
  const subject = mishap.kind === 'wrong_game' ? otherSubject(api, endpoint, query) : undefined;
  const rows = endpoint.rows(subject ?? query, { nowMs: clock.nowMs(), dials: dials() });
  const nothing = rows.length === 0 ? api.protocol.whenNothing?.({ get: endpoint.get, query }) : undefined;
  if (nothing) return json(nothing.body, 'empty', nothing.httpStatus);
  if (mishap.kind === 'malformed') {
    const { text, contentType } = malformBody(rows, mishap.malformed, bodyOf);
    return { kind: 'body', outcome: 'malformed', httpStatus: 200, contentType, text };
  }
  if (subject !== undefined) return json(bodyOf(rows), 'wrong_game');
  return json(bodyOf(rows), rows.length === 0 ? 'empty' : 'ok');
}

function otherSubject(
  api: SimulatedApi,
  { gameParameter }: SimulatedEndpoint,
  query: Query,
): Query | undefined {
  const asked = gameParameter === undefined ? undefined : query[gameParameter];
  const other = asked === undefined ? undefined : api.otherGameId(asked);
  return gameParameter === undefined || other === undefined
    ? undefined
    : { ...query, [gameParameter]: other };
}

/** The player or team that a call names, where the endpoint is asked about one. */
function entityOf({ entityParameter }: SimulatedEndpoint, query: Query): string | undefined {
  return entityParameter === undefined ? undefined : query[entityParameter];
}

type Body = Reply & { kind: 'body' };

function json(body: WireBody, outcome: Outcome, httpStatus = 200): Body {
  const wire = wireOf(body);
  return { kind: 'body', outcome, httpStatus, ...wire };
}

function page(text: string, outcome: Outcome, httpStatus: number): Body {
  return { kind: 'body', outcome, httpStatus, contentType: 'text/html', text };
}
