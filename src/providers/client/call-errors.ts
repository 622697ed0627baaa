import {
  ProviderError,
  type ProviderErrorFacts,
  type ProviderErrorKind,
} from '../../domain/provider-error.ts';
import type { Random } from '../../platform/random.ts';
import type { ProviderCall } from './provider-call.ts';
import type { QuotaDenial } from './quota-ledger.ts';
import { dailySpreadMs, nextUtcMidnight } from './quota-windows.ts';

/** Builds an error of one call: its message for people, its facts for decisions. */
export type Fail = {
  (kind: ProviderErrorKind, problem: string, more?: Partial<ProviderErrorFacts>): ProviderError;
  requestId: string;
};

/** Builds the errors of one call, with its ids and without its secrets. */
export function failing({ api, endpoint }: ProviderCall<unknown>, host: string, requestId: string): Fail {
  const fail = (
    kind: ProviderErrorKind,
    problem: string,
    more: Partial<ProviderErrorFacts> = {},
  ): ProviderError => {
    const message = withoutSecrets(`${host}${endpoint}: ${problem}`, api.secretHeaders);
    return new ProviderError(message, { kind, host, endpoint, requestId, ...more });
  };
  return Object.assign(fail, { requestId });
}

/** The call was not made, because its host is given a rest. */
export function breakerOpen(fail: Fail, retryAtMs: number): ProviderError {
  return fail('breaker_open', 'the provider is in trouble and gets a rest', { retryAtMs });
}

/** What was waited for in vain comes back after this: a second look, or calls that are kept for others. */
const SOON_MS = 15_000;

/** The call was not made, because the ledger has no room for it. */
export function quotaSpent(fail: Fail, denial: QuotaDenial, nowMs: number, random: Random): ProviderError {
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

/** Real keys have 32 characters; replacing a short one, as in a demonstration, would garble data. */
const SHORTEST_REDACTED_KEY = 8;

/** The text without the values of the secret headers, whether plain or as URLs, JSON or base64 would write them. */
export function withoutSecrets(text: string, secretHeaders: Readonly<Record<string, string>>): string {
  let clean = text;
  for (const secret of Object.values(secretHeaders)) {
    if (secret.length < SHORTEST_REDACTED_KEY) continue;
    for (const written of spellingsOf(secret)) clean = clean.replaceAll(written, '[redacted]');
  }
  return clean;
}

function spellingsOf(secret: string): ReadonlySet<string> {
  const percent = encodeURIComponent(secret);
  const form = new URLSearchParams({ secret }).toString().slice('secret='.length);
  const lowerPercent = percent.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
  const base64 = Buffer.from(secret).toString('base64');
  return new Set([
    secret,
    JSON.stringify(secret).slice(1, -1),
    percent,
    lowerPercent,
    form,
    base64,
    base64.replaceAll('=', ''),
    Buffer.from(secret).toString('base64url'),
  ]);
}
