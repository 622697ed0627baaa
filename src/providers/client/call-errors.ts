import {
  ProviderError,
  type ProviderErrorFacts,
  type ProviderErrorKind,
} from '../../domain/provider-error.ts';
import type { Random } from '../../platform/random.ts';
import type { Redactor } from '../../platform/redaction.ts';
import { windowWords } from './limit-window.ts';
import type { ProviderCall } from './provider-call.ts';
import type { QuotaDenial } from './quota-ledger.ts';
import { dailySpreadMs, nextUtcMidnight } from './quota-windows.ts';

/** Builds an error of one call: its message for people, its facts for decisions. */
export type Fail = {
  (kind: ProviderErrorKind, problem: string, more?: Partial<ProviderErrorFacts>): ProviderError;
  requestId: string;
  /** Removes the key from a text. */
  redact: Redactor;
};

/** Builds the errors of one call, with its ids and without its secrets. */
export function failing(
  { api, endpoint }: ProviderCall<unknown>,
  host: string,
  requestId: string,
  redact: Redactor,
): Fail {
  const fail = (
    kind: ProviderErrorKind,
    problem: string,
    more: Partial<ProviderErrorFacts> = {},
  ): ProviderError => {
    const message = redact(`${host}${endpoint}: ${problem}`);
    const { keyVariable } = api;
    const own = kind === 'credential' && keyVariable !== undefined ? { keyVariable } : {};
    return new ProviderError(message, { kind, host, endpoint, requestId, ...own, ...more });
  };
  return Object.assign(fail, { requestId, redact });
}

/** The call was not made, because its host is given a rest. */
export function breakerOpen(fail: Fail, retryAtMs: number): ProviderError {
  return fail('breaker_open', 'the provider is in trouble and gets a rest', { retryAtMs });
}

/** What was waited for in vain comes back after this: a second look, or calls that are kept for others. */
const SOON_MS = 15_000;

/** The call was not made, because the ledger has no room for it. */
export function quotaSpent(fail: Fail, denial: QuotaDenial, nowMs: number, random: Random): ProviderError {
  if (denial.limit) {
    const { counts } = denial.limit;
    const problem = `no ${counts} are left in this ${windowWords(denial.limit)}`;
    const spreadMs = denial.window === 'day' ? dailySpreadMs(random) : 0;
    const retryAtMs = nowMs + Math.max(denial.waitMs, 1_000) + spreadMs;
    return fail(denial.window === 'day' ? 'quota_day' : 'rate_limit', problem, { retryAtMs });
  }
  if (denial.window !== 'day') {
    const problem = denial.isShared
      ? 'the rest of this minute is kept for other leagues that wait'
      : `no call is left in this ${denial.window}`;
    return fail('rate_limit', problem, { retryAtMs: nowMs + Math.max(denial.waitMs, 1_000) });
  }
  const problem = denial.isDoubtful
    ? "the provider says that today's calls are used up, against our own count: a second look is to come"
    : denial.isEarmarked
      ? "the rest of today's calls is kept for games that have been begun"
      : denial.isReserved
        ? "the rest of today's calls is kept for more urgent work"
        : denial.isShared
          ? "the rest of today's calls is kept for the games of other leagues"
          : "today's calls are used up";
  if (denial.isDoubtful || denial.isEarmarked) {
    const waitMs = Math.max(denial.waitMs, SOON_MS) + Math.floor(random() * 10_000);
    return fail('quota_day', problem, { retryAtMs: nowMs + waitMs });
  }
  if (denial.retryAtMs < nextUtcMidnight(nowMs) && (denial.isReserved || denial.isShared)) {
    return fail('quota_day', problem, { retryAtMs: nowMs + denial.waitMs + Math.floor(random() * 60_000) });
  }
  // At least the ledger's own wait; spread like any other wait for the reset.
  return fail('quota_day', problem, { retryAtMs: nowMs + denial.waitMs + dailySpreadMs(random) });
}
