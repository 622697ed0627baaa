import { isDeepStrictEqual } from 'node:util';
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
export type QuotaState = {
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

/** What other records tell about a host whose state is not there. */
export type LedgerOpening = {
  /** Calls of today that were recorded elsewhere. */
  usedToday: number;
  /** Whether calls that nobody remembers may have been sent within the last minutes. */
  wasJustUsed: boolean;
};

/**
 * The first state of a host, or the one after the store lost it: then the day goes on where other records left it,
 * and the current minute counts as spent, because nobody knows how full it is.
 */
export function openedState(opening: LedgerOpening, nowMs: number): QuotaState {
  const state = { ...emptyState(nowMs), dayUsed: opening.usedToday };
  if (!opening.wasJustUsed) return state;
  return { ...state, blockedUntilMs: { ...state.blockedUntilMs, minute: nowMs + MINUTE_WINDOW_MS } };
}

export function emptyState(nowMs: number): QuotaState {
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
 * The state as of `nowMs`: what left the minute window is forgotten, calls of dead processes count as answered at
 * the last possible moment, and a new UTC day starts with the calls that are under way, which the provider may
 * count on either side of midnight. A clock that steps back changes nothing.
 */
export function broughtUpToDate(state: QuotaState, nowMs: number): QuotaState {
  const calls = compacted(state.calls, nowMs);
  const sharing = sharingUpToDate(state.sharing, nowMs);
  const earmarks = earmarksUpToDate(state.earmarks, nowMs);
  const left = state.calls.filter((entry) => endOf(entry) + MINUTE_WINDOW_MS <= nowMs);
  const windows = countsUpToDate(state.windows, { all: calls, left }, nowMs);
  const today = utcDay(nowMs);
  if (today <= state.day) return { ...state, calls, sharing, earmarks, windows };
  const underWay = calls.filter((entry) => isUnderWay(entry, nowMs));
  const carriedOver = underWay.reduce(
    (day, entry) => withDayCalls(day, entry.share ?? UNNAMED_SHARE, entry.calls),
    { ...sharing, dayUsed: {} },
  );
  return {
    ...state,
    calls,
    sharing: carriedOver,
    doubt: doubtOfNewDay(state.doubt),
    earmarks: [],
    windows,
    day: today,
    dayUsed: callsOf(underWay),
  };
}

/**
 * The state after its server was started anew. Reservations are written without waiting for the disk, so a crash may
 * lose those of its last moment, which are never more than a second takes: so many count as sent now.
 */
export function afterServerStart(state: QuotaState, perSecond: number, nowMs: number): QuotaState {
  const { sharing } = state;
  return {
    ...state,
    calls: [...state.calls, bucketOf({ calls: perSecond }, nowMs)],
    dayUsed: state.dayUsed + perSecond,
    sharing: withDayCalls(sharing, UNNAMED_SHARE, perSecond),
  };
}

/** The state without calls that were never sent. */
export function refunded(state: QuotaState, reservation: QuotaReservation, nowMs: number): QuotaState {
  const wasUnderWay = state.calls.some(({ id }) => id === reservation.id);
  if (!wasUnderWay) return state;
  return {
    ...state,
    calls: state.calls.filter(({ id }) => id !== reservation.id),
    dayUsed: Math.max(0, state.dayUsed - reservation.calls),
    sharing: withDayCalls(state.sharing, reservation.share ?? UNNAMED_SHARE, -reservation.calls),
    windows: countsWithout(state.windows, amountsOf(reservation), {
      reservedAtMs: reservation.reservedAtMs,
      nowMs,
    }),
  };
}

/** The state with what the schedule still needs today. */
export function withDemand(state: QuotaState, demand: QuotaDemand, nowMs: number): QuotaState {
  return {
    ...state,
    sharing: { ...state.sharing, demand: { ...demand, untilMs: nowMs + DEMAND_LIFETIME_MS } },
  };
}

/** Whether the state says so already, and for long enough that the next look comes in time. */
export function knowsDemand({ sharing }: QuotaState, { day, shares }: QuotaDemand, nowMs: number): boolean {
  const known = sharing.demand;
  return (
    known?.day === day &&
    known.untilMs > nowMs + DEMAND_LIFETIME_MS / 2 &&
    isDeepStrictEqual(known.shares, shares)
  );
}

/** The lower of what is configured and what the provider says of itself. */
export function effectiveLimits(state: QuotaState, configured: QuotaLimits): QuotaLimits {
  return {
    perSecond: configured.perSecond,
    perMinute: Math.min(configured.perMinute, state.minuteLimit ?? configured.perMinute),
    perDay: Math.min(configured.perDay, state.dayLimit ?? configured.perDay),
    ...(configured.more ? { more: configured.more } : {}),
  };
}
