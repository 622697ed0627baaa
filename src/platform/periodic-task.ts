import type { Clock } from './clock.ts';
import type { Logger } from './logger.ts';
import type { Service } from './service.ts';

export type PeriodicTaskOptions = {
  name: string;
  /** Pause between the end of one run and the start of the next. */
  intervalMs: number;
  run: (signal: AbortSignal) => Promise<void>;
  clock: Clock;
  logger: Logger;
};

export type PeriodicTask = Service & {
  /** When the last run that did not throw ended (epoch milliseconds); undefined before the first. */
  lastHealthyAtMs: () => number | undefined;
};

/**
 * Runs `run` at once on start and then again and again, never overlapping itself.
 * A run that throws is logged and does not end the series; `stop` aborts the wait (and the signal given to a
 * run in progress) and resolves when that run has ended.
 */
export function createPeriodicTask({
  name,
  intervalMs,
  run,
  clock,
  logger,
}: PeriodicTaskOptions): PeriodicTask {
  const abort = new AbortController();
  let loop: Promise<void> | undefined;
  let lastHealthyAtMs: number | undefined;

  async function repeat(): Promise<void> {
    while (!abort.signal.aborted) {
      try {
        await run(abort.signal);
        lastHealthyAtMs = clock.nowMs();
      } catch (error) {
        if (!abort.signal.aborted) logger.error({ err: error, task: name }, 'periodic task failed');
      }
      await clock.sleep(intervalMs, abort.signal).catch(() => undefined);
    }
  }

  return {
    name,
    async start() {
      loop ??= repeat();
    },
    async stop() {
      abort.abort(new Error(`${name} is stopping`));
      await loop;
    },
    lastHealthyAtMs: () => lastHealthyAtMs,
  };
}
