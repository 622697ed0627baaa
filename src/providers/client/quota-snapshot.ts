import { effectiveLimits, type QuotaState } from './quota-state.ts';
import { callsUnderWay, UNNAMED_SHARE, usedByShare, usedIn } from './quota-calls.ts';
import type { LimitWindow } from './limit-window.ts';
import { keptForOthers } from './quota-earmarks.ts';
import type { QuotaLimits, QuotaSnapshot, QuotaWindow } from './quota-ledger.ts';
import { windowUse } from './window-counts.ts';
import { MINUTE_WINDOW_MS, nextUtcMidnight, SECOND_WINDOW_MS } from './quota-windows.ts';

/** What people and metrics read. Expects a state brought up to date. */
export function snapshotOf(
  host: string,
  state: QuotaState,
  configured: QuotaLimits,
  nowMs: number,
): QuotaSnapshot {
  const limits = effectiveLimits(state, configured);
  const names = new Set([
    ...Object.keys(state.sharing.waiting),
    ...state.calls.map(({ share }) => share ?? UNNAMED_SHARE),
  ]);
  const blocked = (window: QuotaWindow): number | null =>
    state.blockedUntilMs[window] > nowMs ? state.blockedUntilMs[window] : null;
  const usedOf = (window: LimitWindow): { window: LimitWindow; used: number } => {
    const { used } = windowUse(state.windows, state.calls, { window, amount: 0, most: window.most }, nowMs);
    return { window, used };
  };
  return {
    host,
    atMs: nowMs,
    second: { used: usedIn(state.calls, SECOND_WINDOW_MS, nowMs), limit: limits.perSecond },
    minute: { used: usedIn(state.calls, MINUTE_WINDOW_MS, nowMs), limit: limits.perMinute },
    day: { used: state.dayUsed, limit: limits.perDay, date: state.day, resetAtMs: nextUtcMidnight(nowMs) },
    configured,
    told: { perMinute: state.minuteLimit, perDay: state.dayLimit },
    doubtedSinceMs: state.doubt.sinceMs,
    areHeadersDistrusted: state.doubt.distrustedUntilMs > nowMs,
    earmarked: keptForOthers(state.earmarks, undefined),
    inFlight: callsUnderWay(state.calls, nowMs),
    minuteByShare: Object.fromEntries(
      [...names]
        .map((name) => [name, usedByShare(state.calls, name)] as const)
        .filter(([, used]) => used > 0),
    ),
    waitingShares: [...names].filter((name) => (state.sharing.waiting[name] ?? 0) > nowMs),
    blockedUntilMs: { second: blocked('second'), minute: blocked('minute'), day: blocked('day') },
    ...(configured.more ? { more: configured.more.map(usedOf) } : {}),
  };
}
