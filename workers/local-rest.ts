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

type RestState = LocalRestOptions & {
  stopping: AbortController;
  isResting: boolean;
  /** Rests in a row. */
  rests: number;
  lastProblem: string | undefined;
  endedAtMs: number;
  /** What nobody could be told yet: what is lacking may be what it takes to tell it. */
  untold: string | undefined;
};

/**
 * Lets a process rest that lacks something on its machine, so that it does not take the jobs that others could do.
 * A shortage that goes on is told once, and its end once.
 */
export function createLocalRest(options: LocalRestOptions): LocalRest {
  const state: RestState = {
    ...options,
    stopping: new AbortController(),
    isResting: false,
    rests: 0,
    lastProblem: undefined,
    endedAtMs: 0,
    untold: undefined,
  };
  return {
    note: (problem) => note(state, problem),
    problem: () => currentProblem(state),
    stop: () => state.stopping.abort(new Error('the worker is stopping')),
  };
}

function note(state: RestState, problem: string): void {
  const { stopping, logger } = state;
  const before = currentProblem(state);
  state.lastProblem = problem;
  if (state.isResting || stopping.signal.aborted) return;
  state.isResting = true;
  const restMs = RESTS_MS[Math.min(state.rests, RESTS_MS.length - 1)] ?? MENDED_AFTER_MS;
  state.rests += 1;
  if (before === undefined) {
    logger.warn({ problem, restMs }, 'this machine lacks something: the worker takes no jobs for a while');
    state.untold = problem;
  }
  rest(state, restMs).catch((error: unknown) => {
    if (!stopping.signal.aborted) logger.warn({ err: error }, 'the worker could not rest as it should');
    state.isResting = false;
  });
}

function currentProblem(state: RestState): string | undefined {
  const isMended = !state.isResting && state.clock.nowMs() - state.endedAtMs >= MENDED_AFTER_MS;
  if (isMended && state.lastProblem !== undefined) {
    state.logger.info('nothing is lacking on this machine any more');
    state.lastProblem = undefined;
    state.rests = 0;
  }
  return state.lastProblem;
}

async function rest(state: RestState, restMs: number): Promise<void> {
  const { pauseIntake, resumeIntake, clock, stopping } = state;
  await pauseIntake();
  await tellOnce(state);
  await clock.sleep(restMs, stopping.signal);
  state.isResting = false;
  state.endedAtMs = clock.nowMs();
  resumeIntake();
  await tellOnce(state);
}

async function tellOnce(state: RestState): Promise<void> {
  if (state.untold === undefined) return;
  try {
    await state.tell(state.untold);
    state.untold = undefined;
  } catch (error) {
    state.logger.debug({ err: error }, 'the rest of this worker could not be told now, it is told later');
  }
}
