import { UNNAMED_SHARE } from './quota-calls.ts';
import { DEMAND_RECHECK_MS, reservedShareOf } from './quota-windows.ts';
import { MOST_URGENT_FIRST, type QuotaPriority } from './quota-priority.ts';

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
  /** By share: until when it counts as waiting for a minute's room. */
  waiting: Readonly<Record<string, number>>;
  demand: (QuotaDemand & { untilMs: number }) | null;
  /** Calls of the ledger's day by share. */
  dayUsed: Readonly<Record<string, number>>;
};

/** Weight of a share against the others; 1 where nobody said otherwise. */
export type WeightOf = (share: string) => number;

/** A share that was told to wait may come this much later than told before the others take its room. */
const WANT_GRACE_MS = 5_000;

export function emptySharing(): QuotaSharing {
  return { waiting: {}, demand: null, dayUsed: {} };
}

/** The sharing as of `nowMs`: who no longer waits is forgotten. */
export function sharingUpToDate(sharing: QuotaSharing, nowMs: number): QuotaSharing {
  const waiting = Object.entries(sharing.waiting).filter(([, untilMs]) => untilMs > nowMs);
  const demand = sharing.demand && sharing.demand.untilMs > nowMs ? sharing.demand : null;
  return { ...sharing, waiting: Object.fromEntries(waiting), demand };
}

/** The sharing with calls of a share counted for the day, or given back when `calls` is negative. */
export function withDayCalls(sharing: QuotaSharing, share: string, calls: number): QuotaSharing {
  const used = Math.max(0, (sharing.dayUsed[share] ?? 0) + calls);
  return { ...sharing, dayUsed: { ...sharing.dayUsed, [share]: used } };
}

/** The sharing with a share that waits for room until `retryAtMs`: the others leave its part free for it. */
export function withWant(sharing: QuotaSharing, share: string, retryAtMs: number): QuotaSharing {
  const untilMs = Math.max(sharing.waiting[share] ?? 0, retryAtMs + WANT_GRACE_MS);
  return { ...sharing, waiting: { ...sharing.waiting, [share]: untilMs } };
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
  room: { limit: number; used: number; usedBy: (share: string) => number; ownRoomAtMs: number },
  weightOf: WeightOf,
  nowMs: number,
): number | undefined {
  const waiting = Object.entries(sharing.waiting).filter(
    ([name, untilMs]) => name !== request.share && untilMs > nowMs,
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
  const othersGoneAtMs = Math.min(...waiting.map(([, untilMs]) => untilMs));
  return Math.min(room.ownRoomAtMs, othersGoneAtMs);
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
 * Calls of a day that are surely enough to leave for others: for more urgent work, and for all that other shares still
 * need at the same priority. The rules above may leave fewer.
 */
export function urgentAndOthers(
  { demand }: QuotaSharing,
  request: { share?: string | undefined; priority: QuotaPriority },
  today: string,
  perDay: number,
): number {
  if (demand?.day !== today || request.priority === 'manual') return 0;
  const urgency = MOST_URGENT_FIRST.indexOf(request.priority);
  const urgent = Object.values(demand.shares).flatMap((calls) =>
    MOST_URGENT_FIRST.slice(0, urgency).map((priority) => calls[priority] ?? 0),
  );
  const others = Object.entries(demand.shares)
    .filter(([name]) => name !== (request.share ?? UNNAMED_SHARE))
    .map(([, calls]) => calls[request.priority] ?? 0);
  return Math.max(Math.floor(perDay * reservedShareOf(request.priority)), sumOf(urgent)) + sumOf(others);
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
