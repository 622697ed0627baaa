import type { Random } from '../../platform/random.ts';
import type { QuotaPriority } from './quota-priority.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * Length of the sliding windows, a little longer than a second and a minute: room for clocks that run at
 * slightly different speeds. Time under way needs no slack, because calls count until they are answered.
 */
export const SECOND_WINDOW_MS = SECOND_MS + 100;
export const MINUTE_WINDOW_MS = MINUTE_MS + 500;

/**
 * The longest that a call is under way by default: 30 s for its first attempt, and a margin. A call that was neither
 * committed nor refunded by then belongs to a process that died. One that may take longer is entered as reserved
 * later by as much.
 */
export const CALL_LIFETIME_MS = 35_000;

/** The longest time under way that the lifetime is made for. */
export const USUAL_TIMEOUT_MS = 30_000;

/** How much longer than usual calls may be under way that are given up after `timeoutMs`. */
export function longerThanUsual(timeoutMs = USUAL_TIMEOUT_MS): number {
  return Math.max(0, timeoutMs - USUAL_TIMEOUT_MS);
}

/** Soonest that asking again is worth it while a window is full of calls under way. */
export const SOONEST_RETRY_MS = 50;

/**
 * For this long after 00:00 UTC a provider's daily figures may still be yesterday's, because its clock is not
 * ours; believing them would close a whole day.
 */
export const DAY_CHANGE_DOUBT_MS = 60_000;

/** Share of the daily quota that each priority must leave for more urgent work. */
const RESERVED_SHARE: Record<QuotaPriority, number> = {
  manual: 0,
  first_pass: 0.05,
  correction: 0.1,
  backfill: 0.2,
};

/**
 * Share of a minute that each priority must leave free, so that what is asked by hand does not queue behind a
 * night's back-filling. Small enough that a first pass, the main work, loses nothing.
 */
const RESERVED_MINUTE_SHARE: Record<QuotaPriority, number> = {
  manual: 0,
  first_pass: 0,
  correction: 0.1,
  backfill: 0.2,
};

/** Work that makes room for others today looks again after this: needs change as games are moved or seeded. */
export const DEMAND_RECHECK_MS = 15 * 60_000;

/** What a host's day still needs is believed for this long after it was told. */
export const DEMAND_LIFETIME_MS = 3 * 60_000;

/** Share of a day (0..1) that work of this priority leaves for more urgent work whatever happens. */
export function reservedShareOf(priority: QuotaPriority): number {
  return RESERVED_SHARE[priority];
}

/** How many calls of a minute work of this priority may see used. */
export function minuteAllowance(perMinute: number, priority: QuotaPriority): number {
  return perMinute - Math.floor(perMinute * RESERVED_MINUTE_SHARE[priority]);
}

/** How many of a day's calls work of this priority may see used: 100 % by hand, 80 % for back-filling. */
export function dailyAllowance(perDay: number, priority: QuotaPriority): number {
  return perDay - Math.floor(perDay * RESERVED_SHARE[priority]);
}

/** The UTC calendar day of a moment, `2026-01-15`. */
export function utcDay(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}

/** The next 00:00 UTC after a moment (epoch milliseconds). */
export function nextUtcMidnight(atMs: number): number {
  return (Math.floor(atMs / DAY_MS) + 1) * DAY_MS;
}

/** False during the first minute of a UTC day, when a provider may still speak of yesterday. */
export function isDailyFigureTrusted(atMs: number): boolean {
  return atMs % DAY_MS >= DAY_CHANGE_DOUBT_MS;
}

/**
 * When to ask again after a provider's daily quota ran out: shortly after the next 00:00 UTC, spread over two
 * minutes so that waiting tasks do not all come at once. A refusal in the first minute of a day is taken for
 * yesterday's and waits a minute only.
 */
export function dailyRetryAt(nowMs: number, random: Random): number {
  if (!isDailyFigureTrusted(nowMs)) return nowMs + DAY_CHANGE_DOUBT_MS + Math.floor(random() * 10_000);
  return nextUtcMidnight(nowMs) + dailySpreadMs(random);
}

/** Pause after a reset at 00:00 UTC: 5 s for clocks that differ, then spread over two minutes. */
export function dailySpreadMs(random: Random): number {
  return 5_000 + Math.floor(random() * 120_000);
}

/** When to ask again after a refusal for this minute: just after the next minute begins, spread over 3 s. */
export function minuteRetryAt(nowMs: number, random: Random): number {
  return nextMinuteBoundary(nowMs) + SECOND_MS + Math.floor(random() * 3_000);
}

/** The next full minute after a moment (epoch milliseconds). */
export function nextMinuteBoundary(atMs: number): number {
  return (Math.floor(atMs / MINUTE_MS) + 1) * MINUTE_MS;
}
