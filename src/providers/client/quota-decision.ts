import { effectiveLimits, type QuotaState } from './quota-state.ts';
import { endOf, roomAt, UNNAMED_SHARE, usedByShare, usedIn } from './quota-calls.ts';
import { DOUBT_RECHECK_MS, isDoubtful, mayProbe } from './quota-doubt.ts';
import { EARMARK_RECHECK_MS, keptFor, keptForOthers, type QuotaWork, withEarmark } from './quota-earmarks.ts';
import type { QuotaDenial, QuotaLimits, QuotaWindow } from './quota-ledger.ts';
import {
  sharedDayRefusal,
  sharedMinuteRefusal,
  type WeightOf,
  withDayCalls,
  withWant,
} from './quota-sharing.ts';
import {
  dailyAllowance,
  longerThanUsual,
  MINUTE_WINDOW_MS,
  minuteAllowance,
  nextUtcMidnight,
  SECOND_WINDOW_MS,
  SOONEST_RETRY_MS,
} from './quota-windows.ts';
import type { LimitWindow } from './limit-window.ts';
import type { QuotaPriority } from './quota-priority.ts';
import { allowanceOf, amountsOf, countsWith, type WindowUse, windowUse } from './window-counts.ts';

/** A refusal changes the state too when it makes a league one that waits. */
export type Decision =
  | { ok: true; state: QuotaState }
  | { ok: false; denial: QuotaDenial; state?: QuotaState };

type DecisionRequest = {
  id: string;
  calls: number;
  credits?: number | undefined;
  priority: QuotaPriority;
  share?: string | undefined;
  work?: QuotaWork | undefined;
  timeoutMs?: number | undefined;
};

type Rules = { configured: QuotaLimits; weightOf: WeightOf };

/** A request with what its decision goes by. */
type Asked = {
  state: QuotaState;
  request: DecisionRequest;
  share: string;
  limits: QuotaLimits;
  /** What its priority may see used of a day. */
  allowance: number;
  rules: Rules;
  nowMs: number;
};

/** Whether `request` may be sent now; if so, the state with it in flight. Expects a state brought up to date. */
export function decideReservation(
  state: QuotaState,
  request: DecisionRequest,
  rules: Rules,
  nowMs: number,
): Decision {
  const limits = effectiveLimits(state, rules.configured);
  if (request.calls > Math.min(limits.perSecond, limits.perMinute)) {
    throw new RangeError(`${request.calls} calls at once are more than a window of this host ever takes`);
  }
  const share = request.share ?? UNNAMED_SHARE;
  const allowance = dailyAllowance(limits.perDay, request.priority);
  const asked: Asked = { state, request, share, limits, allowance, rules, nowMs };
  const closedUntilMs = dayClosedUntil(state, request.calls, allowance, nowMs);
  const isProbe = closedUntilMs > nowMs && isWorthProbing(state, request, rules.configured, nowMs);
  const refusal =
    (isProbe ? undefined : refusalOfDay(asked, closedUntilMs)) ??
    refusalOfMinute(asked) ??
    refusalOfSecond(asked) ??
    refusalOfOthers(asked);
  return refusal ?? granted(asked, isProbe);
}

function deny(
  { nowMs }: Asked,
  window: QuotaWindow,
  retryAtMs: number,
  more: Partial<QuotaDenial> = {},
): { ok: false; denial: QuotaDenial } {
  const waitMs = Math.max(SOONEST_RETRY_MS, Math.ceil(retryAtMs - nowMs));
  const denial = { ok: false as const, window, retryAtMs: nowMs + waitMs, waitMs, isReserved: false };
  return { ok: false, denial: { ...denial, ...more } };
}

/** A day that is over, or whose rest is kept: for more urgent work, for work that has begun, for other leagues. */
function refusalOfDay(asked: Asked, closedUntilMs: number): Decision | undefined {
  const { state, request, share, limits, allowance, rules, nowMs } = asked;
  const { calls, priority, work } = request;
  if (closedUntilMs > nowMs) {
    if (isDoubtful(state.doubt, { used: state.dayUsed, told: state.dayLimit }, request, rules.configured)) {
      return deny(asked, 'day', Math.min(closedUntilMs, nowMs + DOUBT_RECHECK_MS), { isDoubtful: true });
    }
    const isReserved = state.blockedUntilMs.day <= nowMs && state.dayUsed + calls <= limits.perDay;
    return deny(asked, 'day', closedUntilMs, { isReserved });
  }
  const kept = priority === 'manual' ? 0 : keptForOthers(state.earmarks, work);
  if (keptFor(state.earmarks, work) < calls && state.dayUsed + kept + calls > allowance) {
    return deny(asked, 'day', nowMs + EARMARK_RECHECK_MS, { isReserved: true, isEarmarked: true });
  }
  const today = { date: state.day, limit: limits.perDay, used: state.dayUsed };
  const refusal = sharedDayRefusal(state.sharing, { share, calls, priority }, today, rules.weightOf);
  if (!refusal) return undefined;
  const retryAtMs = Math.min(nowMs + refusal.retryAfterMs, nextUtcMidnight(nowMs));
  return deny(
    asked,
    'day',
    retryAtMs,
    refusal.reason === 'urgent' ? { isReserved: true } : { isShared: true },
  );
}

