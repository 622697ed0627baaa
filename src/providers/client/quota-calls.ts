import { CALL_LIFETIME_MS, MINUTE_WINDOW_MS, SECOND_WINDOW_MS, SOONEST_RETRY_MS } from './quota-windows.ts';

/**
 * Calls that count in the windows: a reservation that is under way, or a bucket of answered calls. Both occupy a
 * window until it has passed since `reservedAtMs` plus the lifetime of a call, so a bucket is a reservation that was
 * made one lifetime before its calls were answered. Versions that list every call read buckets in the same way.
 */
export type CountedCalls = {
  id: string;
  calls: number;
  reservedAtMs: number;
  share?: string | undefined;
  /** What they cost where it is not one credit a call. */
  credits?: number | undefined;
};

/** Work without a league shares like a league of its own. */
export const UNNAMED_SHARE = '';

/** The id of every bucket. */
export const BUCKET_ID = 'b';

/** Width of a bucket while it counts in the second: what rounding may cost of a second's room. */
export const FINE_BUCKET_MS = 100;

/** Width of a bucket that counts in the minute alone. */
export const COARSE_BUCKET_MS = 2_000;

/** When the calls were answered, or are taken to have been answered by the latest. */
export function endOf({ reservedAtMs }: CountedCalls): number {
  return reservedAtMs + CALL_LIFETIME_MS;
}

export function isUnderWay(entry: CountedCalls, nowMs: number): boolean {
  return entry.id !== BUCKET_ID && endOf(entry) > nowMs;
}

/** A bucket of calls that were answered at a moment, which is rounded up: a bucket never ends before its calls. */
export function bucketOf(
  { calls, share, credits }: Pick<CountedCalls, 'calls' | 'share' | 'credits'>,
  answeredAtMs: number,
): CountedCalls {
  return bucket({ calls, share, credits }, roundedUp(answeredAtMs, FINE_BUCKET_MS));
}

/** The entries without those that left the minute; buckets of a share are merged as they grow old. */
export function compacted(entries: readonly CountedCalls[], nowMs: number): readonly CountedCalls[] {
  const buckets = new Map<string, CountedCalls>();
  const single: CountedCalls[] = [];
  for (const entry of entries) {
    if (endOf(entry) + MINUTE_WINDOW_MS <= nowMs) continue;
    if (entry.id !== BUCKET_ID) {
      single.push(entry);
      continue;
    }
    const endMs = bucketEnd(endOf(entry), nowMs);
    const key = `${endMs} ${entry.share ?? UNNAMED_SHARE}`;
    const earlier = buckets.get(key);
    const calls = (earlier?.calls ?? 0) + entry.calls;
    const credits = (earlier ? creditsOfEntry(earlier) : 0) + creditsOfEntry(entry);
    buckets.set(key, bucket({ calls, share: entry.share, credits }, endMs));
  }
  return [...buckets.values(), ...single];
}

/** Calls that count in a window that slides. */
export function usedIn(entries: readonly CountedCalls[], windowMs: number, nowMs: number): number {
  return callsOf(entries.filter((entry) => endOf(entry) + windowMs > nowMs));
}

export function callsOf(entries: readonly CountedCalls[]): number {
  return entries.reduce((total, { calls }) => total + calls, 0);
}

export function callsUnderWay(entries: readonly CountedCalls[], nowMs: number): number {
  return callsOf(entries.filter((entry) => isUnderWay(entry, nowMs)));
}

/** A share's calls of the minute. Expects entries brought up to date. */
export function usedByShare(entries: readonly CountedCalls[], share: string): number {
  return callsOf(entries.filter((entry) => (entry.share ?? UNNAMED_SHARE) === share));
}

/**
 * When at most `room` calls are left in a window; now or earlier when that is so already. A call under way frees its
 * place a window after its answer, which nobody knows yet: the guess is optimistic and only says when to ask again.
 */
export function roomAt(
  entries: readonly CountedCalls[],
  windowMs: number,
  room: number,
  nowMs: number,
): number {
  const counted = entries
    .filter((entry) => endOf(entry) + windowMs > nowMs)
    .map((entry) => ({ calls: entry.calls, freeAtMs: freeAt(entry, windowMs, nowMs) }))
    .sort((one, other) => one.freeAtMs - other.freeAtMs);
  let mustGo = counted.reduce((total, { calls }) => total + calls, 0) - room;
  for (const { calls, freeAtMs } of counted) {
    if (mustGo <= 0) break;
    mustGo -= calls;
    if (mustGo <= 0) return freeAtMs;
  }
  return nowMs;
}

function freeAt(entry: CountedCalls, windowMs: number, nowMs: number): number {
  if (!isUnderWay(entry, nowMs)) return endOf(entry) + windowMs;
  return Math.max(Math.min(entry.reservedAtMs, nowMs) + windowMs, nowMs + SOONEST_RETRY_MS);
}

/** The end of the bucket for calls answered at `endMs`: a coarse one once it counts in the minute alone. */
function bucketEnd(endMs: number, nowMs: number): number {
  const coarseMs = roundedUp(endMs, COARSE_BUCKET_MS);
  return coarseMs + SECOND_WINDOW_MS <= nowMs ? coarseMs : endMs;
}

function roundedUp(atMs: number, widthMs: number): number {
  return Math.ceil(atMs / widthMs) * widthMs;
}

function bucket(
  { calls, share, credits = calls }: Pick<CountedCalls, 'calls' | 'share' | 'credits'>,
  endMs: number,
): CountedCalls {
  return {
    id: BUCKET_ID,
    calls,
    reservedAtMs: endMs - CALL_LIFETIME_MS,
    ...(share === undefined || share === UNNAMED_SHARE ? {} : { share }),
    ...(credits === calls ? {} : { credits }),
  };
}

function creditsOfEntry({ calls, credits = calls }: CountedCalls): number {
  return credits;
}
