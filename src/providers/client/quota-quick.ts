import type { CallStart } from './call-record.ts';
import { effectiveLimits, type QuotaState } from './quota-state.ts';
import { COARSE_BUCKET_MS, FINE_BUCKET_MS, UNNAMED_SHARE } from './quota-calls.ts';
import { drift, soundHeaders } from './quota-doubt.ts';
import { EARMARK_LIFETIME_MS, PLENTY } from './quota-earmarks.ts';
import type { QuotaLimits, QuotaRequest, QuotaSettlement } from './quota-ledger.ts';
import { urgentAndOthers } from './quota-sharing.ts';
import {
  CALL_LIFETIME_MS,
  dailyAllowance,
  longerThanUsual,
  DAY_CHANGE_DOUBT_MS,
  MINUTE_WINDOW_MS,
  minuteAllowance,
  SECOND_WINDOW_MS,
  utcDay,
} from './quota-windows.ts';
import {
  type CountingRules,
  countingRules,
  isOfPeriods,
  type PeriodsTold,
  periodsTold,
  type WindowCondition,
  windowConditions,
} from './window-conditions.ts';

/** What must hold in the store for calls to be let through without another look at the rules. */
export type QuickReservation = {
  id: string;
  calls: number;
  credits?: number;
  share?: string;
  /** How much longer than usual they may be under way: they are entered as reserved later by as much. */
  longerMs?: number;
  /** Most calls that each window may count, these included. */
  second: number;
  minute: number;
  day: number;
  /** What its priority may see used of a day together with what is kept for work that has begun. */
  allowance: number;
  /** Whether it may spend what is kept. */
  spendsKept: boolean;
  /** The same of the host's other windows. */
  more?: readonly WindowCondition[];
  /** Nothing is let through before this moment: until then the provider refuses. */
  notBeforeMs: number;
  /** The work whose calls are kept together, and how many it needs after this. */
  work?: { id: string; ahead: number | null };
  /** The call that is recorded if it is let through. */
  call?: CallStart;
};

/** A settlement that changes nothing but counts. */
export type QuickSettlement = {
  id: string;
  calls: number;
  credits?: number;
  share?: string;
  reservedAtMs: number;
  wasSent: boolean;
  /** UTC day of the reservation: what the answer said of another day does not count. */
  day: string;
  /** Calls of the day by the provider's count, and how far it may be above ours without another look. */
  told?: { used: number; slack: number };
  /** What the provider counts in other periods; believed where it is more than ours. */
  periods?: PeriodsTold;
};

export type QuickOrder = {
  /** The day that the counts belong to. */
  day: string;
  /** How the windows are counted that the host has beside a second, a minute and a day of calls. */
  windows?: CountingRules;
  settlements: readonly QuickSettlement[];
  reservations: readonly QuickReservation[];
};

export type QuickRules = { configured: QuotaLimits };

/**
 * The order as conditions that a store can check by counting, for the state as it was seen last. Undefined where the
 * rules have more to say: a window is in doubt, leagues wait for a minute, a period changes, an answer tells something
 * new. What the
 * conditions allow the rules allow too; what they refuse is for the rules to decide.
 */
export function quickOrder(
  state: QuotaState,
  settlements: readonly QuotaSettlement[],
  requests: readonly (QuotaRequest & { id: string })[],
  rules: QuickRules,
  nowMs: number,
): QuickOrder | undefined {
  const windows = countingRules(state, rules.configured, nowMs);
  if (utcDay(nowMs) !== state.day || !windows) return undefined;
  const settled = settlements.map((settlement) => quickSettlement({ state, windows, nowMs }, settlement));
  const reserved = requests.map((request) => quickReservation(state, request, rules, nowMs));
  if (settled.some((one) => one === undefined) || reserved.some((one) => one === undefined)) return undefined;
  return {
    day: state.day,
    ...(Object.keys(windows).length === 0 ? {} : { windows }),
    settlements: settled.filter((one) => one !== undefined),
    reservations: reserved.filter((one) => one !== undefined),
  };
}

