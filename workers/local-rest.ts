import type { Clock } from '../src/platform/clock.ts';
import type { Logger } from '../src/platform/logger.ts';

/** What is done when this process stops taking jobs for want of something on its machine, and when it goes on. */
export type LocalRest = {
  /** A run could not do its work for a reason of this machine; `problem` says which, with its remedy. */
  note: (problem: string) => void;
  /** What keeps this process from its work, in words; undefined while nothing does. */
  problem: () => string | undefined;
  /** Ends a rest under way without going on. */
  stop: () => void;
};

export type LocalRestOptions = {
  pauseIntake: () => Promise<unknown>;
  resumeIntake: () => void;
  /** Keeps the event where people look. */
  tell: (message: string) => Promise<void>;
  clock: Clock;
  logger: Logger;
};

/** Rests in a row become longer: what is lacking may come back at once, or when somebody mends it. */
const RESTS_MS = [5_000, 10_000, 20_000, 40_000, 60_000] as const;

/** Without a further shortage for this long after a rest, the machine counts as mended. */
const MENDED_AFTER_MS = 60_000;

/**
 * Lets a process rest that lacks something on its machine, so that it does not take the jobs that others could do.
 * A shortage that goes on is told once, and its end once.
 */
export function createLocalRest(options: LocalRestOptions): LocalRest {
  const { pauseIntake, resumeIntake, tell, clock, logger } = options;
  const stopping = new AbortController();
  let isResting = false;
  let rests = 0;
  let lastProblem: string | undefined;
  let endedAtMs = 0;
  /** What nobody could be told yet: what is lacking may be what it takes to tell it. */
  let untold: string | undefined;

  function current(): string | undefined {
    const isMended = !isResting && clock.nowMs() - endedAtMs >= MENDED_AFTER_MS;
    if (isMended && lastProblem !== undefined) {
      logger.info('nothing is lacking on this machine any more');
      lastProblem = undefined;
      rests = 0;
    }
    return lastProblem;
  }

  async function rest(restMs: number): Promise<void> {
    await pauseIntake();
    await tellOnce();
    await clock.sleep(restMs, stopping.signal);
    isResting = false;
    endedAtMs = clock.nowMs();
    resumeIntake();
    await tellOnce();
  }

  async function tellOnce(): Promise<void> {
    if (untold === undefined) return;
    try {
      await tell(untold);
      untold = undefined;
    } catch (error) {
      logger.debug({ err: error }, 'the rest of this worker could not be told now, it is told later');
    }
  }

  return {
    note(problem) {
      const before = current();
      lastProblem = problem;
      if (isResting || stopping.signal.aborted) return;
      isResting = true;
      const restMs = RESTS_MS[Math.min(rests, RESTS_MS.length - 1)] ?? MENDED_AFTER_MS;
      rests += 1;
      if (before === undefined) {
        logger.warn(
          { problem, restMs },
          'this machine lacks something: the worker takes no jobs for a while',
        );
        untold = problem;
      }
      rest(restMs).catch((error: unknown) => {
        if (!stopping.signal.aborted) logger.warn({ err: error }, 'the worker could not rest as it should');
        isResting = false;
      });
    },
    problem: current,
    stop: () => stopping.abort(new Error('the worker is stopping')),
  };
}
