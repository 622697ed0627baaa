import { effectiveLimits, type QuotaBook } from './quota-book.ts';
import { callsUnderWay, UNNAMED_SHARE, usedByShare, usedIn } from './quota-calls.ts';
import type { LimitWindow } from './limit-window.ts';
import { keptForOthers } from './quota-earmarks.ts';
import type { QuotaLimits, QuotaSnapshot, QuotaWindow } from './quota-ledger.ts';
import { windowUse } from './window-counts.ts';
import { MINUTE_WINDOW_MS, nextUtcMidnight, SECOND_WINDOW_MS } from './quota-windows.ts';

/** What people and metrics read. Expects a book brought up to date. */
export function snapshotOf(
  host: string,
  book: QuotaBook,
  configured: QuotaLimits,
  nowMs: number,
): QuotaSnapshot {
  const limits = effectiveLimits(book, configured);
  const names = new Set([
    ...Object.keys(book.sharing.waiting),
    ...book.calls.map(({ share }) => share ?? UNNAMED_SHARE),
  ]);
  const blocked = (window: QuotaWindow): number | null =>
    book.blockedUntilMs[window] > nowMs ? book.blockedUntilMs[window] : null;
  const usedOf = (window: LimitWindow): { window: LimitWindow; used: number } => {
    const { used } = windowUse(book.windows, book.calls, { window, amount: 0, most: window.most }, nowMs);
    return { window, used };
  };
  return {
    host,
    atMs: nowMs,
    second: { used: usedIn(book.calls, SECOND_WINDOW_MS, nowMs), limit: limits.perSecond },
    minute: { used: usedIn(book.calls, MINUTE_WINDOW_MS, nowMs), limit: limits.perMinute },
    day: { used: book.dayUsed, limit: limits.perDay, date: book.day, resetAtMs: nextUtcMidnight(nowMs) },
    configured,
    told: { perMinute: book.minuteLimit, perDay: book.dayLimit },
    doubtedSinceMs: book.doubt.sinceMs,
    areHeadersDistrusted: book.doubt.distrustedUntilMs > nowMs,
    earmarked: keptForOthers(book.earmarks, undefined),
    inFlight: callsUnderWay(book.calls, nowMs),
    minuteByShare: Object.fromEntries(
      [...names].map((name) => [name, usedByShare(book.calls, name)] as const).filter(([, used]) => used > 0),
    ),
    waitingShares: [...names].filter((name) => (book.sharing.waiting[name] ?? 0) > nowMs),
    blockedUntilMs: { second: blocked('second'), minute: blocked('minute'), day: blocked('day') },
    ...(configured.more ? { more: configured.more.map(usedOf) } : {}),
  };
}
