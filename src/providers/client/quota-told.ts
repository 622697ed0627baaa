import type { QuotaState } from './quota-state.ts';
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
import type { PeriodUse, QuotaHeaders, QuotaReservation, QuotaWindow } from './quota-ledger.ts';
import { withDayCalls } from './quota-sharing.ts';
import {
  amountsOf,
  countsAnswered,
  countsOfAccount,
  countsSettled,
  countsTold,
  countsWith,
  type WindowCounts,
} from './window-counts.ts';
import {
  CALL_LIFETIME_MS,
  isDailyFigureTrusted,
  MINUTE_WINDOW_MS,
  nextMinuteBoundary,
  utcDay,
} from './quota-windows.ts';

/**
 * The state after an answer. What headers say is believed when it is stricter than our own count (somebody else uses
 * the key too, or the plan is a smaller one), and stays in doubt until a second look confirms it; it is never believed
 * when it is laxer, unless later answers say so again: answers overtake each other.
 */
export function committed(
  state: QuotaState,
  reservation: QuotaReservation,
  headers: QuotaHeaders,
  nowMs: number,
): QuotaState {
  const wasUnderWay = state.calls.some(({ id }) => id === reservation.id);
  // Not in the state although it cannot have run out: the store lost its state while the call was under way.
  const lifetimeMs = CALL_LIFETIME_MS + (reservation.longerMs ?? 0);
  const wasLost = !wasUnderWay && reservation.reservedAtMs + lifetimeMs > nowMs;
  const { calls, share } = reservation;
  const credits = headers.spentCredits ?? reservation.credits;
  const others = state.calls.filter(({ id }) => id !== reservation.id);
  const missing = wasLost && isOfDay(state, reservation) ? calls : 0;
  const answered: QuotaState = {
    ...state,
    calls: wasUnderWay || wasLost ? [...others, bucketOf({ calls, share, credits }, nowMs)] : others,
    dayUsed: state.dayUsed + missing,
    sharing: missing === 0 ? state.sharing : withDayCalls(state.sharing, share ?? UNNAMED_SHARE, missing),
    windows: answeredInWindows(state, reservation, { wasUnderWay, wasLost, headers }, nowMs),
  };
  const sound = soundHeaders(headers);
  return toldOfMinute(toldOfDay(answered, reservation, sound, nowMs), sound, nowMs);
}

function answeredInWindows(
  { windows }: QuotaState,
  reservation: QuotaReservation,
  answer: { wasUnderWay: boolean; wasLost: boolean; headers: QuotaHeaders },
  nowMs: number,
): WindowCounts {
  const amounts = amountsOf(reservation);
  const counted = answer.wasLost ? countsWith(windows, amounts, nowMs) : windows;
  const { reservedAtMs } = reservation;
  const { periods = [], spentCredits: spent = amounts.credits } = answer.headers;
  const isCounted = answer.wasUnderWay || answer.wasLost;
  const at = { reservedAtMs, nowMs };
  const settled = isCounted ? countsSettled(counted, { reserved: amounts.credits, spent }, at) : counted;
  const answered = isCounted ? countsAnswered(settled, { ...amounts, credits: spent }, nowMs) : settled;
  return countsTold(answered, periods, at);
}

function isOfDay(state: QuotaState, { reservedAtMs }: QuotaReservation): boolean {
  return utcDay(reservedAtMs) === state.day;
}

function toldOfDay(
  state: QuotaState,
  reservation: QuotaReservation,
  { dailyLimit, dailyRemaining }: QuotaHeaders,
  nowMs: number,
): QuotaState {
  const isProbe = state.doubt.probe?.id === reservation.id;
  const { limit, doubt: afterLimit } = limitSaid('day', dailyLimit, state.dayLimit, state.doubt);
  const isTrusted = isDailyFigureTrusted(nowMs) && isOfDay(state, reservation);
  if (dailyLimit === undefined || dailyRemaining === undefined || !isTrusted) {
    return { ...state, dayLimit: limit, doubt: inDoubtOfLimit(afterLimit, limit, nowMs) };
  }
  const isLater = afterLimit.sinceMs !== null && reservation.reservedAtMs > afterLimit.sinceMs;
  const { used, doubt } = usedSaid(
    { used: state.dayUsed, limit: dailyLimit, doubt: afterLimit },
    { told: dailyLimit - dailyRemaining, isLater, isProbe },
    nowMs,
  );
  return { ...state, dayUsed: used, dayLimit: limit, doubt: inDoubtOfLimit(doubt, limit, nowMs) };
}

