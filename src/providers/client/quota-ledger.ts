import type { CallStart } from './call-record.ts';
import type { Counted, LimitWindow } from './limit-window.ts';
import type { QuotaWork } from './quota-earmarks.ts';
import type { QuotaDemand } from './quota-sharing.ts';
import type { QuotaPriority } from './quota-priority.ts';

export type QuotaWindow = 'second' | 'minute' | 'day';

/** How many calls a host takes in each window. A day is a calendar day in UTC; the others slide. */
export type QuotaLimits = {
  perSecond: number;
  perMinute: number;
  perDay: number;
  /** Windows of another length, of a month, of credits, and the polite delay of a host. */
  more?: readonly LimitWindow[];
};

/** Permission for calls that are about to be sent. It must end in exactly one `commit` or `refund`. */
export type QuotaReservation = {
  id: string;
  host: string;
  calls: number;
  reservedAtMs: number;
  share?: string;
  /** What the calls cost where it is not one credit each. */
  credits?: number;
  /** How much longer than usual the calls may be under way. */
  longerMs?: number;
  /** The row that the reservation wrote of its call, where the store keeps these records. */
  record?: CallRow;
};

/** The row of `api_usage` of a call that is under way. */
export type CallRow = { id: number; requestId: string; runId: string | null };

export type QuotaRequest = {
  host: string;
  calls: number;
  /** What they cost where limits count credits (default: one a call). */
  credits?: number | undefined;
  priority: QuotaPriority;
  /** Who shares the host's quota fairly with others: a league. */
  share?: string | undefined;
  /** The work that the calls belong to, where they are worth little without each other: a game. */
  work?: QuotaWork | undefined;
  /** When the calls are given up, at the latest, after they were sent (default 30 s). */
  timeoutMs?: number | undefined;
  signal?: AbortSignal;
  /** What is recorded of the call in the same go, where the store keeps these records. */
  call?: CallStart | undefined;
};

export type QuotaDenial = {
  ok: false;
  /** The window that has no room; the longest one when several have none. */
  window: QuotaWindow;
  /** Earliest moment at which asking again makes sense, by the ledger's clock (epoch milliseconds). */
  retryAtMs: number;
  /** The same as a duration, which does not depend on whose clock is right. */
  waitMs: number;
  /** True when calls are left today, but kept for more urgent work. */
  isReserved: boolean;
  /** True when calls are left, but kept for other leagues that wait or have games today. */
  isShared?: true;
  /** True when calls are left, but kept for work that has begun. */
  isEarmarked?: true;
  /** True when only the provider's word is against it, and a second look is still to come. */
  isDoubtful?: true;
  /** The limit, where it is none of a second, a minute or a day of calls; `window` is the next of these. */
  limit?: LimitWindow;
};

export type QuotaOutcome = { ok: true; reservation: QuotaReservation } | QuotaDenial;

/** What a provider says about its quota in the headers of an answer; only what it said. */
export type QuotaHeaders = {
  dailyLimit?: number;
  dailyRemaining?: number;
  minuteLimit?: number;
  minuteRemaining?: number;
  /** What the provider counts in other periods of the calendar. */
  periods?: readonly PeriodUse[];
  /** Credits that the answered call cost, which may be fewer than were reserved: empty answers are free. */
  spentCredits?: number;
};

/** How much of a period of the calendar a provider says is used. */
export type PeriodUse = { counts: Counted; calendar: 'day' | 'month'; used: number };

/** How a reservation ended: sent, with what the answer said of the quota, or never sent. */
export type QuotaSettlement =
  | { reservation: QuotaReservation; wasSent: true; headers: QuotaHeaders }
  | { reservation: QuotaReservation; wasSent: false };

/** Everything that one process has to tell the ledger of a host, and to ask of it. */
export type QuotaOrder = { settlements: readonly QuotaSettlement[]; requests: readonly QuotaRequest[] };

