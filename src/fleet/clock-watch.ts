import type { DatabaseClock } from '../db/database-clock.ts';
import type { Logger } from '../platform/logger.ts';
import { clockProblem } from './clock-drift.ts';

/** How a process follows the database's clock with each of its beats, and tells when its own is off. */
export type ClockWatch = {
  /** Does `beat`, which answers with the database's time, in milliseconds of the epoch, and takes note of it. */
  around: (beat: () => Promise<number | undefined>) => Promise<void>;
  /** What a person has to know; undefined while all is well. */
  problem: () => string | undefined;
};

/** Says in the log when the clock begins to be off, and when it is right again. */
export function createClockWatch(options: {
  clock: DatabaseClock;
  limitMs: number;
  logger: Logger;
}): ClockWatch {
  const { clock, limitMs, logger } = options;
  const problem = (): string | undefined => clockProblem(clock.skewMs(), limitMs);
  let told: string | undefined;

  function tell(): void {
    const now = problem();
    const skewMs = clock.skewMs();
    if (now !== undefined && told === undefined) logger.warn({ clockSkewMs: skewMs }, now);
    if (now === undefined && told !== undefined)
      logger.info({ clockSkewMs: skewMs }, 'the clock is right again');
    told = now;
  }

  // What the looks at the start have shown.
  tell();
  return {
    async around(beat) {
      const beforeMs = clock.own.nowMs();
      const databaseMs = await beat();
      if (databaseMs !== undefined) clock.note({ beforeMs, databaseMs, afterMs: clock.own.nowMs() });
      tell();
    },
    problem,
  };
}
