/** When a job comes: from start to start, or by a cron pattern as the clocks of a zone show it. */
export type Cadence = { everyMs: number } | { cron: string; timeZone: string };

/** Which processes may run a job: the control process, workers that take the queue `maintenance`, or either. */
export type RunsOn = 'control' | 'workers' | 'both';

/** A job that recurs. A room declares its own beside what they do; the catalog is all of them together. */
export type RecurrentJob = {
  /** What it does, in a sentence for people. */
  description: string;
  runsOn: RunsOn;
  cadence: Cadence;
  /** Why this configuration switches it off; undefined where it is on. */
  offBecause?: string | undefined;
  /** A run is aborted after this long. */
  timeoutMs: number;
  /** Due for longer than this without a start, it counts as late; left out: the usual patience with its cadence. */
  lateAfterMs?: number;
  /** How soon a failed run is repeated where the cadence alone would let it wait for longer. */
  retryAfterMs?: number;
};

/**
 * Jobs by name, at most 60 characters. Names stay: people and scripts use them. They are kebab-case, but for the daily
 * jobs (`DAILY_JOBS`), whose names were given with underscores; whoever names a job may write either.
 */
export type RecurrentJobs = Readonly<Record<string, RecurrentJob>>;

/** The right to a run: valid while its process renews it in time. */
export type HeldLease = {
  /** Aborts when the lease is found to be another's. */
  signal: AbortSignal;
  /** Renews the lease; throws JobTakenOverError when it is another's. Asked before each step that must not come twice. */
  assertHeld: () => Promise<void>;
};

/** What a run gets from the runner. */
export type RunContext = {
  name: string;
  /** Aborts when the time is over, the process stops, or another process has taken the job over. */
  signal: AbortSignal;
  /** True when somebody asked for this run, whatever the cadence says. */
  isRequested: boolean;
  /** The run's right to its job, for work that proves it before it writes. */
  lease: HeldLease;
  /** Since when this process has reached the database without a break (epoch milliseconds). */
  steadySinceMs: number;
};

/** What a run came to. */
export type RunResult = {
  /** In words, for people. */
  note: string;
  /** How soon to come again, where the job knows better than its cadence. */
  againAfterMs?: number | undefined;
  /** True when nothing could be done and that is nobody's failure. */
  isSkipped?: boolean;
};

/** Does the work of a recurrent job; rejects when it fails. */
export type RunJob = (context: RunContext) => Promise<RunResult>;

/** The names of a catalog's jobs that these processes run: what must have a `RunJob` there. */
export type NamesRunOn<Jobs extends RecurrentJobs, Where extends RunsOn> = {
  [Name in keyof Jobs & string]: Jobs[Name]['runsOn'] extends Where ? Name : never;
}[keyof Jobs & string];
