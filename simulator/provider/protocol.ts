import type { IncomingHttpHeaders } from 'node:http';
import type { CreditUse } from './credits.ts';
import type { SimulatedProviderDials } from './dials.ts';
import type { PlanLimits } from './plans.ts';
import type { Allowance } from './rate-limits.ts';

/** Query parameters, all strings. */
export type Query = Readonly<Record<string, string>>;

/** Field to message: what is wrong with parameters. */
export type ErrorFields = Readonly<Record<string, string>>;

/** A question as it comes in: the key, if any came, and the rest of the query. */
export type ApiRequest = {
  method: string;
  path: string;
  query: Query;
  headers: IncomingHttpHeaders;
  key: string | undefined;
};

/** Why a call gets no rows. */
export type Refusal =
  | { why: 'method' | 'credential' | 'unknown_path' | 'quota_day' | 'own_bug' }
  | { why: 'headers'; names: readonly string[] }
  | { why: 'rate_limit'; perMinute: number; form: 'http429' | 'http200' }
  | { why: 'bad_request'; errors: ErrorFields }
  | { why: 'plan'; first: number; last: number }
  | { why: 'not_found'; what: 'sport' | 'event' };

/** A path with its parameters; `get` is what the endpoint calls itself. */
export type Call = { get: string; query: Query };

/** A body: an object is sent as JSON, a text as it is. */
export type Body = object | string;

/** What goes over the wire. */
export type Worded = { httpStatus: number; body: Body };

/**
 * How a provider is asked and words its answers. The server around it, with its limits, dials, mishaps and counts, is
 * the same for all providers.
 */
export type Protocol = {
  /** Where the key is; the parameter of a key is no part of the question. With `nowhere`, no key is asked for. */
  key: { in: 'header' | 'query'; name: string } | { in: 'path' | 'nowhere' };
  /** The endpoint of a path that holds parameters or the key; absent where paths are endpoints. */
  route?: (path: string, query: Query) => { path: string; query: Query; key?: string };
  /** Whether bodies carry an ETag, and are left out where the caller has them already (304). */
  hasEtags?: boolean;
  /** Names of the headers for which it refuses a request. */
  refusedHeaders: (headers: IncomingHttpHeaders) => readonly string[];
  /** The body of an answer with rows. */
  rowsBody: (call: Call, rows: unknown) => Body;
  /** What is said where there are no rows, for providers that refuse such a question. */
  whenNothing?: (call: Call) => Worded | undefined;
  refuse: (call: Call, refusal: Refusal, dials: SimulatedProviderDials) => Worded;
  /** How many calls an account may make, where the plans of the dials do not say it. */
  limitsOf?: (dials: SimulatedProviderDials) => PlanLimits;
  /** The headers that tell what is left of the quota. */
  quotaHeaders: (allowance: Allowance & { credits?: CreditUse }) => Readonly<Record<string, number>>;
  /** The account page, which costs no call; absent where there is none. */
  account?: {
    path: string;
    body: (account: { plan: SimulatedProviderDials['plan']; usedToday: number; perDay: number }) => object;
  };
};
