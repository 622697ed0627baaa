import { isShallowJson } from '../../platform/json-depth.ts';
import type { EnvelopeReading, ProviderApi } from '../client/provider-api.ts';
import { readPlainJson } from '../client/plain-json.ts';

/** ESPN refuses agents that call themselves browsers; a plain name is answered. */
const USER_AGENT = 'scoracle';

/** The data of an answer about something that ESPN does not have. */
export const NOT_THERE = { isNotThere: true } as const;

/** ESPN's site API for the pipeline: it takes no key, and says by the HTTP status what is wrong. */
export function espnApi({
  baseUrl,
  timeoutMs,
}: {
  baseUrl: string;
  timeoutMs?: number | undefined;
}): ProviderApi {
  return {
    baseUrl: baseUrl.replace(/\/+$/, ''),
    auth: { in: 'nowhere' },
    headers: { 'user-agent': USER_AGENT },
    takesConditions: true,
    version: 'v2',
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    readEnvelope,
    readQuotaHeaders: () => ({}),
  };
}

/** Bare JSON; 404 in ESPN's own words is an answer: there is no such event. */
function readEnvelope(
  response: Parameters<ProviderApi['readEnvelope']>[0],
  now: Parameters<ProviderApi['readEnvelope']>[1],
): EnvelopeReading {
  if (response.status === 404 && isOwnNotFound(response.body))
    return { ok: true, envelope: { response: NOT_THERE, parameters: {} } };
  // Nobody's key is refused, for there is none: the address is, and for a while.
  if (response.status === 401 || response.status === 403)
    return {
      ok: false,
      kind: 'unavailable',
      problem: `ESPN refuses calls from here (HTTP ${response.status})`,
    };
  return readPlainJson(response, now);
}

function isOwnNotFound(body: string): boolean {
  try {
    const parsed: unknown = isShallowJson(body) ? JSON.parse(body) : undefined;
    return typeof parsed === 'object' && parsed !== null && Reflect.get(parsed, 'code') === 404;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
