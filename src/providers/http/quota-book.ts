import type {
  QuotaDenial,
  QuotaHeaders,
  QuotaLimits,
  QuotaPriority,
  QuotaReservation,
  QuotaSnapshot,
  QuotaWindow,
} from './quota-ledger.ts';
import {
  CALL_LIFETIME_MS,
  dailyAllowance,
  isDailyFigureTrusted,
  MINUTE_WINDOW_MS,
  nextMinuteBoundary,
  nextUtcMidnight,
  SECOND_WINDOW_MS,
  SOONEST_RETRY_MS,
  utcDay,
} from './quota-windows.ts';

type CallInFlight = { id: string; calls: number; reservedAtMs: number };

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
};

export function emptyBook(nowMs: number): QuotaBook {
  return {
    recentSends: [],
    inFlight: [],
    day: utcDay(nowMs),
    dayUsed: 0,
    dayLimit: null,
    minuteLimit: null,
    blockedUntilMs: { second: 0, minute: 0, day: 0 },
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
  const today = utcDay(nowMs);
  if (today <= book.day) return { ...book, recentSends, inFlight };
  return { ...book, recentSends, inFlight, day: today, dayUsed: callsOf(inFlight) };
}

export type Decision = { ok: true; book: QuotaBook } | QuotaDenial;

/** Whether `request` may be sent now; if so, the book with it in flight. Expects a book brought up to date. */
export function decideReservation(
  book: QuotaBook,
  request: { id: string; calls: number; priority: QuotaPriority },
  configured: QuotaLimits,
  nowMs: number,
): Decision {
  const limits = effectiveLimits(book, configured);
  if (request.calls > Math.min(limits.perSecond, limits.perMinute)) {
    throw new RangeError(`${request.calls} calls at once are more than a window of this host ever takes`);
  }
  const deny = (window: QuotaWindow, retryAtMs: number, isReserved = false): QuotaDenial => {
    const waitMs = Math.max(SOONEST_RETRY_MS, Math.ceil(retryAtMs - nowMs));
    return { ok: false, window, retryAtMs: nowMs + waitMs, waitMs, isReserved };
  };

  if (book.blockedUntilMs.day > nowMs) return deny('day', book.blockedUntilMs.day);
  if (book.dayUsed + request.calls > dailyAllowance(limits.perDay, request.priority)) {
    return deny('day', nextUtcMidnight(nowMs), book.dayUsed + request.calls <= limits.perDay);
  }
  const minuteFreeAtMs = Math.max(
    book.blockedUntilMs.minute,
    roomAt(book, MINUTE_WINDOW_MS, limits.perMinute - request.calls, nowMs),
  );
  if (minuteFreeAtMs > nowMs) return deny('minute', minuteFreeAtMs);
  const secondFreeAtMs = Math.max(
    book.blockedUntilMs.second,
    roomAt(book, SECOND_WINDOW_MS, limits.perSecond - request.calls, nowMs),
  );
  if (secondFreeAtMs > nowMs) return deny('second', secondFreeAtMs);

  const call = { id: request.id, calls: request.calls, reservedAtMs: nowMs };
  return {
    ok: true,
    book: { ...book, inFlight: [...book.inFlight, call], dayUsed: book.dayUsed + request.calls },
  };
}

/**
 * The book after an answer. The provider's daily count is believed when it is higher than ours (somebody else
 * uses the key too), never when it is lower: answers overtake each other.
 */
export function committed(
  book: QuotaBook,
  reservation: QuotaReservation,
  headers: QuotaHeaders,
  nowMs: number,
): QuotaBook {
  const wasInFlight = book.inFlight.some((call) => call.id === reservation.id);
  const dayLimit = headers.dailyLimit ?? book.dayLimit;
  const dayUsedThere =
    headers.dailyLimit !== undefined && headers.dailyRemaining !== undefined && isDailyFigureTrusted(nowMs)
      ? headers.dailyLimit - Math.max(0, headers.dailyRemaining)
      : 0;
  const isSameDay = utcDay(reservation.reservedAtMs) === book.day;
  const minuteBlockedMs = headers.minuteRemaining === 0 ? nextMinuteBoundary(nowMs) : 0;
  return {
    ...book,
    inFlight: book.inFlight.filter((call) => call.id !== reservation.id),
    recentSends: wasInFlight
      ? [...book.recentSends, ...repeated(nowMs, reservation.calls)]
      : book.recentSends,
    dayUsed: isSameDay ? Math.max(book.dayUsed, dayUsedThere) : book.dayUsed,
    dayLimit,
    minuteLimit: headers.minuteLimit ?? book.minuteLimit,
    blockedUntilMs: {
      ...book.blockedUntilMs,
      minute: Math.max(book.blockedUntilMs.minute, minuteBlockedMs),
    },
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
  };
}

/** The book with the provider's own count for today; calls under way may not be in it yet and are added. */
export function withDailyUsage(
  book: QuotaBook,
  usage: { used: number; limit: number },
  nowMs: number,
): QuotaBook {
  const used = usage.used + callsOf(book.inFlight);
  const isBelievable = isDailyFigureTrusted(nowMs) || used <= book.dayUsed;
  return { ...book, dayLimit: usage.limit, dayUsed: isBelievable ? used : book.dayUsed };
}

/** The lower of what is configured and what the provider says of itself. */
function effectiveLimits(book: QuotaBook, configured: QuotaLimits): QuotaLimits {
  return {
    perSecond: configured.perSecond,
    perMinute: Math.min(configured.perMinute, book.minuteLimit ?? configured.perMinute),
    perDay: Math.min(configured.perDay, book.dayLimit ?? configured.perDay),
  };
}

/** What people and metrics read. Expects a book brought up to date. */
export function snapshotOf(
  host: string,
  book: QuotaBook,
  configured: QuotaLimits,
  nowMs: number,
): QuotaSnapshot {
  const limits = effectiveLimits(book, configured);
  const usedIn = (windowMs: number): number =>
    callsOf(book.inFlight) + book.recentSends.filter((sentMs) => sentMs + windowMs > nowMs).length;
  const blocked = (window: QuotaWindow): number | null =>
    book.blockedUntilMs[window] > nowMs ? book.blockedUntilMs[window] : null;
  return {
    host,
    atMs: nowMs,
    second: { used: usedIn(SECOND_WINDOW_MS), limit: limits.perSecond },
    minute: { used: usedIn(MINUTE_WINDOW_MS), limit: limits.perMinute },
    day: { used: book.dayUsed, limit: limits.perDay, date: book.day, resetAtMs: nextUtcMidnight(nowMs) },
    configured,
    told: { perMinute: book.minuteLimit, perDay: book.dayLimit },
    inFlight: callsOf(book.inFlight),
    blockedUntilMs: { second: blocked('second'), minute: blocked('minute'), day: blocked('day') },
  };
}

/** When at most `room` calls are left in a window; now or earlier when that is so already. */
function roomAt(book: QuotaBook, windowMs: number, room: number, nowMs: number): number {
  const finished = book.recentSends.map((sentMs) => sentMs + windowMs);
  // A call under way frees its place a window after its answer, which nobody knows yet: the guess is optimistic
  // and only says when to ask again.
  const underWay = book.inFlight.flatMap((call) =>
    repeated(Math.max(call.reservedAtMs + windowMs, nowMs + SOONEST_RETRY_MS), call.calls),
  );
  const freeAtMs = [...finished, ...underWay].filter((atMs) => atMs > nowMs).sort((a, b) => a - b);
  const mustGo = freeAtMs.length - room;
  return mustGo > 0 ? (freeAtMs[mustGo - 1] ?? nowMs) : nowMs;
}

function callsOf(calls: readonly CallInFlight[]): number {
  return calls.reduce((total, call) => total + call.calls, 0);
}

function repeated(value: number, times: number): number[] {
  return Array.from({ length: times }, () => value);
}
