import type { QuotaBook } from './quota-book.ts';
import { bucketOf, callsUnderWay, UNNAMED_SHARE, usedIn } from './quota-calls.ts';
import {
  doubtOfRefusal,
  type HeaderDoubt,
  isRefusalWrong,
  limitSaid,
  minuteCalledEmpty,
  minuteCalledOpen,
  minuteProvenEmpty,
  settledByAccount,
  soundHeaders,
  usedSaid,
} from './quota-doubt.ts';
import type { QuotaHeaders, QuotaReservation, QuotaWindow } from './quota-ledger.ts';
import { withDayCalls } from './quota-sharing.ts';
import { amountsOf, countsAnswered, countsTold, countsWith, type WindowCounts } from './window-counts.ts';
import {
  CALL_LIFETIME_MS,
  isDailyFigureTrusted,
  MINUTE_WINDOW_MS,
  nextMinuteBoundary,
  utcDay,
} from './quota-windows.ts';

/**
 * The book after an answer. What headers say is believed when it is stricter than our own count (somebody else uses
 * the key too, or the plan is a smaller one), and stays in doubt until a second look confirms it; it is never believed
 * when it is laxer, unless later answers say so again: answers overtake each other.
 */
export function committed(
  book: QuotaBook,
  reservation: QuotaReservation,
  headers: QuotaHeaders,
  nowMs: number,
): QuotaBook {
  const wasUnderWay = book.calls.some(({ id }) => id === reservation.id);
  // Not in the book although it cannot have run out: the store lost its book while the call was under way.
  const lifetimeMs = CALL_LIFETIME_MS + (reservation.longerMs ?? 0);
  const wasLost = !wasUnderWay && reservation.reservedAtMs + lifetimeMs > nowMs;
  const { calls, share, credits } = reservation;
  const others = book.calls.filter(({ id }) => id !== reservation.id);
  const missing = wasLost && isOfDay(book, reservation) ? calls : 0;
  const answered: QuotaBook = {
    ...book,
    calls: wasUnderWay || wasLost ? [...others, bucketOf({ calls, share, credits }, nowMs)] : others,
    dayUsed: book.dayUsed + missing,
    sharing: missing === 0 ? book.sharing : withDayCalls(book.sharing, share ?? UNNAMED_SHARE, missing),
    windows: answeredInWindows(book, reservation, { wasUnderWay, wasLost, headers }, nowMs),
  };
  const sound = soundHeaders(headers);
  return toldOfMinute(toldOfDay(answered, reservation, sound, nowMs), sound, nowMs);
}

function answeredInWindows(
  { windows }: QuotaBook,
  reservation: QuotaReservation,
  answer: { wasUnderWay: boolean; wasLost: boolean; headers: QuotaHeaders },
  nowMs: number,
): WindowCounts {
  const amounts = amountsOf(reservation);
  const counted = answer.wasLost ? countsWith(windows, amounts, nowMs) : windows;
  const answered = answer.wasUnderWay || answer.wasLost ? countsAnswered(counted, amounts, nowMs) : counted;
  const { reservedAtMs } = reservation;
  return countsTold(answered, answer.headers.periods ?? [], { reservedAtMs, nowMs });
}

function isOfDay(book: QuotaBook, { reservedAtMs }: QuotaReservation): boolean {
  return utcDay(reservedAtMs) === book.day;
}

function toldOfDay(
  book: QuotaBook,
  reservation: QuotaReservation,
  { dailyLimit, dailyRemaining }: QuotaHeaders,
  nowMs: number,
): QuotaBook {
  const isProbe = book.doubt.probe?.id === reservation.id;
  const { limit, doubt: afterLimit } = limitSaid('day', dailyLimit, book.dayLimit, book.doubt);
  const isTrusted = isDailyFigureTrusted(nowMs) && isOfDay(book, reservation);
  if (dailyLimit === undefined || dailyRemaining === undefined || !isTrusted) {
    return { ...book, dayLimit: limit, doubt: inDoubtOfLimit(afterLimit, limit, nowMs) };
  }
  const isLater = afterLimit.sinceMs !== null && reservation.reservedAtMs > afterLimit.sinceMs;
  const { used, doubt } = usedSaid(
    { used: book.dayUsed, limit: dailyLimit, doubt: afterLimit },
    { told: dailyLimit - dailyRemaining, isLater, isProbe },
    nowMs,
  );
  return { ...book, dayUsed: used, dayLimit: limit, doubt: inDoubtOfLimit(doubt, limit, nowMs) };
}

