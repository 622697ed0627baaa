import { type HeaderDoubt, doubtOfNewDay, noDoubt } from './quota-doubt.ts';
import { type Earmark, earmarksUpToDate } from './quota-earmarks.ts';
import {
  bucketOf,
  callsOf,
  compacted,
  type CountedCalls,
  endOf,
  isUnderWay,
  UNNAMED_SHARE,
} from './quota-calls.ts';
import type { QuotaLimits, QuotaReservation, QuotaWindow } from './quota-ledger.ts';
import {
  emptySharing,
  type QuotaDemand,
  type QuotaSharing,
  sharingUpToDate,
  withDayCalls,
} from './quota-sharing.ts';
import { amountsOf, countsUpToDate, countsWithout, type WindowCounts } from './window-counts.ts';
import { DEMAND_LIFETIME_MS, MINUTE_WINDOW_MS, utcDay } from './quota-windows.ts';

/** What is known about one host. Moments are epoch milliseconds of the store's clock; 0 means never blocked. */
export type QuotaBook = {
  /** Calls of the last minute: those under way one by one, those answered in buckets. */
  calls: readonly CountedCalls[];
  day: string;
  dayUsed: number;
  dayLimit: number | null;
  minuteLimit: number | null;
  blockedUntilMs: Readonly<Record<QuotaWindow, number>>;
  sharing: QuotaSharing;
  /** What the provider said against our count. */
  doubt: HeaderDoubt;
  earmarks: readonly Earmark[];
  /** Counts of the windows that a host has beside a second, a minute and a day of calls. */
  windows: WindowCounts;
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
    calls: [],
    day: utcDay(nowMs),
    dayUsed: 0,
    dayLimit: null,
    minuteLimit: null,
    blockedUntilMs: { second: 0, minute: 0, day: 0 },
    sharing: emptySharing(),
    doubt: noDoubt(),
    earmarks: [],
    windows: {},
  };
}

/**
 * The book as of `nowMs`: what left the minute window is forgotten, calls of dead processes count as answered at
 * the last possible moment, and a new UTC day starts with the calls that are under way, which the provider may
 * count on either side of midnight. A clock that steps back changes nothing.
 */
export function broughtUpToDate(book: QuotaBook, nowMs: number): QuotaBook {
  const calls = compacted(book.calls, nowMs);
  const sharing = sharingUpToDate(book.sharing, nowMs);
  const earmarks = earmarksUpToDate(book.earmarks, nowMs);
  const left = book.calls.filter((entry) => endOf(entry) + MINUTE_WINDOW_MS <= nowMs);
  const windows = countsUpToDate(book.windows, { all: calls, left }, nowMs);
  const today = utcDay(nowMs);
  if (today <= book.day) return { ...book, calls, sharing, earmarks, windows };
  const underWay = calls.filter((entry) => isUnderWay(entry, nowMs));
  const carriedOver = underWay.reduce(
    (day, entry) => withDayCalls(day, entry.share ?? UNNAMED_SHARE, entry.calls),
    { ...sharing, dayUsed: {} },
  );
  return {
    ...book,
    calls,
    sharing: carriedOver,
    doubt: doubtOfNewDay(book.doubt),
    earmarks: [],
    windows,
    day: today,
    dayUsed: callsOf(underWay),
  };
}

/**
 * The book after its server was started anew. Reservations are written without waiting for the disk, so a crash may
 * lose those of its last moment, which are never more than a second takes: so many count as sent now.
 */
export function afterServerStart(book: QuotaBook, perSecond: number, nowMs: number): QuotaBook {
  const { sharing } = book;
  return {
    ...book,
    calls: [...book.calls, bucketOf({ calls: perSecond }, nowMs)],
    dayUsed: book.dayUsed + perSecond,
    sharing: withDayCalls(sharing, UNNAMED_SHARE, perSecond),
  };
}

/** The book without calls that were never sent. */
export function refunded(book: QuotaBook, reservation: QuotaReservation, nowMs: number): QuotaBook {
  const wasUnderWay = book.calls.some(({ id }) => id === reservation.id);
  if (!wasUnderWay) return book;
  return {
    ...book,
    calls: book.calls.filter(({ id }) => id !== reservation.id),
    dayUsed: Math.max(0, book.dayUsed - reservation.calls),
    sharing: withDayCalls(book.sharing, reservation.share ?? UNNAMED_SHARE, -reservation.calls),
    windows: countsWithout(book.windows, amountsOf(reservation), {
      reservedAtMs: reservation.reservedAtMs,
      nowMs,
    }),
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
    ...(configured.more ? { more: configured.more } : {}),
  };
}
