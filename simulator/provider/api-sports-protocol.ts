import {
  type Envelope,
  errorsAs,
  REFUSALS,
  refusalBody,
  rowsBody,
  statusBody,
  tokenRefusalBody,
} from './envelope.ts';
import { planLabel } from './plans.ts';
import type { Call, ErrorFields, Protocol, Refusal, Worded } from './protocol.ts';
import { extraHeaders, KEY_HEADER } from './request-gate.ts';

/** API-Sports: the key in a header, one envelope for everything, refusals with HTTP 200. */
export function apiSportsProtocol(envelope: Envelope): Protocol {
  return {
    key: { in: 'header', name: KEY_HEADER },
    refusedHeaders: extraHeaders,
    rowsBody: ({ get, query }, rows) => rowsBody(get, query, rows, envelope),
    refuse(call, refusal, { errorsStyle }) {
      const { httpStatus, get, query, errors } = worded(call, refusal);
      if (refusal.why === 'credential') return { httpStatus, body: tokenRefusalBody(get, query) };
      return {
        httpStatus,
        body: { ...refusalBody(get, query, errors), errors: errorsAs(errorsStyle, errors) },
      };
    },
    quotaHeaders: ({ dayLimit, dayRemaining, minuteLimit, minuteRemaining }) => ({
      'x-ratelimit-requests-limit': dayLimit,
      'x-ratelimit-requests-remaining': dayRemaining,
      'X-RateLimit-Limit': minuteLimit,
      'X-RateLimit-Remaining': minuteRemaining,
    }),
    account: {
      path: '/status',
      body: ({ plan, usedToday, perDay }) =>
        statusBody({
          account: { firstname: 'Simulated', lastname: 'Account', email: 'account@simulated.invalid' },
          subscription: { plan: planLabel(plan), end: '2099-12-31T00:00:00+00:00', active: true },
          requests: { current: usedToday, limit_day: perDay },
        }),
    },
  };
}

/** A refusal in the provider's own words. The gateway's 429 tells nothing of the call. */
function worded(call: Call, refusal: Refusal): Call & { errors: ErrorFields } & Pick<Worded, 'httpStatus'> {
  if (refusal.why === 'rate_limit' && refusal.form === 'http429')
    return { get: '', query: {}, httpStatus: 429, errors: REFUSALS.tooManyRequests };
  return { ...call, httpStatus: 200, errors: errorsOf(call, refusal) };
}

function errorsOf({ get }: Call, refusal: Refusal): ErrorFields {
  switch (refusal.why) {
    case 'method':
      return REFUSALS.method;
    case 'headers':
      return REFUSALS.extraHeaders(refusal.names);
    case 'unknown_path':
      return REFUSALS.unknownPath;
    case 'quota_day':
      return REFUSALS.quotaDay;
    case 'rate_limit':
      return REFUSALS.tooManyRequestsOf(refusal.perMinute);
    case 'plan':
      return REFUSALS.plan(refusal);
    case 'bad_request':
      return refusal.errors;
    case 'own_bug':
      return REFUSALS.ownBug(get);
    case 'credential':
    case 'not_found':
      return {};
  }
}
