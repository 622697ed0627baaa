import type { HttpResponse } from './http-client.ts';

/** Statuses whose `Retry-After` says when the host takes calls again (RFC 9110, sections 10.2.3 and 15.6.4; RFC 6585). */
const STATUSES_THAT_SAY_WHEN = new Set([429, 503]);

/** A host that asks for more is asked again after this all the same: a broken header must not silence it for ever. */
const LONGEST_WAIT_MS = 86_400_000;

/** Soonest that asking again makes sense, also where a header says 0 or names a moment that is over. */
const SHORTEST_WAIT_MS = 1_000;

/**
 * When a host that refuses a call wants to be asked again (epoch milliseconds), from seconds or an HTTP date in
 * `Retry-After`; undefined where it does not say, or says what nobody can read. A date is taken relative to the
 * host's own `Date`, so that clocks which differ do not matter.
 */
export function retryAfterMs({ status, headers }: HttpResponse, nowMs: number): number | undefined {
  const text = headers['retry-after']?.trim();
  if (text === undefined || !STATUSES_THAT_SAY_WHEN.has(status)) return undefined;
  const waitMs = /^\d+$/.test(text) ? Number(text) * 1_000 : untilDate(text, headers['date'], nowMs);
  if (waitMs === undefined) return undefined;
  return nowMs + Math.min(Math.max(waitMs, SHORTEST_WAIT_MS), LONGEST_WAIT_MS);
}

/** An HTTP date begins with the name of a day; `Date.parse` alone would take `-5` or `12.5` for a year. */
const HTTP_DATE = /^(mon|tue|wed|thu|fri|sat|sun)/i;

function untilDate(text: string, hostDate: string | undefined, nowMs: number): number | undefined {
  if (!HTTP_DATE.test(text)) return undefined;
  const atMs = Date.parse(text);
  if (Number.isNaN(atMs)) return undefined;
  const hostNowMs = Date.parse(hostDate ?? '');
  return atMs - (Number.isNaN(hostNowMs) ? nowMs : hostNowMs);
}
