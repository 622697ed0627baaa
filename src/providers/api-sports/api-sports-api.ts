import type { ProviderApi } from '../client/provider-api.ts';
import type { QuotaHeaders } from '../client/quota-ledger.ts';
import { readEnvelope } from './envelope.ts';

/** The one header that API-Sports accepts; others that frameworks like to add get a call refused. */
const KEY_HEADER = 'x-apisports-key';

/**
 * An API of API-Sports (football, NBA, American football) for the pipeline. Without a key every call is refused
 * before it is sent.
 */
export function apiSportsApi({
  baseUrl,
  apiKey,
  timeoutMs,
  version,
}: {
  baseUrl: string;
  apiKey: string | undefined;
  timeoutMs?: number | undefined;
  version?: string | undefined;
}): ProviderApi {
  return {
    keyVariable: 'API_SPORTS_KEY',
    baseUrl: baseUrl.replace(/\/+$/, ''),
    auth: apiKey ? { in: 'header', name: KEY_HEADER, secret: apiKey } : { in: 'nowhere' },
    ...(apiKey ? {} : { credentialProblem: 'no key for API-Sports is set; give one as API_SPORTS_KEY' }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(version === undefined ? {} : { version }),
    readEnvelope,
    readQuotaHeaders,
  };
}

/**
 * `x-ratelimit-requests-*` speaks of the day, `x-ratelimit-*` of the minute. What is missing or not a number is
 * left out, and so is what no count can be: a negative number, one beyond any plan, and what stands
 * beside such a number.
 */
function readQuotaHeaders(headers: Readonly<Record<string, string>>): QuotaHeaders {
  const day = allowance(headers['x-ratelimit-requests-limit'], headers['x-ratelimit-requests-remaining']);
  const minute = allowance(headers['x-ratelimit-limit'], headers['x-ratelimit-remaining']);
  return {
    ...(day.limit === undefined ? {} : { dailyLimit: day.limit }),
    ...(day.remaining === undefined ? {} : { dailyRemaining: day.remaining }),
    ...(minute.limit === undefined ? {} : { minuteLimit: minute.limit }),
    ...(minute.remaining === undefined ? {} : { minuteRemaining: minute.remaining }),
  };
}

/** More than any plan allows: what is larger is no number of calls. */
const MOST_CALLS = 100_000_000;

function allowance(
  limitText: string | undefined,
  remainingText: string | undefined,
): { limit?: number; remaining?: number | undefined } {
  const remaining = wholeNumber(remainingText);
  if (remainingText !== undefined && remaining === undefined) return {};
  if (limitText === undefined) return { remaining };
  const limit = wholeNumber(limitText);
  return limit ? { limit, remaining } : {};
}

function wholeNumber(text: string | undefined): number | undefined {
  const number = text !== undefined && /^\d+$/.test(text.trim()) ? Number(text) : undefined;
  return number !== undefined && number <= MOST_CALLS ? number : undefined;
}
