import type { Clock } from '../../src/platform/clock.ts';
import type { PlanLimits } from './plans.ts';

const MINUTE_MS = 60_000;
const SECOND_MS = 1_000;

type Verdict = 'admitted' | 'over_day' | 'over_minute' | 'over_second';

type Window = 'sliding' | 'calendar';

/** What the account has left, as the response headers tell it. */
export type Allowance = {
  dayLimit: number;
  dayRemaining: number;
  minuteLimit: number;
  minuteRemaining: number;
};

/** Calls that came over a limit, and the busiest minutes, refused calls included. */
export type LimitRecord = {
  overDay: number;
  /** Over the limit of the calendar minute. */
  overCalendarMinute: number;
  /** Over the limit of the 60 seconds up to the call. */
  overSlidingMinute: number;
  overSecond: number;
  /** Calls refused for any of these reasons. */
  refused: number;
  maxPerCalendarMinute: number;
  maxPerSlidingMinute: number;
};

export type RateLimits = {
  /** Counts a call and says whether it is within the limits. A refused call uses up nothing. */
  admit: (limits: PlanLimits, window: Window) => Verdict;
  allowance: (limits: PlanLimits, window: Window) => Allowance;
  /** Calls admitted since 00:00 UTC. */
  usedToday: () => number;
  record: () => LimitRecord;
  reset: () => void;
};

/** What has been counted of one account. */
type Counts = {
  day: { number: number; admitted: number };
  calendarMinute: { number: number; admitted: number; arrived: number };
  admittedAtMs: number[];
  arrivedAtMs: number[];
  record: LimitRecord;
};

/** Counts one account's calls by UTC day, calendar minute, sliding minute and sliding second. */
export function createRateLimits(clock: Clock): RateLimits {
  const counts = noCounts();
  return {
    admit: (limits, window) => admit(counts, { limits, window }, clock.nowMs()),
    allowance: (limits, window) => allowance(counts, { limits, window }, clock.nowMs()),
    usedToday() {
      roll(counts, clock.nowMs());
      return counts.day.admitted;
    },
    record: () => ({ ...counts.record }),
    reset: () => void Object.assign(counts, noCounts()),
  };
}

/** Forgets what has left its window. */
function roll(counts: Counts, nowMs: number): void {
  const dayNumber = Math.floor(nowMs / 86_400_000);
  if (counts.day.number !== dayNumber) counts.day = { number: dayNumber, admitted: 0 };
  const minuteNumber = Math.floor(nowMs / MINUTE_MS);
  if (counts.calendarMinute.number !== minuteNumber) {
    counts.calendarMinute = { number: minuteNumber, admitted: 0, arrived: 0 };
  }
  counts.admittedAtMs = within(counts.admittedAtMs, nowMs - MINUTE_MS);
  counts.arrivedAtMs = within(counts.arrivedAtMs, nowMs - MINUTE_MS);
}

function admit(
  counts: Counts,
  { limits, window }: { limits: PlanLimits; window: Window },
  nowMs: number,
): Verdict {
  roll(counts, nowMs);
  arrive(counts, nowMs);
  const { day, calendarMinute, admittedAtMs, record } = counts;
  const isOverDay = day.admitted >= limits.perDay;
  const isOverCalendar = calendarMinute.admitted >= limits.perMinute;
  const isOverSliding = admittedAtMs.length >= limits.perMinute;
  const isOverSecond = within(admittedAtMs, nowMs - SECOND_MS).length >= limits.perSecond;
  if (isOverDay) record.overDay += 1;
  if (isOverCalendar) record.overCalendarMinute += 1;
  if (isOverSliding) record.overSlidingMinute += 1;
  if (isOverSecond) record.overSecond += 1;

  const isOverMinute = window === 'sliding' ? isOverSliding : isOverCalendar;
  if (isOverDay || isOverMinute || isOverSecond) {
    record.refused += 1;
    if (isOverDay) return 'over_day';
    return isOverMinute ? 'over_minute' : 'over_second';
  }
  day.admitted += 1;
  calendarMinute.admitted += 1;
  admittedAtMs.push(nowMs);
  return 'admitted';
}

function arrive({ calendarMinute, arrivedAtMs, record }: Counts, nowMs: number): void {
  calendarMinute.arrived += 1;
  arrivedAtMs.push(nowMs);
  record.maxPerCalendarMinute = Math.max(record.maxPerCalendarMinute, calendarMinute.arrived);
  record.maxPerSlidingMinute = Math.max(record.maxPerSlidingMinute, arrivedAtMs.length);
}

function allowance(
  counts: Counts,
  { limits, window }: { limits: PlanLimits; window: Window },
  nowMs: number,
): Allowance {
  roll(counts, nowMs);
  const { day, calendarMinute, admittedAtMs } = counts;
  const usedThisMinute = window === 'sliding' ? admittedAtMs.length : calendarMinute.admitted;
  return {
    dayLimit: limits.perDay,
    dayRemaining: Math.max(0, limits.perDay - day.admitted),
    minuteLimit: limits.perMinute,
    minuteRemaining: Math.max(0, limits.perMinute - usedThisMinute),
  };
}

/** The moments after `sinceMs`; the list is in order, so that the cut is one search from the front. */
function within(momentsMs: number[], sinceMs: number): number[] {
  const first = momentsMs.findIndex((momentMs) => momentMs > sinceMs);
  if (first === 0) return momentsMs;
  return first === -1 ? [] : momentsMs.slice(first);
}

function noCounts(): Counts {
  return {
    day: { number: 0, admitted: 0 },
    calendarMinute: { number: 0, admitted: 0, arrived: 0 },
    admittedAtMs: [],
    arrivedAtMs: [],
    record: emptyRecord(),
  };
}

function emptyRecord(): LimitRecord {
  return {
    overDay: 0,
    overCalendarMinute: 0,
    overSlidingMinute: 0,
    overSecond: 0,
    refused: 0,
    maxPerCalendarMinute: 0,
    maxPerSlidingMinute: 0,
  };
}
