import {
  type Counted,
  type LimitWindow,
  nextPeriodMs,
  periodAt,
  periodStartMs,
  windowKey,
  windowOfKey,
} from './limit-window.ts';
import { BUCKET_ID, type CountedCalls, endOf, roomAt, usedIn } from './quota-calls.ts';
import type { PeriodUse } from './quota-ledger.ts';
import type { QuotaPriority } from './quota-priority.ts';
import {
  CALL_LIFETIME_MS,
  dailyAllowance,
  DAY_CHANGE_DOUBT_MS,
  MINUTE_WINDOW_MS,
  minuteAllowance,
} from './quota-windows.ts';

/** What a call takes of each kind of limit. */
export type Amounts = Readonly<Record<Counted, number>>;

/**
 * What counts in a window beside those under way. A window that slides has buckets of answered calls; one of the
 * calendar a period, and the one before it, which the provider's clock may still be in.
 */
export type WindowCount =
  | { slides: readonly { endMs: number; amount: number }[] }
  | { period: string; used: number; before?: { period: string; used: number } | undefined };

/** Counts of a host's windows other than a second, a minute and a day of calls, by `windowKey`. */
export type WindowCounts = Readonly<Record<string, WindowCount>>;

/** How far a provider's clock may be from ours: so long both periods count at the change from one to the next. */
export const CLOCK_DOUBT_MS = DAY_CHANGE_DOUBT_MS;

/** A window that slides has about so many buckets, so that rounding costs little of it. */
const BUCKETS_OF_WINDOW = 120;
const NARROWEST_BUCKET_MS = 100;

export function amountsOf({
  calls,
  credits = calls,
}: {
  calls: number;
  credits?: number | undefined;
}): Amounts {
  return { calls, credits };
}

/** Windows of a host that are not counted yet: it was never asked, or the store lost its counts. */
export function uncounted(counts: WindowCounts, windows: readonly LimitWindow[]): readonly LimitWindow[] {
  return windows.filter((window) => counts[windowKey(window)] === undefined);
}

/** From when on calls count in a window. */
export function countsSinceMs({ span }: Pick<LimitWindow, 'span'>, nowMs: number): number {
  return 'calendar' in span ? periodStartMs(span.calendar, nowMs) : nowMs - span.slidesOverMs;
}

/** The first count of a window. What is known of earlier calls counts as sent now. */
export function openedCount({ span }: Pick<LimitWindow, 'span'>, spent: number, nowMs: number): WindowCount {
  if ('calendar' in span) return { period: periodAt(span.calendar, nowMs), used: spent };
  return { slides: spent === 0 ? [] : [{ endMs: nowMs, amount: spent }] };
}

/**
 * The counts as of `nowMs`. Calls that left the minute without an answer belong to processes that died: they count as
 * answered at the last possible moment. A new period begins with the calls of the last minute, which the provider may
 * count on either side of its change.
 */
export function countsUpToDate(
  counts: WindowCounts,
  entries: { all: readonly CountedCalls[]; left: readonly CountedCalls[] },
  nowMs: number,
): WindowCounts {
  return mapped(counts, (window, count) => {
    const amountOf = (entry: CountedCalls): number => amountsOf(entry)[window.counts];
    if ('slides' in count && 'slidesOverMs' in window.span) {
      const ended = entries.left
        .filter(({ id }) => id !== BUCKET_ID)
        .map((entry) => ({ endMs: endOf(entry), amount: amountOf(entry) }));
      return { slides: merged([...count.slides, ...ended], window.span.slidesOverMs, nowMs) };
    }
    if (!('calendar' in window.span) || !('period' in count)) return count;
    const period = periodAt(window.span.calendar, nowMs);
    if (period <= count.period) return count;
    const recent = entries.all.filter((entry) => endOf(entry) + CLOCK_DOUBT_MS > nowMs);
    const used = recent.reduce((sum, entry) => sum + amountOf(entry), 0);
    return { period, used, before: { period: count.period, used: count.used } };
  });
}

