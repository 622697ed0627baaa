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
  emptySharing,
  type QuotaDemand,
  type QuotaSharing,
  sharedDayRefusal,
  sharedMinuteRefusal,
  sharingUpToDate,
  UNNAMED_SHARE,
  type WeightOf,
  withDayCalls,
  withSends,
  withWant,
} from './quota-sharing.ts';
import {
  CALL_LIFETIME_MS,
  dailyAllowance,
  DEMAND_LIFETIME_MS,
  isDailyFigureTrusted,
  MINUTE_WINDOW_MS,
  minuteAllowance,
  nextMinuteBoundary,
  nextUtcMidnight,
  SECOND_WINDOW_MS,
  SOONEST_RETRY_MS,
  utcDay,
} from './quota-windows.ts';

type CallInFlight = { id: string; calls: number; reservedAtMs: number; share?: string | undefined };

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
  const today = utcDay(nowMs);
  if (today <= book.day) return { ...book, recentSends, inFlight, sharing };
  const carriedOver = inFlight.reduce(
    (day, call) => withDayCalls(day, call.share ?? UNNAMED_SHARE, call.calls),
    { ...sharing, dayUsed: {} },
  );
  return {
    ...book,
    recentSends,
    inFlight,
    sharing: carriedOver,
    day: today,
    dayUsed: callsOf(inFlight),
  };
}

/** A refusal changes the book too when it makes a league one that waits. */
export type Decision = { ok: true; book: QuotaBook } | { ok: false; denial: QuotaDenial; book?: QuotaBook };

/** Whether `request` may be sent now; if so, the book with it in flight. Expects a book brought up to date. */
export function decideReservation(
  book: QuotaBook,
  request: { id: string; calls: number; priority: QuotaPriority; share?: string | undefined },
  { configured, weightOf }: { configured: QuotaLimits; weightOf: WeightOf },
  nowMs: number,
): Decision {
  const { id, calls, priority } = request;
  const share = request.share ?? UNNAMED_SHARE;
  const limits = effectiveLimits(book, configured);
  if (calls > Math.min(limits.perSecond, limits.perMinute)) {
    throw new RangeError(`${calls} calls at once are more than a window of this host ever takes`);
  }
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

  if (book.blockedUntilMs.day > nowMs) return deny('day', book.blockedUntilMs.day);
  if (book.dayUsed + calls > dailyAllowance(limits.perDay, priority)) {
    return deny('day', nextUtcMidnight(nowMs), { isReserved: book.dayUsed + calls <= limits.perDay });
  }
  const today = { date: book.day, limit: limits.perDay, used: book.dayUsed };
  const sharedDay = sharedDayRefusal(book.sharing, { share, calls, priority }, today, weightOf);
  if (sharedDay) {
    const retryAtMs = Math.min(nowMs + sharedDay.retryAfterMs, nextUtcMidnight(nowMs));
    return deny('day', retryAtMs, sharedDay.reason === 'urgent' ? { isReserved: true } : { isShared: true });
  }

  const perMinute = Math.max(calls, minuteAllowance(limits.perMinute, priority));
  const minuteFreeAtMs = Math.max(
    book.blockedUntilMs.minute,
    roomAt(book, MINUTE_WINDOW_MS, perMinute - calls, nowMs),
  );
  if (minuteFreeAtMs > nowMs) return waitForMinute(minuteFreeAtMs);
  if (priority !== 'manual') {
    const room = {
      limit: perMinute,
      used: usedIn(book, MINUTE_WINDOW_MS, nowMs),
      usedBy: (name: string) => usedByShare(book, name),
      windowMs: MINUTE_WINDOW_MS,
    };
    const sharedUntilMs = sharedMinuteRefusal(book.sharing, { share, calls }, room, weightOf, nowMs);
    if (sharedUntilMs !== undefined) return waitForMinute(sharedUntilMs, { isShared: true });
  }
  const secondFreeAtMs = Math.max(
    book.blockedUntilMs.second,
    roomAt(book, SECOND_WINDOW_MS, limits.perSecond - calls, nowMs),
  );
  if (secondFreeAtMs > nowMs) return deny('second', secondFreeAtMs);

  const call = { id, calls, reservedAtMs: nowMs, ...(share === UNNAMED_SHARE ? {} : { share }) };
  return {
    ok: true,
    book: {
      ...book,
      inFlight: [...book.inFlight, call],
      dayUsed: book.dayUsed + calls,
      sharing: withDayCalls(book.sharing, share, calls),
    },
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
  // Not in the book although it cannot have run out: the store lost its book while the call was under way.
  const wasLost = !wasInFlight && reservation.reservedAtMs + CALL_LIFETIME_MS > nowMs;
  const sends = wasInFlight || wasLost ? repeated(nowMs, reservation.calls) : [];
  const dayLimit = headers.dailyLimit ?? book.dayLimit;
  const dayUsedThere =
    headers.dailyLimit !== undefined && headers.dailyRemaining !== undefined && isDailyFigureTrusted(nowMs)
      ? headers.dailyLimit - Math.max(0, headers.dailyRemaining)
      : 0;
  const dayUsed = book.dayUsed + (wasLost ? reservation.calls : 0);
  const isSameDay = utcDay(reservation.reservedAtMs) === book.day;
  const minuteBlockedMs = headers.minuteRemaining === 0 ? nextMinuteBoundary(nowMs) : 0;
  return {
    ...book,
    inFlight: book.inFlight.filter((call) => call.id !== reservation.id),
    recentSends: [...book.recentSends, ...sends],
    sharing: withSends(book.sharing, reservation.share ?? UNNAMED_SHARE, sends),
    dayUsed: isSameDay ? Math.max(dayUsed, dayUsedThere) : dayUsed,
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
    sharing: withDayCalls(book.sharing, reservation.share ?? UNNAMED_SHARE, -reservation.calls),
  };
}

/** The book with the provider's own count for today; calls under way may not be in it yet and are added. */
export function withDailyUsage(
  book: QuotaBook,
  usage: { used: number; limit: number; perMinute?: number | undefined },
  nowMs: number,
): QuotaBook {
  const used = usage.used + callsOf(book.inFlight);
  const isBelievable = isDailyFigureTrusted(nowMs) || used <= book.dayUsed;
  return {
    ...book,
    dayLimit: usage.limit,
    minuteLimit: usage.perMinute ?? book.minuteLimit,
    dayUsed: isBelievable ? used : book.dayUsed,
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
    inFlight: callsOf(book.inFlight),
    minuteByShare: Object.fromEntries(
      [...names].map((name) => [name, usedByShare(book, name)] as const).filter(([, used]) => used > 0),
    ),
    waitingShares: [...names].filter((name) => (book.sharing.shares[name]?.wantsUntilMs ?? 0) > nowMs),
    blockedUntilMs: { second: blocked('second'), minute: blocked('minute'), day: blocked('day') },
  };
}

/** Calls that count in a window that slides. */
function usedIn(book: QuotaBook, windowMs: number, nowMs: number): number {
  return callsOf(book.inFlight) + book.recentSends.filter((sentMs) => sentMs + windowMs > nowMs).length;
}

/** A share's calls of the minute. Expects a book brought up to date. */
function usedByShare(book: QuotaBook, share: string): number {
  const underWay = book.inFlight.filter((call) => (call.share ?? UNNAMED_SHARE) === share);
  return callsOf(underWay) + (book.sharing.shares[share]?.sends.length ?? 0);
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
