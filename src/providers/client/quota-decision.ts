import { effectiveLimits, type QuotaBook } from './quota-book.ts';
import { endOf, roomAt, UNNAMED_SHARE, usedByShare, usedIn } from './quota-calls.ts';
import { DOUBT_RECHECK_MS, isDoubtful, mayProbe } from './quota-doubt.ts';
import { EARMARK_RECHECK_MS, keptFor, keptForOthers, type QuotaWork, withEarmark } from './quota-earmarks.ts';
import type { QuotaDenial, QuotaLimits, QuotaWindow } from './quota-ledger.ts';
import {
  sharedDayRefusal,
  sharedMinuteRefusal,
  type WeightOf,
  withDayCalls,
  withWant,
} from './quota-sharing.ts';
import {
  dailyAllowance,
  longerThanUsual,
  MINUTE_WINDOW_MS,
  minuteAllowance,
  nextUtcMidnight,
  SECOND_WINDOW_MS,
  SOONEST_RETRY_MS,
} from './quota-windows.ts';
import type { LimitWindow } from './limit-window.ts';
import type { QuotaPriority } from './quota-priority.ts';
import { amountsOf, countsWith, type WindowUse, windowUse } from './window-counts.ts';

/** A refusal changes the book too when it makes a league one that waits. */
export type Decision = { ok: true; book: QuotaBook } | { ok: false; denial: QuotaDenial; book?: QuotaBook };

type DecisionRequest = {
  id: string;
  calls: number;
  credits?: number | undefined;
  priority: QuotaPriority;
  share?: string | undefined;
  work?: QuotaWork | undefined;
  timeoutMs?: number | undefined;
};

/** Whether `request` may be sent now; if so, the book with it in flight. Expects a book brought up to date. */
export function decideReservation(
  book: QuotaBook,
  request: DecisionRequest,
  { configured, weightOf }: { configured: QuotaLimits; weightOf: WeightOf },
  nowMs: number,
): Decision {
  const { id, calls, priority } = request;
  const share = request.share ?? UNNAMED_SHARE;
  const limits = effectiveLimits(book, configured);
  if (calls > Math.min(limits.perSecond, limits.perMinute)) {
    throw new RangeError(`${calls} calls at once are more than a window of this host ever takes`);
  }
  const { work } = request;
  const denial = (window: QuotaWindow, retryAtMs: number, more: Partial<QuotaDenial> = {}): QuotaDenial => {
    const waitMs = Math.max(SOONEST_RETRY_MS, Math.ceil(retryAtMs - nowMs));
    return { ok: false, window, retryAtMs: nowMs + waitMs, waitMs, isReserved: false, ...more };
  };
  const deny = (window: QuotaWindow, retryAtMs: number, more?: Partial<QuotaDenial>): Decision => ({
    ok: false,
    denial: denial(window, retryAtMs, more),
  });
  const waitForMinute = (retryAtMs: number, more?: Partial<QuotaDenial>): Decision => {
    const refused = denial('minute', retryAtMs, more);
    return {
      ok: false,
      denial: refused,
      book: { ...book, sharing: withWant(book.sharing, share, refused.retryAtMs) },
    };
  };

  const allowance = dailyAllowance(limits.perDay, priority);
  const closedUntilMs = dayClosedUntil(book, calls, allowance, nowMs);
  const isProbe = closedUntilMs > nowMs && isWorthProbing(book, request, configured, nowMs);
  if (closedUntilMs > nowMs && !isProbe) {
    const day = { used: book.dayUsed, told: book.dayLimit };
    if (isDoubtful(book.doubt, day, request, configured)) {
      return deny('day', Math.min(closedUntilMs, nowMs + DOUBT_RECHECK_MS), { isDoubtful: true });
    }
    return deny('day', closedUntilMs, {
      isReserved: book.blockedUntilMs.day <= nowMs && book.dayUsed + calls <= limits.perDay,
    });
  }
  const kept = priority === 'manual' ? 0 : keptForOthers(book.earmarks, work);
  if (!isProbe && keptFor(book.earmarks, work) < calls && book.dayUsed + kept + calls > allowance) {
    return deny('day', nowMs + EARMARK_RECHECK_MS, { isReserved: true, isEarmarked: true });
  }
  const today = { date: book.day, limit: limits.perDay, used: book.dayUsed };
  const sharedDay = isProbe
    ? undefined
    : sharedDayRefusal(book.sharing, { share, calls, priority }, today, weightOf);
  if (sharedDay) {
    const retryAtMs = Math.min(nowMs + sharedDay.retryAfterMs, nextUtcMidnight(nowMs));
    return deny('day', retryAtMs, sharedDay.reason === 'urgent' ? { isReserved: true } : { isShared: true });
  }

  const perMinute = Math.max(calls, minuteAllowance(limits.perMinute, priority));
  const minuteFreeAtMs = Math.max(
    book.blockedUntilMs.minute,
    roomAt(book.calls, MINUTE_WINDOW_MS, perMinute - calls, nowMs),
  );
  if (minuteFreeAtMs > nowMs) return waitForMinute(minuteFreeAtMs);
  if (priority !== 'manual') {
    const room = {
      limit: perMinute,
      used: usedIn(book.calls, MINUTE_WINDOW_MS, nowMs),
      usedBy: (name: string) => usedByShare(book.calls, name),
      ownRoomAtMs: ownRoomAt(book, share),
    };
    const sharedUntilMs = sharedMinuteRefusal(book.sharing, { share, calls }, room, weightOf, nowMs);
    if (sharedUntilMs !== undefined) return waitForMinute(sharedUntilMs, { isShared: true });
  }
  const secondFreeAtMs = Math.max(
    book.blockedUntilMs.second,
    roomAt(book.calls, SECOND_WINDOW_MS, limits.perSecond - calls, nowMs),
  );
  if (secondFreeAtMs > nowMs) return deny('second', secondFreeAtMs);
  const full = fullWindow(book, request, limits.more ?? [], nowMs);
  if (full) return deny(nearestOf(full.window), full.freeAtMs, { limit: full.window });

  const reservedAtMs = nowMs + longerThanUsual(request.timeoutMs);
  const call = {
    id,
    calls,
    reservedAtMs,
    ...(share === UNNAMED_SHARE ? {} : { share }),
    ...(request.credits === undefined ? {} : { credits: request.credits }),
  };
  return {
    ok: true,
    book: {
      ...book,
      calls: [...book.calls, call],
      dayUsed: book.dayUsed + calls,
      windows: countsWith(book.windows, amountsOf(request), nowMs),
      earmarks: withEarmark(book.earmarks, work, { calls, left: allowance - book.dayUsed - calls }, nowMs),
      doubt: isProbe ? { ...book.doubt, probe: { id, atMs: nowMs } } : book.doubt,
      sharing: withDayCalls(book.sharing, share, calls),
    },
  };
}

