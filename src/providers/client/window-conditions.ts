import type { QuotaState } from './quota-state.ts';
import {
  type LimitWindow,
  nextPeriodMs,
  periodAt,
  periodStartMs,
  windowKey,
  windowOfKey,
} from './limit-window.ts';
import type { QuotaHeaders, QuotaLimits, QuotaReservation } from './quota-ledger.ts';
import type { QuotaPriority } from './quota-priority.ts';
import {
  allowanceOf,
  amountsOf,
  bucketWidthMs,
  CLOCK_DOUBT_MS,
  isPlausibleCount,
  uncounted,
  type WindowCount,
} from './window-counts.ts';

/**
 * How a store counts a window: in buckets while it slides, by its period while that lasts. `fromMs` is when no clock
 * of a provider is in the period before any more, `untilMs` when the next one begins.
 */
export type CountingRule = { counts: LimitWindow['counts'] } & (
  | { lengthMs: number; widthMs: number }
  | { period: string; fromMs: number; untilMs: number }
);

/** The rules of all windows that a host's state counts, by `windowKey`. */
export type CountingRules = Readonly<Record<string, CountingRule>>;

/** Most that a window may count, the amount of the request included. */
export type WindowCondition = { key: string; amount: number; most: number };

/** What an answer says of periods, by `windowKey`: the period of its call, and how much of it is used. */
export type PeriodsTold = Readonly<Record<string, { period: string; used: number }>>;

/**
 * How a store counts the host's windows by itself. Undefined where it cannot: a window is not counted yet, a period has
 * changed or may have changed for the provider, or a window is one of another version.
 */
export function countingRules(
  { windows }: QuotaState,
  { more = [] }: QuotaLimits,
  nowMs: number,
): CountingRules | undefined {
  if (uncounted(windows, more).length > 0) return undefined;
  const rules = Object.entries(windows).map(
    ([key, count]) => [key, countingRule(key, count, nowMs)] as const,
  );
  const known = rules.flatMap(([key, rule]) => (rule ? [[key, rule] as const] : []));
  return known.length === rules.length ? Object.fromEntries(known) : undefined;
}

function countingRule(key: string, count: WindowCount, nowMs: number): CountingRule | undefined {
  const window = windowOfKey(key);
  if (!window) return undefined;
  const { counts, span } = window;
  if ('slidesOverMs' in span) {
    if (!('slides' in count)) return undefined;
    return { counts, lengthMs: span.slidesOverMs, widthMs: bucketWidthMs(span.slidesOverMs) };
  }
  const fromMs = periodStartMs(span.calendar, nowMs) + CLOCK_DOUBT_MS;
  const isCurrent = 'period' in count && count.period === periodAt(span.calendar, nowMs) && nowMs >= fromMs;
  if (!isCurrent) return undefined;
  return { counts, period: count.period, fromMs, untilMs: nextPeriodMs(span.calendar, nowMs) };
}

/** What each window of a host may count for a request; undefined where one never takes it. */
export function windowConditions(
  request: { calls: number; credits?: number | undefined; priority: QuotaPriority },
  { more = [] }: QuotaLimits,
): readonly WindowCondition[] | undefined {
  const amounts = amountsOf(request);
  if (more.some((window) => amounts[window.counts] > window.most)) return undefined;
  return more.map((window) => {
    const amount = amounts[window.counts];
    return { key: windowKey(window), amount, most: Math.max(amount, allowanceOf(window, request.priority)) };
  });
}

/** Whether calls that were never sent are in the periods that count now, and in no earlier one. */
export function isOfPeriods({ reservedAtMs }: QuotaReservation, rules: CountingRules): boolean {
  return Object.values(rules).every((rule) => !('period' in rule) || reservedAtMs >= rule.fromMs);
}

/** What of an answer's headers a store may believe of the host's periods. */
export function periodsTold(
  { reservedAtMs }: QuotaReservation,
  { periods = [] }: QuotaHeaders,
): PeriodsTold | undefined {
  if (periods.length === 0) return undefined;
  const told = periods
    .filter(({ used }) => isPlausibleCount(used))
    .map(({ counts, calendar, used }) => {
      const key = windowKey({ counts, span: { calendar } });
      return [key, { period: periodAt(calendar, reservedAtMs), used }] as const;
    });
  return Object.fromEntries(told);
}