function quickSettlement(
  { state, windows, nowMs }: { state: QuotaState; windows: CountingRules; nowMs: number },
  settlement: QuotaSettlement,
): QuickSettlement | undefined {
  const { reservation, wasSent } = settlement;
  const { id, calls, credits, share, reservedAtMs, longerMs = 0 } = reservation;
  const counts: QuickSettlement = {
    id,
    calls,
    reservedAtMs: reservedAtMs + longerMs,
    wasSent,
    day: utcDay(reservedAtMs),
    ...(credits === undefined ? {} : { credits }),
    ...(share === undefined ? {} : { share }),
  };
  if (!wasSent) return isOfPeriods(reservation, windows) ? counts : undefined;
  const { spentCredits = credits ?? calls } = settlement.headers;
  if (spentCredits !== (credits ?? calls)) return undefined;
  const { dailyLimit, dailyRemaining, minuteLimit, minuteRemaining } = soundHeaders(settlement.headers);
  const isAsKnown =
    isSettled(state, 'day', dailyLimit) && isSettled(state, 'minute', minuteLimit) && minuteRemaining !== 0;
  if (!isAsKnown || !isCalm(state, nowMs)) return undefined;
  const periods = periodsTold(reservation, settlement.headers);
  const answered = periods ? { ...counts, periods } : counts;
  if (dailyLimit === undefined || dailyRemaining === undefined) return answered;
  return { ...answered, told: { used: dailyLimit - dailyRemaining, slack: drift(dailyLimit) } };
}

/** Whether a limit is the one that is in force and settled already, or was not said. */
function isSettled(
  { doubt, dayLimit, minuteLimit }: QuotaState,
  window: 'day' | 'minute',
  said?: number,
): boolean {
  const inForce = window === 'day' ? dayLimit : minuteLimit;
  return (
    said === undefined ||
    (said === inForce && said === doubt.settled[window] && doubt.raised[window] === null)
  );
}

/** Whether nothing that headers said is in doubt, distrusted or counted. */
function isCalm({ doubt }: QuotaState, nowMs: number): boolean {
  const { sinceMs, liftedBy, refusedAtMs, probe, distrustedUntilMs, emptyMinutes } = doubt;
  const isUndoubted = sinceMs === null && liftedBy === 0 && refusedAtMs === null && probe === null;
  return isUndoubted && distrustedUntilMs <= nowMs && emptyMinutes <= 0;
}

function quickReservation(
  state: QuotaState,
  request: QuotaRequest & { id: string },
  { configured }: QuickRules,
  nowMs: number,
): QuickReservation | undefined {
  const { id, calls, credits, priority, work } = request;
  const share = request.share ?? UNNAMED_SHARE;
  const limits = effectiveLimits(state, configured);
  const more = windowConditions(request, configured);
  if (calls > Math.min(limits.perSecond, limits.perMinute) || !more) return undefined;
  const isOthersTurn = Object.entries(state.sharing.waiting).some(
    ([name, untilMs]) => name !== share && untilMs > nowMs,
  );
  if (isOthersTurn && priority !== 'manual') return undefined;
  const allowance = dailyAllowance(limits.perDay, priority);
  const { second, minute, day } = state.blockedUntilMs;
  const longerMs = longerThanUsual(request.timeoutMs);
  return {
    id,
    calls,
    ...(credits === undefined ? {} : { credits }),
    ...(longerMs > 0 ? { longerMs } : {}),
    ...(share === UNNAMED_SHARE ? {} : { share }),
    second: limits.perSecond,
    minute: Math.max(calls, minuteAllowance(limits.perMinute, priority)),
    day: Math.min(
      allowance,
      limits.perDay - urgentAndOthers(state.sharing, request, state.day, limits.perDay),
    ),
    allowance,
    spendsKept: priority === 'manual',
    ...(more.length > 0 ? { more } : {}),
    notBeforeMs: Math.max(second, minute, day),
    ...(work === undefined ? {} : { work: { id: work.id, ahead: work.callsAhead ?? null } }),
    ...(request.call === undefined ? {} : { call: request.call }),
  };
}

/** The figures of the rules that a store counts by, so that they are written down once. */
export const QUICK_FIGURES = {
  lifetimeMs: CALL_LIFETIME_MS,
  secondMs: SECOND_WINDOW_MS,
  minuteMs: MINUTE_WINDOW_MS,
  fineMs: FINE_BUCKET_MS,
  coarseMs: COARSE_BUCKET_MS,
  plenty: PLENTY,
  earmarkMs: EARMARK_LIFETIME_MS,
  dayChangeMs: DAY_CHANGE_DOUBT_MS,
} as const;