/** A limit below the one that is settled is in doubt, from the first time that it is said. */
function inDoubtOfLimit(doubt: HeaderDoubt, limit: number | null, nowMs: number): HeaderDoubt {
  const { settled, liftedBy, refusedAtMs, sinceMs } = doubt;
  const isLowered = limit !== null && settled.day !== null && limit < settled.day;
  if (isLowered) return sinceMs === null ? { ...doubt, sinceMs: nowMs } : doubt;
  return liftedBy === 0 && refusedAtMs === null && sinceMs !== null ? { ...doubt, sinceMs: null } : doubt;
}

function toldOfMinute(
  state: QuotaState,
  { minuteLimit, minuteRemaining }: QuotaHeaders,
  nowMs: number,
): QuotaState {
  const { limit, doubt } = limitSaid('minute', minuteLimit, state.minuteLimit, state.doubt);
  const said = { ...state, minuteLimit: limit, doubt };
  if (minuteRemaining === undefined) return said;
  if (minuteRemaining > 0) return { ...said, doubt: minuteCalledOpen(doubt) };
  const used = usedIn(state.calls, MINUTE_WINDOW_MS, nowMs);
  const called = minuteCalledEmpty(doubt, { used, limit }, nowMs);
  const untilMs = called.isBelieved ? nextMinuteBoundary(nowMs) : 0;
  const minute = Math.max(state.blockedUntilMs.minute, untilMs);
  return { ...said, doubt: called.doubt, blockedUntilMs: { ...state.blockedUntilMs, minute } };
}

/**
 * The state after the provider refused calls although it had room. A refused minute is over; a refused day is over too,
 * but stays in doubt where our own count has calls left, until a second look confirms it.
 */
export function refused(
  state: QuotaState,
  window: QuotaWindow,
  retryAtMs: number,
  nowMs: number,
): QuotaState {
  const blockedUntilMs = {
    ...state.blockedUntilMs,
    [window]: Math.max(state.blockedUntilMs[window], retryAtMs),
  };
  if (window === 'minute') return { ...state, blockedUntilMs, doubt: minuteProvenEmpty(state.doubt) };
  if (window !== 'day') return { ...state, blockedUntilMs };
  return { ...state, blockedUntilMs, doubt: doubtOfRefusal(state.doubt, nowMs) };
}

/**
 * The state with the provider's own count for today, which settles every doubt; calls under way may not be in it yet and
 * are added.
 */
export function withDailyUsage(
  state: QuotaState,
  usage: { used: number; limit: number; perMinute?: number | undefined },
  nowMs: number,
): QuotaState {
  const used = usage.used + callsUnderWay(state.calls, nowMs);
  const isBelievable = isDailyFigureTrusted(nowMs) || used <= state.dayUsed;
  const minuteLimit = usage.perMinute ?? state.minuteLimit;
  if (!isBelievable) return { ...state, dayLimit: usage.limit, minuteLimit };
  const isOpen = isRefusalWrong(state.doubt, usage);
  return {
    ...state,
    dayLimit: usage.limit,
    minuteLimit,
    dayUsed: used,
    blockedUntilMs: isOpen ? { ...state.blockedUntilMs, day: 0 } : state.blockedUntilMs,
    doubt: settledByAccount(state.doubt, usage, state.dayUsed, nowMs),
  };
}

/** The state with the provider's own count for a period, from a look at the account. */
export function withPeriodUse(state: QuotaState, use: PeriodUse, nowMs: number): QuotaState {
  return { ...state, windows: countsOfAccount(state.windows, use, { recent: state.calls, nowMs }) };
}

/** Whether an account page can be true: one that allows nothing, or counts calls that cannot be, says nothing. */
export function isSoundUsage({ used, limit }: { used: number; limit: number }): boolean {
  const isCount = (value: number): boolean =>
    Number.isSafeInteger(value) && value >= 0 && value <= 2_147_483_647;
  return isCount(used) && isCount(limit) && limit > 0;
}
