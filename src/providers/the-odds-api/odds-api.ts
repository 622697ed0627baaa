import type { ProviderApi } from '../client/provider-api.ts';
import type { QuotaHeaders } from '../client/quota-ledger.ts';
import { readEnvelope } from './envelope.ts';
import { CREDITS_OF_PLAN, type TheOddsApiPlan } from './limits.ts';

/** What an installation says about The Odds API. */
export type TheOddsApiSettings = {
  baseUrl: string;
  apiKey: string | undefined;
  plan: TheOddsApiPlan;
  /** The day of the month on which the account's credits begin anew, where it is configured. */
  resetDay?: number | undefined;
  /** Longest time for a call. */
  timeoutMs?: number | undefined;
};

export const KEY_VARIABLE = 'THE_ODDS_API_KEY';

/** The Odds API for the pipeline: the key travels as the parameter `apiKey`, and is in nothing that is kept. */
export function theOddsApi({ baseUrl, apiKey, plan, timeoutMs }: TheOddsApiSettings): ProviderApi {
  const credits = CREDITS_OF_PLAN[plan];
  return {
    keyVariable: KEY_VARIABLE,
    baseUrl: baseUrl.replace(/\/+$/, ''),
    auth: apiKey ? { in: 'query', name: 'apiKey', secret: apiKey } : { in: 'nowhere' },
    ...(apiKey ? {} : { credentialProblem: `no key for The Odds API is set; give one as ${KEY_VARIABLE}` }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    version: 'v4',
    readEnvelope: (response, now) => readEnvelope(response, now, credits),
    readQuotaHeaders: (headers) => quotaHeaders(headers, credits),
  };
}

/**
 * `x-requests-used` and `-remaining` speak of the account's month, `-last` of the call. An account with fewer credits
 * than the configured plan has used up what it lacks. What is no count is left out.
 */
export function quotaHeaders(
  headers: Readonly<Record<string, string>>,
  creditsOfMonth: number,
): QuotaHeaders {
  const { used, remaining } = accountCounts(headers);
  const last = countOf(headers['x-requests-last']);
  const most = Math.max(used ?? 0, remaining === undefined ? 0 : creditsOfMonth - remaining);
  const isTold = used !== undefined || remaining !== undefined;
  return {
    ...(isTold ? { periods: [{ counts: 'credits', calendar: 'month', used: most }] } : {}),
    ...(last === undefined ? {} : { spentCredits: last }),
  };
}

/** What an answer tells of the account's month. */
export type AccountCounts = { used?: number | undefined; remaining?: number | undefined };

export function accountCounts(headers: Readonly<Record<string, string>>): AccountCounts {
  return {
    used: countOf(headers['x-requests-used']),
    remaining: countOf(headers['x-requests-remaining']),
  };
}

/** More than any plan has: what is larger is no number of credits. */
const MOST_CREDITS = 1_000_000_000;

/** Counts have come with decimals (`x-requests-used: 3.0`). */
function countOf(text: string | undefined): number | undefined {
  const number = text !== undefined && /^\d+(\.0+)?$/.test(text.trim()) ? Number(text) : undefined;
  return number !== undefined && number <= MOST_CREDITS ? number : undefined;
}
