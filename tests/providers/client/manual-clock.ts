import type { Clock } from '../../../src/platform/clock.ts';

export type ManualClock = Clock & {
  /** Moves time and wakes every sleeper whose time has come, in order. */
  advance: (byMs: number) => void;
  /** How many are asleep. */
  sleepers: () => number;
  /** Resolves when somebody falls asleep (at once when somebody is asleep already). */
  untilSleeping: () => Promise<void>;
};

/** A clock that stands still until a test moves it. */
export function createManualClock(startMs: number): ManualClock {
  let nowMs = startMs;
  const asleep = new Set<{ wakeAtMs: number; wake: () => void }>();
  const watchers: (() => void)[] = [];

  return {
    nowMs: () => nowMs,
    sleep(delayMs, signal) {
      return new Promise((resolve, reject) => {
        const onAbort = (): void => {
          asleep.delete(sleeper);
          reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
        };
        const sleeper = {
          wakeAtMs: nowMs + delayMs,
          wake: () => {
            signal?.removeEventListener('abort', onAbort);
            resolve();
          },
        };
        if (signal?.aborted) return onAbort();
        signal?.addEventListener('abort', onAbort, { once: true });
        asleep.add(sleeper);
        for (const watcher of watchers.splice(0)) watcher();
      });
    },
    advance(byMs) {
      nowMs += byMs;
      for (const sleeper of [...asleep].sort((a, b) => a.wakeAtMs - b.wakeAtMs)) {
        if (sleeper.wakeAtMs > nowMs) continue;
        asleep.delete(sleeper);
        sleeper.wake();
      }
    },
    sleepers: () => asleep.size,
    untilSleeping: () =>
      asleep.size > 0 ? Promise.resolve() : new Promise((resolve) => watchers.push(resolve)),
  };
}