/** What came of one request: its outcome, or why no window ever takes it. */
export type QuotaResult = QuotaOutcome | RangeError;

export type QuotaSnapshot = {
  host: string;
  /** The ledger's clock when the snapshot was taken (epoch milliseconds). */
  atMs: number;
  /** Calls counted in each window, and the limit that holds for it. */
  second: { used: number; limit: number };
  minute: { used: number; limit: number };
  day: { used: number; limit: number; date: string; resetAtMs: number };
  /** Limits by configuration, and by the provider's own words (null until it said). */
  configured: QuotaLimits;
  told: { perMinute: number | null; perDay: number | null };
  /** Since when what the provider says of the day contradicts our own count, unconfirmed; null where it does not. */
  doubtedSinceMs: number | null;
  /** Whether headers do not lift the day's count, because the account page contradicted them. */
  areHeadersDistrusted: boolean;
  /** Calls of the day that are kept for games which have been begun. */
  earmarked: number;
  /** Calls that are on their way right now, in all processes. */
  inFlight: number;
  /** Calls of the last minute by league; the empty name is work without one. */
  minuteByShare: Readonly<Record<string, number>>;
  /** Leagues that wait for room in the minute right now. */
  waitingShares: readonly string[];
  /** Until when the provider refuses (epoch milliseconds); null where it does not. */
  blockedUntilMs: { second: number | null; minute: number | null; day: number | null };
  /** What is counted in the host's other windows, where it has any. */
  more?: readonly { window: LimitWindow; used: number }[];
};

/**
 * The one ledger of provider calls, shared by all workers.
 *
 * Promise: as long as every call is reserved here, no host ever counts more calls than its limits in any second
 * or minute (however its windows are aligned and however long a call is under way) or on any UTC day.
 * A call occupies its windows from the reservation until a full window after its answer; one whose process died
 * is taken to have arrived at the latest possible moment.
 *
 * The store's clock rules, so that workers with wrong clocks agree. Methods reject only when the store does.
 */
export type QuotaLedger = {
  /** Takes `calls` from every window at once, or from none. Throws RangeError when a limit is below `calls`. */
  reserve: (request: QuotaRequest) => Promise<QuotaOutcome>;
  /**
   * Settles calls that are over and reserves others of the same host in one go, as one round trip to the store where
   * nothing about the host is out of the ordinary. Results are in the order of the requests.
   */
  settleAndReserve: (host: string, order: QuotaOrder) => Promise<readonly QuotaResult[]>;
  /** Records that the calls were sent and are over, and what the answer said about the quota. */
  commit: (reservation: QuotaReservation, headers?: QuotaHeaders) => Promise<void>;
  /** Gives back what was never sent. */
  refund: (reservation: QuotaReservation) => Promise<void>;
  /** The provider said no although the ledger had room: nobody asks in this window until `retryAtMs`. */
  noteRefused: (host: string, window: QuotaWindow, retryAtMs: number) => Promise<void>;
  /**
   * The provider's own count for today, from its account page; replaces ours, up or down, and settles what headers
   * said against it. One that cannot be true is ignored. `perMinute` is what the
   * account's plan allows, where that is known.
   */
  noteDailyUsage: (
    host: string,
    usage: { used: number; limit: number; perMinute?: number | undefined },
  ) => Promise<void>;
  /**
   * The provider's own count for a period of the calendar, from a look at the account that costs nothing; replaces
   * ours, up or down, with the calls of the last minute added, which may not be in it yet. A host that was never asked
   * is not counted yet, and one that cannot be true is ignored.
   */
  notePeriodUse: (host: string, use: PeriodUse) => Promise<void>;
  /** What each league still needs of the host today, by the schedule; believed for three minutes. */
  noteDemand: (host: string, demand: QuotaDemand) => Promise<void>;
  snapshot: (host: string) => Promise<QuotaSnapshot>;
};