/**
 * The window beside second, minute and day that takes the calls last, if any does not take them now. Throws RangeError
 * where one never does.
 */
function fullWindow(
  book: QuotaBook,
  request: DecisionRequest,
  windows: readonly LimitWindow[],
  nowMs: number,
): WindowUse | undefined {
  const amounts = amountsOf(request);
  return windows
    .map((window) => {
      const amount = amounts[window.counts];
      if (amount > window.most)
        throw new RangeError(`${amount} ${window.counts} at once are more than this host ever takes`);
      const most = Math.max(amount, allowanceOf(window, request.priority));
      return windowUse(book.windows, book.calls, { window, amount, most }, nowMs);
    })
    .filter(({ freeAtMs }) => freeAtMs > nowMs)
    .toSorted((one, other) => other.freeAtMs - one.freeAtMs)[0];
}

/** What work of a priority may see used of a window: periods are shared like a day, others like a minute. */
function allowanceOf({ most, span }: LimitWindow, priority: QuotaPriority): number {
  if ('calendar' in span) return dailyAllowance(most, priority);
  return span.slidesOverMs < MINUTE_WINDOW_MS ? most : minuteAllowance(most, priority);
}

/** The window that callers know and that waits about as long. */
function nearestOf({ span }: LimitWindow): QuotaWindow {
  if ('calendar' in span) return 'day';
  return span.slidesOverMs <= SECOND_WINDOW_MS ? 'second' : 'minute';
}

/** Until when the day takes no calls of this kind, by the book; now or earlier when it takes them. */
function dayClosedUntil(book: QuotaBook, calls: number, allowance: number, nowMs: number): number {
  if (book.blockedUntilMs.day > nowMs) return book.blockedUntilMs.day;
  return book.dayUsed + calls > allowance ? nextUtcMidnight(nowMs) : nowMs;
}

/** Whether a call that the day refuses may look whether the day is really over. */
function isWorthProbing(
  { doubt, dayUsed, dayLimit }: QuotaBook,
  request: DecisionRequest,
  configured: QuotaLimits,
  nowMs: number,
): boolean {
  return mayProbe(doubt, nowMs) && isDoubtful(doubt, { used: dayUsed, told: dayLimit }, request, configured);
}

/** When a call of a share leaves the minute: the first moment at which its own part has room again. */
function ownRoomAt({ calls }: QuotaBook, share: string): number {
  const own = calls.filter((entry) => (entry.share ?? UNNAMED_SHARE) === share);
  return Math.min(...own.map(endOf)) + MINUTE_WINDOW_MS;
}
