/**
 * How many calls a run made, as far as this process knows. Every call belongs to exactly one run; several runs may
 * share the answer of one call, which then belongs to the run that asked first.
 */
export type RunCalls = {
  /** Paid calls of the run that are over. What is told here is what its entry in `sync_log` should say. */
  callsOf: (runId: string) => number;
  /** The run is over: calls that its entry does not have, or that end later, are added to it. */
  ended: (runId: string) => void;
};
