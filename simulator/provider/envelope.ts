import type { ErrorFields, Query } from './protocol.ts';

/** Whether answers with rows carry `paging`; refusals always do. */
export type Envelope = { hasPaging: boolean };

const ONE_PAGE = { current: 1, total: 1 };

/** PHP writes an empty map as `[]`, so that an envelope without parameters has a list there. */
function phpMap(map: Readonly<Record<string, string>>): Readonly<Record<string, string>> | readonly never[] {
  return Object.keys(map).length === 0 ? [] : map;
}

/** The body of an answer with rows; not every API sends `paging` with those. */
export function rowsBody(get: string, parameters: Query, response: unknown, { hasPaging }: Envelope): object {
  const results = Array.isArray(response) ? response.length : 0;
  const head = { get, parameters: phpMap(parameters), errors: [], results };
  return hasPaging ? { ...head, paging: ONE_PAGE, response } : { ...head, response };
}

/** The body of `/status`, the one endpoint whose `response` is an object and whose `results` is 0. */
export function statusBody(response: object): object {
  return { get: 'status', parameters: [], errors: [], results: 0, paging: ONE_PAGE, response };
}

/** The body of a refusal: `errors` is an object, and unlike in an answer with rows there is `paging`. */
export function refusalBody(get: string, parameters: Query, errors: ErrorFields): object {
  return { get, parameters: phpMap(parameters), errors, results: 0, paging: ONE_PAGE, response: [] };
}

/** `errors` in one of the ways in which it is written. */
export function errorsAs(
  style: 'object' | 'list' | 'text',
  errors: ErrorFields,
): ErrorFields | string[] | string {
  if (style === 'object') return errors;
  return style === 'list' ? Object.values(errors) : Object.values(errors).join(' ');
}

/** The refusal of a missing or wrong key, whose paging is zero. */
export function tokenRefusalBody(get: string, parameters: Query): object {
  const token =
    'Error/Missing application key. Go to https://www.api-football.com/documentation-v3 to learn how to get your API application key.';
  return { ...refusalBody(get, parameters, { token }), paging: { current: 0, total: 0 } };
}

/** What the gateway says, without an envelope, with HTTP 499 and 500. */
export const GATEWAY_TROUBLE = { message: 'Something went wrong while fetching details. Try again later.' };

/** What is said of something that is not there; made up, for want of a recording. */
export const NOT_FOUND = { message: 'Not found.' };

/** The provider's own sentences, word for word where a recorded body has them. */
export const REFUSALS = {
  quotaDay: {
    requests:
      'You have reached the request limit for the day, Go to https://dashboard.api-football.com to upgrade your plan.',
  },
  /** With HTTP 429. */
  tooManyRequests: {
    rateLimit: 'Too many requests. You have exceeded the limit of requests per minute of your subscription.',
  },
  /** With HTTP 200. */
  tooManyRequestsOf: (perMinute: number) => ({
    rateLimit: `Too many requests. Your rate limit is ${perMinute} requests per minute.`,
  }),
  plan: ({ first, last }: { first: number; last: number }) => ({
    plan: `Free plans do not have access to this season, try from ${first} to ${last}.`,
  }),
  unknownPath: { endpoint: 'This endpoint do not exist.' },
  noParameter: { required: 'At least one parameter is required.' },
  /** No recording exists of this one and the next; the documentation only says that an error comes back. */
  extraHeaders: (names: readonly string[]) => ({
    headers: `Only the x-apisports-key header is allowed, remove: ${names.join(', ')}.`,
  }),
  method: { method: 'The API is configured to work only with GET requests.' },
  ownBug: (path: string) => ({
    time: '2019-11-26T00:00:00+00:00',
    bug: 'This is on our side, please report us this bug on https://dashboard.api-football.com',
    report: path,
  }),
} as const;