/** A limit below the one that is settled is in doubt, from the first time that it is said. */
function inDoubtOfLimit(doubt: HeaderDoubt, limit: number | null, nowMs: number): HeaderDoubt {
  const { settled, liftedBy, refusedAtMs, sinceMs } = doubt;
  const isLowered = limit !== null && settled.day !== null && limit < settled.day;
  if (isLowered) return sinceMs === null ? { ...doubt, sinceMs: nowMs } : doubt;
  return liftedBy === 0 && refusedAtMs === null && sinceMs !== null ? { ...doubt, sinceMs: null } : doubt;
}

function toldOfMinute(
  book: QuotaBook,
  { minuteLimit, minuteRemaining }: QuotaHeaders,
  nowMs: number,
): QuotaBook {
  const { limit, doubt } = limitSaid('minute', minuteLimit, book.minuteLimit, book.doubt);
  const said = { ...book, minuteLimit: limit, doubt };
  if (minuteRemaining === undefined) return said;
  if (minuteRemaining > 0) return { ...said, doubt: minuteCalledOpen(doubt) };
  const used = usedIn(book.calls, MINUTE_WINDOW_MS, nowMs);
  const called = minuteCalledEmpty(doubt, { used, limit }, nowMs);
  const untilMs = called.isBelieved ? nextMinuteBoundary(nowMs) : 0;
  const minute = Math.max(book.blockedUntilMs.minute, untilMs);
  return { ...said, doubt: called.doubt, blockedUntilMs: { ...book.blockedUntilMs, minute } };
}

/**
 * The book after the provider refused calls although it had room. A refused minute is over; a refused day is over too,
 * but stays in doubt where our own count has calls left, until a second look confirms it.
 */
export function refused(book: QuotaBook, window: QuotaWindow, retryAtMs: number, nowMs: number): QuotaBook {
  const blockedUntilMs = {
    ...book.blockedUntilMs,
    [window]: Math.max(book.blockedUntilMs[window], retryAtMs),
  };
  if (window === 'minute') return { ...book, blockedUntilMs, doubt: minuteProvenEmpty(book.doubt) };
  if (window !== 'day') return { ...book, blockedUntilMs };
  return { ...book, blockedUntilMs, doubt: doubtOfRefusal(book.doubt, nowMs) };
}

/**
 * The book with the provider's own count for today, which settles every doubt; calls under way may not be in it yet and
 * are added.
 */
export function withDailyUsage(
  book: QuotaBook,
  usage: { used: number; limit: number; perMinute?: number | undefined },
  nowMs: number,
): QuotaBook {
  const used = usage.used + callsUnderWay(book.calls, nowMs);
  const isBelievable = isDailyFigureTrusted(nowMs) || used <= book.dayUsed;
  const minuteLimit = usage.perMinute ?? book.minuteLimit;
  if (!isBelievable) return { ...book, dayLimit: usage.limit, minuteLimit };
  const isOpen = isRefusalWrong(book.doubt, usage);
  return {
    ...book,
    dayLimit: usage.limit,
    minuteLimit,
    dayUsed: used,
    blockedUntilMs: isOpen ? { ...book.blockedUntilMs, day: 0 } : book.blockedUntilMs,
    doubt: settledByAccount(book.doubt, usage, book.dayUsed, nowMs),
  };
}

/** Whether an account page can be true: one that allows nothing, or counts calls that cannot be, says nothing. */
export function isSoundUsage({ used, limit }: { used: number; limit: number }): boolean {
  const isCount = (value: number): boolean =>
    Number.isSafeInteger(value) && value >= 0 && value <= 2_147_483_647;
  return isCount(used) && isCount(limit) && limit > 0;
}
