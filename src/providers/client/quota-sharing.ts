import type { QuotaPriority } from './quota-ledger.ts';
import { DEMAND_RECHECK_MS, reservedShareOf } from './quota-windows.ts';

/** Calls that are still needed on a UTC day, by priority. */
export type CallsByPriority = Partial<Record<QuotaPriority, number>>;

/** What each share (a league) of a host still needs on a UTC day; told by whoever knows the schedule. */
export type QuotaDemand = {
  /** UTC day, `2026-01-15`. */
  day: string;
  shares: Readonly<Record<string, CallsByPriority>>;
};

/** How leagues share the quota of one host. Moments are epoch milliseconds of the store's clock. */
export type QuotaSharing = {
  /** By share: when its recent calls were answered, and until when it counts as waiting for a minute's room. */
  shares: Readonly<Record<string, { sends: readonly number[]; wantsUntilMs: number }>>;
  demand: (QuotaDemand & { untilMs: number }) | null;
  /** Calls of the ledger's day by share. */
  dayUsed: Readonly<Record<string, number>>;
};

/** Weight of a share against the others; 1 where nobody said otherwise. */
export type WeightOf = (share: string) => number;

/** Work without a league shares like a league of its own. */
export const UNNAMED_SHARE = '';

/** A share that was told to wait may come this much later than told before the others take its room. */
const WANT_GRACE_MS = 5_000;

const MOST_URGENT_FIRST: readonly QuotaPriority[] = ['manual', 'first_pass', 'correction', 'backfill'];

export function emptySharing(): QuotaSharing {
  return { shares: {}, demand: null, dayUsed: {} };
}

/** The sharing as of `nowMs`: what left the window and who no longer waits is forgotten. */
export function sharingUpToDate(sharing: QuotaSharing, windowMs: number, nowMs: number): QuotaSharing {
  const shares = Object.entries(sharing.shares).flatMap(([name, share]) => {
    const sends = share.sends.filter((sentMs) => sentMs + windowMs > nowMs);
    const isOver = sends.length === 0 && share.wantsUntilMs <= nowMs;
    return isOver ? [] : [[name, { ...share, sends }] as const];
  });
  const demand = sharing.demand && sharing.demand.untilMs > nowMs ? sharing.demand : null;
  return { ...sharing, shares: Object.fromEntries(shares), demand };
}

/** The sharing with calls of a share counted for the day, or given back when `calls` is negative. */
export function withDayCalls(sharing: QuotaSharing, share: string, calls: number): QuotaSharing {
  const used = Math.max(0, (sharing.dayUsed[share] ?? 0) + calls);
  return { ...sharing, dayUsed: { ...sharing.dayUsed, [share]: used } };
}

/** The sharing with calls of a share answered at these moments. */
export function withSends(sharing: QuotaSharing, share: string, sends: readonly number[]): QuotaSharing {
  const known = sharing.shares[share] ?? { sends: [], wantsUntilMs: 0 };
  return {
    ...sharing,
    shares: { ...sharing.shares, [share]: { ...known, sends: [...known.sends, ...sends] } },
  };
}

/** The sharing with a share that waits for room until `retryAtMs`: the others leave its part free for it. */
export function withWant(sharing: QuotaSharing, share: string, retryAtMs: number): QuotaSharing {
  const known = sharing.shares[share] ?? { sends: [], wantsUntilMs: 0 };
  const wantsUntilMs = Math.max(known.wantsUntilMs, retryAtMs + WANT_GRACE_MS);
  return { ...sharing, shares: { ...sharing.shares, [share]: { ...known, wantsUntilMs } } };
}

/**
 * Whether a share may take calls of a minute that has room. While others wait, each has a right to its part by
 * weight, and nobody goes beyond his own part into what is left of theirs; what nobody waits for is anybody's.
 *
 * @returns undefined when it may, otherwise the earliest moment to ask again.
 */
