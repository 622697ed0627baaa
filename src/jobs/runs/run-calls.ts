import type { Sport } from '../../domain/sport.ts';

/** What a run read, as its entry in `sync_log` says it. */
export type RunReading = {
  /** The provider whose host answered first. */
  source: string | null;
  apiVersion: string | null;
  parserVersion: string | null;
  /** SHA-256 of each body that its own calls brought. */
  bodyHashes: readonly string[];
};

/**
 * How many calls a run made and what they brought, as far as this process knows. Every call belongs to exactly one run;
 * several runs may share the answer of one call, which then belongs to the run that asked first.
 */
export type RunCalls = {
  /** Paid calls of the run that are over. What is told here is what its entry in `sync_log` should say. */
  callsOf: (runId: string) => number;
  /** What they brought; `said` names the source of a run that shared the answers of others. */
  readingOf: (runId: string, said?: { source: string; sport: Sport }) => RunReading;
  /** The run is over: calls that its entry does not have, or that end later, are added to it. */
  ended: (runId: string) => void;
};