/** The counts after calls were let through: those of the calendar have them at once. */
export function countsWith(counts: WindowCounts, amounts: Amounts, nowMs: number): WindowCounts {
  return mapped(counts, (window, count) =>
    'period' in count ? shifted(count, amounts[window.counts], isDoubtful(window, nowMs)) : count,
  );
}

/** The counts after calls were answered: they leave a window that slides when it has passed. */
export function countsAnswered(counts: WindowCounts, amounts: Amounts, nowMs: number): WindowCounts {
  return mapped(counts, (window, count) => {
    if (!('slides' in count) || !('slidesOverMs' in window.span)) return count;
    const answered = { endMs: nowMs, amount: amounts[window.counts] };
    return { slides: merged([...count.slides, answered], window.span.slidesOverMs, nowMs) };
  });
}

/** The counts without calls that were let through at `reservedAtMs` and never sent. */
export function countsWithout(
  counts: WindowCounts,
  amounts: Amounts,
  { reservedAtMs, nowMs }: { reservedAtMs: number; nowMs: number },
): WindowCounts {
  return mapped(counts, (window, count) => {
    if (!('period' in count) || !('calendar' in window.span)) return count;
    const amount = -amounts[window.counts];
    if (periodAt(window.span.calendar, reservedAtMs) === count.period)
      return shifted(count, amount, isDoubtful(window, reservedAtMs));
    // They were carried over at the change of the period, and count in both.
    const isCarried = nowMs - reservedAtMs < CALL_LIFETIME_MS + CLOCK_DOUBT_MS;
    return isCarried ? shifted(count, amount, true) : count;
  });
}

/** The counts after an answer said what its call really cost: what was reserved beyond that is free again. */
export function countsSettled(
  counts: WindowCounts,
  { reserved, spent }: { reserved: number; spent: number },
  at: { reservedAtMs: number; nowMs: number },
): WindowCounts {
  if (spent > reserved) return countsWith(counts, { calls: 0, credits: spent - reserved }, at.nowMs);
  return countsWithout(counts, { calls: 0, credits: reserved - spent }, at);
}

/**
 * The counts after a look at the account: its count replaces ours, with what was let through within the last minute,
 * which it may not have yet. Near the change of a period it may still speak of the one before, and changes nothing.
 */
export function countsOfAccount(
  counts: WindowCounts,
  { counts: counted, calendar, used }: PeriodUse,
  { recent, nowMs }: { recent: readonly CountedCalls[]; nowMs: number },
): WindowCounts {
  return mapped(counts, (window, count) => {
    const isMeant =
      window.counts === counted && 'calendar' in window.span && window.span.calendar === calendar;
    if (!isMeant || !('period' in count) || isDoubtful(window, nowMs)) return count;
    const missing = recent.reduce((sum, entry) => sum + amountsOf(entry)[counted], 0);
    return { ...count, used: used + missing };
  });
}

/** The counts after the provider said how much of a period is used: believed where it is more than ours. */
export function countsTold(
  counts: WindowCounts,
  told: readonly PeriodUse[],
  { reservedAtMs, nowMs }: { reservedAtMs: number; nowMs: number },
): WindowCounts {
  return mapped(counts, (window, count) => {
    if (!('period' in count) || !('calendar' in window.span)) return count;
    const { calendar } = window.span;
    const said = told.find((one) => one.counts === window.counts && one.calendar === calendar);
    const isOfPeriod = periodAt(calendar, reservedAtMs) === count.period && !isDoubtful(window, nowMs);
    const isSound = said !== undefined && isPlausibleCount(said.used);
    return isSound && isOfPeriod ? { ...count, used: Math.max(count.used, said.used) } : count;
  });
}

/** Whether a provider can have counted so much. */
export function isPlausibleCount(used: number): boolean {
  return Number.isSafeInteger(used) && used >= 0;
}

/** What work of a priority may see used of a window: periods are shared like a day, others like a minute. */
export function allowanceOf({ most, span }: LimitWindow, priority: QuotaPriority): number {
  if ('calendar' in span) return dailyAllowance(most, priority);
  return span.slidesOverMs < MINUTE_WINDOW_MS ? most : minuteAllowance(most, priority);
}