export function sharedMinuteRefusal(
  sharing: QuotaSharing,
  request: { share: string; calls: number },
  room: { limit: number; used: number; usedBy: (share: string) => number; windowMs: number },
  weightOf: WeightOf,
  nowMs: number,
): number | undefined {
  const waiting = Object.entries(sharing.shares).filter(
    ([name, { wantsUntilMs }]) => name !== request.share && wantsUntilMs > nowMs,
  );
  if (waiting.length === 0) return undefined;
  const weights = waiting.reduce((sum, [name]) => sum + weightOf(name), weightOf(request.share));
  const partOf = (share: string): number => Math.floor((room.limit * weightOf(share)) / weights);
  if (room.usedBy(request.share) + request.calls <= partOf(request.share)) return undefined;
  const keptForOthers = waiting.reduce(
    (sum, [name]) => sum + Math.max(0, partOf(name) - room.usedBy(name)),
    0,
  );
  if (room.used + request.calls + keptForOthers <= room.limit) return undefined;
  const ownSends = sharing.shares[request.share]?.sends ?? [];
  const ownRoomAtMs = ownSends.length > 0 ? Math.min(...ownSends) + room.windowMs : Number.POSITIVE_INFINITY;
  const othersGoneAtMs = Math.min(...waiting.map(([, { wantsUntilMs }]) => wantsUntilMs));
  return Math.min(ownRoomAtMs, othersGoneAtMs);
}

export type SharedDayRefusal = { reason: 'urgent' | 'others'; retryAfterMs: number };

/**
 * Whether work may take calls of a day that are left by the fixed reserves. What the schedule still needs today
 * for more urgent work is kept for it; among equals, what is left is dealt out evenly by weight, so that a small
 * league's evening games are not paid for by a large league's afternoon. What nobody needs is anybody's.
 */
export function sharedDayRefusal(
  sharing: QuotaSharing,
  request: { share: string; calls: number; priority: QuotaPriority },
  day: { date: string; limit: number; used: number },
  weightOf: WeightOf,
): SharedDayRefusal | undefined {
  const { demand } = sharing;
  if (demand?.day !== day.date || request.priority === 'manual') return undefined;
  const urgency = MOST_URGENT_FIRST.indexOf(request.priority);
  const urgentCalls = Object.values(demand.shares).reduce(
    (sum, calls) => sum + sumOf(MOST_URGENT_FIRST.slice(0, urgency).map((priority) => calls[priority] ?? 0)),
    0,
  );
  const fixedReserve = Math.floor(day.limit * reservedShareOf(request.priority));
  const left = day.limit - day.used - Math.max(fixedReserve, urgentCalls);
  const retryAfterMs = DEMAND_RECHECK_MS;
  if (request.calls > left) return { reason: 'urgent', retryAfterMs };

  // Parts are of all that the leagues have today, used or not: otherwise whoever asks first would get half of what
  // is left, again and again.
  const usedBy = (name: string): number => sharing.dayUsed[name] ?? 0;
  const needsOf = (name: string): number => usedBy(name) + (demand.shares[name]?.[request.priority] ?? 0);
  const everybody = new Set([...Object.keys(demand.shares), ...Object.keys(sharing.dayUsed)]);
  const others = [...everybody]
    .filter((name) => name !== request.share)
    .map((name) => ({ name, weight: weightOf(name), needs: needsOf(name) }));
  const pool = left + sumOf(Object.values(sharing.dayUsed));
  const parts = dealtOut(pool, weightOf(request.share), others);
  const ownPart = pool - sumOf(parts.map(({ part }) => part));
  if (usedBy(request.share) + request.calls <= ownPart) return undefined;
  const kept = sumOf(parts.map(({ name, part }) => Math.max(0, part - usedBy(name))));
  return request.calls <= left - kept ? undefined : { reason: 'others', retryAfterMs };
}

/**
 * Deals `calls` out among claimants with known needs and one, of weight `openWeight`, whose need is without end:
 * nobody gets more than he needs, and otherwise parts are as the weights. Whole calls, rounded down.
 */
function dealtOut(
  calls: number,
  openWeight: number,
  claimants: readonly { name: string; weight: number; needs: number }[],
): { name: string; part: number }[] {
  const byNeed = claimants.toSorted((one, other) => one.needs / one.weight - other.needs / other.weight);
  let left = calls;
  let weights = byNeed.reduce((sum, { weight }) => sum + weight, openWeight);
  return byNeed.map(({ name, weight, needs }) => {
    const part = Math.min(needs, Math.floor((left * weight) / weights));
    left -= part;
    weights -= weight;
    return { name, part };
  });
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
