import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';

/** Looks again and again, as soon as there is something to be seen and no more often than that. */
export type LookLoop = {
  start: () => Promise<void>;
  /** Has the next look come at this time (epoch milliseconds), where it would come later. */
  expectAt: (atMs: number) => void;
  /** Resolves when a look in progress has ended. */
  stop: () => Promise<void>;
};

export type LookLoopOptions = {
  /** Looks once; resolves with how soon something is expected, undefined where nothing is. */
  look: () => Promise<number | undefined>;
  /** The shortest pause. */
  pollMs: number;
  /** The longest, while nothing is expected (default: twice the shortest). */
  restMs?: number | undefined;
  clock: Clock;
  logger: Logger;
};

export function createLookLoop({
  look,
  pollMs,
  restMs: longestMs = 2 * pollMs,
  clock,
  logger,
}: LookLoopOptions): LookLoop {
  const stopping = new AbortController();
  let loop: Promise<void> | undefined;
  let expectedAtMs = Number.POSITIVE_INFINITY;
  let lookedAtMs = 0;
  let pause = new AbortController();

  async function repeat(): Promise<void> {
    while (!stopping.signal.aborted) {
      expectedAtMs = Number.POSITIVE_INFINITY;
      let nextInMs: number | undefined;
      try {
        nextInMs = await look();
      } catch (error) {
        if (!stopping.signal.aborted) logger.error({ err: error }, 'a look for due jobs failed');
      }
      lookedAtMs = clock.nowMs();
      if (nextInMs !== undefined) expectedAtMs = Math.min(expectedAtMs, lookedAtMs + nextInMs);
      await untilDue();
    }
  }

  /** Waits anew when something is expected earlier than was known. */
  async function untilDue(): Promise<void> {
    while (!stopping.signal.aborted) {
      pause = new AbortController();
      const waitMs = Math.min(longestMs, Math.max(pollMs, expectedAtMs - lookedAtMs));
      const restMs = lookedAtMs + waitMs - clock.nowMs();
      // A clock that was set back keeps nobody waiting for longer.
      if (restMs <= 0) return;
      await clock
        .sleep(Math.min(restMs, longestMs), AbortSignal.any([stopping.signal, pause.signal]))
        .catch(() => undefined);
      if (!pause.signal.aborted) return;
    }
  }

  return {
    async start() {
      loop ??= repeat();
    },
    expectAt(atMs) {
      if (atMs >= expectedAtMs) return;
      expectedAtMs = atMs;
      pause.abort(new Error('something is due earlier'));
    },
    async stop() {
      stopping.abort(new Error('the process is stopping'));
      await loop;
    },
  };
}
