import type { Clock } from '../../platform/clock.ts';

/** Counts failures by key and says when there were too many. */
export type Throttle = {
  /** Seconds to wait; 0 when the key may try. */
  waitSeconds: (key: string) => number;
  noteFailure: (key: string) => void;
};

/** Keys that are remembered at the most; beyond that the oldest are dropped. */
const MAX_KEYS = 10_000;

/** Allows `limit` failures for a key within `windowMs` of the first one. */
export function createThrottle({
  limit,
  windowMs,
  clock,
}: {
  limit: number;
  windowMs: number;
  clock: Clock;
}): Throttle {
  const failures = new Map<string, { count: number; untilMs: number }>();

  function current(key: string) {
    const entry = failures.get(key);
    if (entry && entry.untilMs > clock.nowMs()) return entry;
    failures.delete(key);
    return undefined;
  }

  return {
    waitSeconds(key) {
      const entry = current(key);
      return entry && entry.count >= limit ? Math.ceil((entry.untilMs - clock.nowMs()) / 1000) : 0;
    },
    noteFailure(key) {
      const entry = current(key) ?? { count: 0, untilMs: clock.nowMs() + windowMs };
      failures.set(key, { ...entry, count: entry.count + 1 });
      const oldest = failures.size > MAX_KEYS ? failures.keys().next().value : undefined;
      if (oldest !== undefined) failures.delete(oldest);
    },
  };
}
