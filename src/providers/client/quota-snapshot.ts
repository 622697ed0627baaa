import { callsOf, effectiveLimits, type QuotaBook, usedByShare, usedIn } from './quota-book.ts';
import { keptForOthers } from './quota-earmarks.ts';
import type { QuotaLimits, QuotaSnapshot, QuotaWindow } from './quota-ledger.ts';
import { UNNAMED_SHARE } from './quota-sharing.ts';
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
    ...Object.keys(book.sharing.shares),
    ...book.inFlight.map(({ share }) => share ?? UNNAMED_SHARE),
  ]);
  const blocked = (window: QuotaWindow): number | null =>
    book.blockedUntilMs[window] > nowMs ? book.blockedUntilMs[window] : null;
  return {
    host,
    atMs: nowMs,
    second: { used: usedIn(book, SECOND_WINDOW_MS, nowMs), limit: limits.perSecond },
    minute: { used: usedIn(book, MINUTE_WINDOW_MS, nowMs), limit: limits.perMinute },
    day: { used: book.dayUsed, limit: limits.perDay, date: book.day, resetAtMs: nextUtcMidnight(nowMs) },
    configured,
    told: { perMinute: book.minuteLimit, perDay: book.dayLimit },
    doubtedSinceMs: book.doubt.sinceMs,
    areHeadersDistrusted: book.doubt.distrustedUntilMs > nowMs,
    earmarked: keptForOthers(book.earmarks, undefined),
    inFlight: callsOf(book.inFlight),
    minuteByShare: Object.fromEntries(
      [...names].map((name) => [name, usedByShare(book, name)] as const).filter(([, used]) => used > 0),
    ),
    waitingShares: [...names].filter((name) => (book.sharing.shares[name]?.wantsUntilMs ?? 0) > nowMs),
    blockedUntilMs: { second: blocked('second'), minute: blocked('minute'), day: blocked('day') },
  };
}
