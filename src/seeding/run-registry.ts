import type { LeasedRun } from '../jobs/ledger/leases.ts';
import type { RunResult } from './run-facts.ts';

/** A delivery that this process has taken. */
export type RunRegistration = {
  /** Aborts when the worker stops or the claim is lost. */
  signal: AbortSignal;
  /** From now on the lease of this claim has to be renewed. */
  claimed: (run: LeasedRun) => void;
  end: (result: RunResult | undefined) => void;
};

/** The runs of this process, from the moment that a delivery is taken, so that a stop can wait for each. */
export type RunRegistry = { begin: () => RunRegistration };
