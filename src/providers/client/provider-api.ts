import type { ProviderErrorKind } from '../../domain/provider-error.ts';
import type { Random } from '../../platform/random.ts';
import type { HttpResponse } from './http-client.ts';
import type { ProviderAuth } from './provider-auth.ts';
import type { QuotaHeaders } from './quota-ledger.ts';

/** The part of an answer that carries data, taken out of the provider's envelope. */
export type Envelope = {
  /** The data, not validated yet. */
  response: unknown;
  /** The parameters as the provider understood them, where it repeats them. */
  parameters: Readonly<Record<string, string>>;
};

/** Why an answer is not usable, as far as its status, headers and envelope tell. */
export type Refusal = {
  ok: false;
  kind: Exclude<ProviderErrorKind, 'breaker_open' | 'local' | 'aborted'>;
  /** What the provider said, in one line for people. */
  problem: string;
  /** Earliest moment to ask again (epoch milliseconds), where that is known. */
  retryAtMs?: number;
  /** What it says of the quota beside its headers, such as a month that is spent. */
  quota?: QuotaHeaders;
};

export type EnvelopeReading = { ok: true; envelope: Envelope } | Refusal;

/** What the pipeline must know of a provider: where it is, how to show the key, how to read an answer. */
export type ProviderApi = {
  /** Scheme, host and base path, without a slash at the end. */
  baseUrl: string;
  /** How a call shows the key, which never leaves the client. */
  auth: ProviderAuth;
  /** What every call sends beside it, in lower case, for hosts that answer nobody without. */
  headers?: Readonly<Record<string, string>>;
  /** Whether `If-None-Match` and `If-Modified-Since` may be sent: some providers reject headers that they do not know. */
  takesConditions?: boolean;
  /** The version of the API that is asked, as the provider names it; it stands on every run. */
  version?: string;
  /** Longest time for a whole call at the first attempt; longer at each retry (default 30 s). */
  timeoutMs?: number;
  /** The variable that holds the key. */
  keyVariable?: string;
  /** Why no call can be made at all, such as a missing key, with its remedy. */
  credentialProblem?: string;
  readEnvelope: (response: HttpResponse, now: { nowMs: number; random: Random }) => EnvelopeReading;
  readQuotaHeaders: (headers: Readonly<Record<string, string>>) => QuotaHeaders;
};

/** The host of an API, read once: each call asks for it more than once. */
export function createHosts(): (api: Pick<ProviderApi, 'baseUrl'>) => string {
  const known = new WeakMap<Pick<ProviderApi, 'baseUrl'>, string>();
  return (api) => {
    let host = known.get(api);
    if (host === undefined) known.set(api, (host = hostOf(api.baseUrl)));
    return host;
  };
}

/** Name under which quota, breaker and records know an API: its host, and its base path where it has one. */
export function hostOf(baseUrl: string): string {
  const url = new URL(baseUrl);
  // A place for the key stays one: the key itself is never part of a name.
  const path = url.pathname.replaceAll('%7B', '{').replaceAll('%7D', '}');
  return url.host + path.replace(/\/+$/, '');
}
