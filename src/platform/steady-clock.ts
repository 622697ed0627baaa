/** Milliseconds of a clock that never steps, from no moment in particular: for durations, and for what came first. */
export type SteadyClock = () => number;

/** The steady clock of this process. */
export const processTimeMs: SteadyClock = () => performance.now();
