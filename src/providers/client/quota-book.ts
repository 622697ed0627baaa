import { type HeaderDoubt, doubtOfNewDay, noDoubt } from './quota-doubt.ts';
import { type Earmark, earmarksUpToDate } from './quota-earmarks.ts';
import type { QuotaLimits, QuotaReservation, QuotaWindow } from './quota-ledger.ts';
import {
  emptySharing,
  type QuotaDemand,
  type QuotaSharing,
  sharingUpToDate,
  UNNAMED_SHARE,
  withDayCalls,
  withSends,
} from './quota-sharing.ts';
import { CALL_LIFETIME_MS, DEMAND_LIFETIME_MS, MINUTE_WINDOW_MS, utcDay } from './quota-windows.ts';

export type CallInFlight = { id: string; calls: number; reservedAtMs: number; share?: string | undefined };

/** What is known about one host. Moments are epoch milliseconds of the store's clock; 0 means never blocked. */
export type QuotaBook = {
  /** One entry per call that was answered in the last minute: when. */
  recentSends: readonly number[];
  inFlight: readonly CallInFlight[];
  day: string;
  dayUsed: number;
  dayLimit: number | null;
  minuteLimit: number | null;
  blockedUntilMs: Readonly<Record<QuotaWindow, number>>;
  sharing: QuotaSharing;
  /** What the provider said against our count. */
  doubt: HeaderDoubt;
  earmarks: readonly Earmark[];
};

/** What other records tell about a host whose book is not there. */
export type BookOpening = {
  /** Calls of today that were recorded elsewhere. */
  usedToday: number;
  /** Whether calls that nobody remembers may have been sent within the last minutes. */
  wasJustUsed: boolean;
};

/**
 * The first book of a host, or the one after the store lost it: then the day goes on where other records left it,
 * and the current minute counts as spent, because nobody knows how full it is.
 */
export function openedBook(opening: BookOpening, nowMs: number): QuotaBook {
  const book = { ...emptyBook(nowMs), dayUsed: opening.usedToday };
  if (!opening.wasJustUsed) return book;
  return { ...book, blockedUntilMs: { ...book.blockedUntilMs, minute: nowMs + MINUTE_WINDOW_MS } };
}

export function emptyBook(nowMs: number): QuotaBook {
  return {
    recentSends: [],
    inFlight: [],
    day: utcDay(nowMs),
    dayUsed: 0,
    dayLimit: null,
    minuteLimit: null,
    blockedUntilMs: { second: 0, minute: 0, day: 0 },
    sharing: emptySharing(),
    doubt: noDoubt(),
    earmarks: [],
  };
}

/**
 * The book as of `nowMs`: what left the minute window is forgotten, calls of dead processes count as answered at
 * the last possible moment, and a new UTC day starts with the calls that are under way, which the provider may
 * count on either side of midnight. A clock that steps back changes nothing.
 */
export function broughtUpToDate(book: QuotaBook, nowMs: number): QuotaBook {
  const dead = book.inFlight.filter((call) => call.reservedAtMs + CALL_LIFETIME_MS <= nowMs);
  const inFlight = book.inFlight.filter((call) => call.reservedAtMs + CALL_LIFETIME_MS > nowMs);
  const arrivals = dead.flatMap((call) => repeated(call.reservedAtMs + CALL_LIFETIME_MS, call.calls));
  const recentSends = [...book.recentSends, ...arrivals].filter(
    (sentMs) => sentMs + MINUTE_WINDOW_MS > nowMs,
  );
  const shared = dead.reduce(
    (sharing, call) =>
      withSends(
        sharing,
        call.share ?? UNNAMED_SHARE,
        repeated(call.reservedAtMs + CALL_LIFETIME_MS, call.calls),
      ),
    book.sharing,
  );
  const sharing = sharingUpToDate(shared, MINUTE_WINDOW_MS, nowMs);
  const earmarks = earmarksUpToDate(book.earmarks, nowMs);
  const today = utcDay(nowMs);
  if (today <= book.day) return { ...book, recentSends, inFlight, sharing, earmarks };
  const carriedOver = inFlight.reduce(
    (day, call) => withDayCalls(day, call.share ?? UNNAMED_SHARE, call.calls),
    { ...sharing, dayUsed: {} },
  );
  return {
    ...book,
    recentSends,
    inFlight,
    sharing: carriedOver,
    doubt: doubtOfNewDay(book.doubt),
    earmarks: [],
    day: today,
    dayUsed: callsOf(inFlight),
  };
}

/** The book without calls that were never sent. */
export function refunded(book: QuotaBook, reservation: QuotaReservation): QuotaBook {
  const wasInFlight = book.inFlight.some((call) => call.id === reservation.id);
  if (!wasInFlight) return book;
  return {
    ...book,
    inFlight: book.inFlight.filter((call) => call.id !== reservation.id),
    dayUsed: Math.max(0, book.dayUsed - reservation.calls),
    sharing: withDayCalls(book.sharing, reservation.share ?? UNNAMED_SHARE, -reservation.calls),
  };
}

/** The book with what the schedule still needs today. */
export function withDemand(book: QuotaBook, demand: QuotaDemand, nowMs: number): QuotaBook {
  return {
    ...book,
    sharing: { ...book.sharing, demand: { ...demand, untilMs: nowMs + DEMAND_LIFETIME_MS } },
  };
}

/** The lower of what is configured and what the provider says of itself. */
export function effectiveLimits(book: QuotaBook, configured: QuotaLimits): QuotaLimits {
  return {
    perSecond: configured.perSecond,
    perMinute: Math.min(configured.perMinute, book.minuteLimit ?? configured.perMinute),
    perDay: Math.min(configured.perDay, book.dayLimit ?? configured.perDay),
  };
}

/** Calls that count in a window that slides. */
export function usedIn(book: QuotaBook, windowMs: number, nowMs: number): number {
  return callsOf(book.inFlight) + book.recentSends.filter((sentMs) => sentMs + windowMs > nowMs).length;
}

/** A share's calls of the minute. Expects a book brought up to date. */
export function usedByShare(book: QuotaBook, share: string): number {
  const underWay = book.inFlight.filter((call) => (call.share ?? UNNAMED_SHARE) === share);
  return callsOf(underWay) + (book.sharing.shares[share]?.sends.length ?? 0);
}

export function callsOf(calls: readonly CallInFlight[]): number {
  return calls.reduce((total, call) => total + call.calls, 0);
}

export function repeated(value: number, times: number): number[] {
  return Array.from({ length: times }, () => value);
}