/** How much of a window is used; `share` of a period is what its work may see used of it. */
export type WindowUse = { window: LimitWindow; used: number; freeAtMs: number };

/**
 * When a window takes an amount: `nowMs` or earlier where it does now. `most` is what the work may see used of it.
 */
export function windowUse(
  counts: WindowCounts,
  entries: readonly CountedCalls[],
  { window, amount, most }: { window: LimitWindow; amount: number; most: number },
  nowMs: number,
): WindowUse {
  const count = counts[windowKey(window)];
  if (!count) return { window, used: 0, freeAtMs: nowMs };
  if ('slidesOverMs' in window.span && 'slides' in count) {
    const { slidesOverMs } = window.span;
    const counted = [
      ...count.slides.map(({ endMs, amount: calls }) => ({
        id: BUCKET_ID,
        calls,
        reservedAtMs: endMs - CALL_LIFETIME_MS,
      })),
      ...entries
        .filter(({ id }) => id !== BUCKET_ID)
        .map((entry) => ({ ...entry, calls: amountsOf(entry)[window.counts] })),
    ];
    return {
      window,
      used: usedIn(counted, slidesOverMs, nowMs),
      freeAtMs: roomAt(counted, slidesOverMs, most - amount, nowMs),
    };
  }
  if (!('period' in count) || !('calendar' in window.span)) return { window, used: 0, freeAtMs: nowMs };
  const { calendar } = window.span;
  const { used, before } = count;
  // What costs nothing of a period takes no room in it, be it spent or not.
  if (amount === 0) return { window, used, freeAtMs: nowMs };
  if (used + amount > most) return { window, used, freeAtMs: nextPeriodMs(calendar, nowMs) + CLOCK_DOUBT_MS };
  const isBeforeFull = isDoubtful(window, nowMs) && before !== undefined && before.used + amount > most;
  const doubtEndsAtMs = periodStartMs(calendar, nowMs) + CLOCK_DOUBT_MS;
  return { window, used, freeAtMs: isBeforeFull ? doubtEndsAtMs : nowMs };
}

/** Whether the provider's clock may still be in the period before. */
function isDoubtful({ span }: Pick<LimitWindow, 'span'>, nowMs: number): boolean {
  return 'calendar' in span && nowMs - periodStartMs(span.calendar, nowMs) < CLOCK_DOUBT_MS;
}

function shifted(
  { period, used, before }: Extract<WindowCount, { period: string }>,
  amount: number,
  countsInBoth: boolean,
): WindowCount {
  const more = (count: number): number => Math.max(0, count + amount);
  const earlier = before && countsInBoth ? { ...before, used: more(before.used) } : before;
  return { period, used: more(used), ...(earlier ? { before: earlier } : {}) };
}

/** Width of the buckets of a window that slides. */
export function bucketWidthMs(lengthMs: number): number {
  return Math.max(NARROWEST_BUCKET_MS, Math.ceil(lengthMs / BUCKETS_OF_WINDOW));
}

/** Buckets of a window, rounded up so that a call never leaves too early, without those that left. */
function merged(
  slides: readonly { endMs: number; amount: number }[],
  lengthMs: number,
  nowMs: number,
): readonly { endMs: number; amount: number }[] {
  const widthMs = bucketWidthMs(lengthMs);
  const buckets = new Map<number, number>();
  for (const { endMs, amount } of slides) {
    if (endMs + lengthMs <= nowMs) continue;
    const roundedMs = Math.ceil(endMs / widthMs) * widthMs;
    buckets.set(roundedMs, (buckets.get(roundedMs) ?? 0) + amount);
  }
  return [...buckets].map(([endMs, amount]) => ({ endMs, amount }));
}

/** Each count by its window; one of a key that is not known stays as it is. */
function mapped(
  counts: WindowCounts,
  change: (window: Pick<LimitWindow, 'counts' | 'span'>, count: WindowCount) => WindowCount,
): WindowCounts {
  return Object.fromEntries(
    Object.entries(counts).map(([key, count]) => {
      const window = windowOfKey(key);
      return [key, window ? change(window, count) : count];
    }),
  );
}
