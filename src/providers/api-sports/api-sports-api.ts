import type { ProviderApi } from '../http/provider-api.ts';
import type { QuotaHeaders } from '../http/quota-ledger.ts';
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
}: {
  baseUrl: string;
  apiKey: string | undefined;
}): ProviderApi {
  return {
    baseUrl: baseUrl.replace(/\/+$/, ''),
    secretHeaders: apiKey ? { [KEY_HEADER]: apiKey } : {},
    ...(apiKey ? {} : { credentialProblem: 'no key for API-Sports is set; give one as API_SPORTS_KEY' }),
    readEnvelope,
    readQuotaHeaders,
  };
}

/**
 * `x-ratelimit-requests-*` speaks of the day, `x-ratelimit-*` of the minute. What is missing or not a number is
 * left out.
 */
function readQuotaHeaders(headers: Readonly<Record<string, string>>): QuotaHeaders {
  const facts: QuotaHeaders = {};
  const dailyLimit = wholeNumber(headers['x-ratelimit-requests-limit']);
  const dailyRemaining = wholeNumber(headers['x-ratelimit-requests-remaining']);
  const minuteLimit = wholeNumber(headers['x-ratelimit-limit']);
  const minuteRemaining = wholeNumber(headers['x-ratelimit-remaining']);
  if (dailyLimit) facts.dailyLimit = dailyLimit;
  if (dailyRemaining !== undefined) facts.dailyRemaining = dailyRemaining;
  if (minuteLimit) facts.minuteLimit = minuteLimit;
  if (minuteRemaining !== undefined) facts.minuteRemaining = minuteRemaining;
  return facts;
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^-?\d+$/.test(text.trim()) ? Math.max(0, Number(text)) : undefined;
}