/** A minute that is full, or whose rest is for leagues that wait. A league that is refused becomes one of them. */
function refusalOfMinute(asked: Asked): Decision | undefined {
  const { state, request, share, limits, rules, nowMs } = asked;
  const { calls, priority } = request;
  const perMinute = Math.max(calls, minuteAllowance(limits.perMinute, priority));
  const freeAtMs = Math.max(
    state.blockedUntilMs.minute,
    roomAt(state.calls, MINUTE_WINDOW_MS, perMinute - calls, nowMs),
  );
  if (freeAtMs > nowMs) return waiting(asked, freeAtMs);
  if (priority === 'manual') return undefined;
  const room = {
    limit: perMinute,
    used: usedIn(state.calls, MINUTE_WINDOW_MS, nowMs),
    usedBy: (name: string) => usedByShare(state.calls, name),
    ownRoomAtMs: ownRoomAt(state, share),
  };
  const sharedUntilMs = sharedMinuteRefusal(state.sharing, { share, calls }, room, rules.weightOf, nowMs);
  return sharedUntilMs === undefined ? undefined : waiting(asked, sharedUntilMs, { isShared: true });
}

function waiting(asked: Asked, retryAtMs: number, more?: Partial<QuotaDenial>): Decision {
  const { state, share } = asked;
  const { denial } = deny(asked, 'minute', retryAtMs, more);
  const sharing = withWant(state.sharing, share, denial.retryAtMs);
  return { ok: false, denial, state: { ...state, sharing } };
}

function refusalOfSecond(asked: Asked): Decision | undefined {
  const { state, request, limits, nowMs } = asked;
  const freeAtMs = Math.max(
    state.blockedUntilMs.second,
    roomAt(state.calls, SECOND_WINDOW_MS, limits.perSecond - request.calls, nowMs),
  );
  return freeAtMs > nowMs ? deny(asked, 'second', freeAtMs) : undefined;
}

/** Windows of another length, of a month, of credits. */
function refusalOfOthers(asked: Asked): Decision | undefined {
  const { state, request, limits, nowMs } = asked;
  const full = fullWindow(state, request, limits.more ?? [], nowMs);
  return full && deny(asked, nearestOf(full.window), full.freeAtMs, { limit: full.window });
}

function granted({ state, request, share, allowance, nowMs }: Asked, isProbe: boolean): Decision {
  const { id, calls, credits, work } = request;
  const call = {
    id,
    calls,
    reservedAtMs: nowMs + longerThanUsual(request.timeoutMs),
    ...(share === UNNAMED_SHARE ? {} : { share }),
    ...(credits === undefined ? {} : { credits }),
  };
  return {
    ok: true,
    state: {
      ...state,
      calls: [...state.calls, call],
      dayUsed: state.dayUsed + calls,
      windows: countsWith(state.windows, amountsOf(request), nowMs),
      earmarks: withEarmark(state.earmarks, work, { calls, left: allowance - state.dayUsed - calls }, nowMs),
      doubt: isProbe ? { ...state.doubt, probe: { id, atMs: nowMs } } : state.doubt,
      sharing: withDayCalls(state.sharing, share, calls),
    },
  };
}

/**
 * The window beside second, minute and day that takes the calls last, if any does not take them now. Throws RangeError
 * where one never does.
 */
function fullWindow(
  state: QuotaState,
  request: DecisionRequest,
  windows: readonly LimitWindow[],
  nowMs: number,
): WindowUse | undefined {
  const amounts = amountsOf(request);
  return windows
    .map((window) => {
      const amount = amounts[window.counts];
      if (amount > window.most)
        throw new RangeError(`${amount} ${window.counts} at once are more than this host ever takes`);
      const most = Math.max(amount, allowanceOf(window, request.priority));
      return windowUse(state.windows, state.calls, { window, amount, most }, nowMs);
    })
    .filter(({ freeAtMs }) => freeAtMs > nowMs)
    .toSorted((one, other) => other.freeAtMs - one.freeAtMs)[0];
}

/** The window that callers know and that waits about as long. */
function nearestOf({ span }: LimitWindow): QuotaWindow {
  if ('calendar' in span) return 'day';
  return span.slidesOverMs <= SECOND_WINDOW_MS ? 'second' : 'minute';
}

/** Until when the day takes no calls of this kind, by the state; now or earlier when it takes them. */
function dayClosedUntil(state: QuotaState, calls: number, allowance: number, nowMs: number): number {
  if (state.blockedUntilMs.day > nowMs) return state.blockedUntilMs.day;
  return state.dayUsed + calls > allowance ? nextUtcMidnight(nowMs) : nowMs;
}

/** Whether a call that the day refuses may look whether the day is really over. */
function isWorthProbing(
  { doubt, dayUsed, dayLimit }: QuotaState,
  request: DecisionRequest,
  configured: QuotaLimits,
  nowMs: number,
): boolean {
  return mayProbe(doubt, nowMs) && isDoubtful(doubt, { used: dayUsed, told: dayLimit }, request, configured);
}

/** When a call of a share leaves the minute: the first moment at which its own part has room again. */
function ownRoomAt({ calls }: QuotaState, share: string): number {
  const own = calls.filter((entry) => (entry.share ?? UNNAMED_SHARE) === share);
  return Math.min(...own.map(endOf)) + MINUTE_WINDOW_MS;
}
