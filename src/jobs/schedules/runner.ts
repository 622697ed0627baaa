import type { Database } from '../../db/database.ts';
import type { Clock } from '../../platform/clock.ts';
import { inBackground } from '../../platform/in-background.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Service } from '../../platform/service.ts';
import type { Tracer } from '../../platform/tracing/tracer.ts';
import { type ActiveRun, beginRun } from './active-run.ts';
import { type ClaimedRun, JobTakenOverError } from './claimed-run.ts';
import { createLookLoop } from './look-loop.ts';
import type { RecurrentJobs, RunJob } from './recurrent-job.ts';
import { registerJobs } from './register-jobs.ts';
import { claimDueJobs } from './claim-due-jobs.ts';
import { renewRuns } from './schedule-rows.ts';

export type JobRunnerOptions = {
  db: Database;
  /** Every job, so that those are listed as well that no process runs. */
  jobs: RecurrentJobs;
  /** The work of those that this process runs. */
  work: Readonly<Record<string, RunJob>>;
  /** Names this process to others, such as `control host 4711`. */
  holder: string;
  /** The database's time. */
  clock: Clock;
  logger: Logger;
  tracer: Tracer;
  /**
   * Shortest pause between two looks for what is due (default 0.5 s). The longest is `restMs` (default: twice as long): so
   * soon is known that somebody asked for a run, and that another process has ended one.
   */
  pollMs?: number;
  restMs?: number | undefined;
  /** A process that is frozen or killed in a run is replaced after this long; renewal comes three times as often. */
  leaseMs?: number;
};

export type JobRunner = Service & {
  /** Takes up no more jobs; runs in progress go on and keep their leases. */
  pauseIntake: () => void;
  resumeIntake: () => void;
};

const DEFAULT_POLL_MS = 500;
const DEFAULT_LEASE_MS = 10_000;

/** Without a look at the database for longer than this, the process counts as having lost it for a while. */
const STEADY_GAP_MS = 6_000;

/** What a runner knows from one look to the next. */
type RunnerState = JobRunnerOptions & {
  pollMs: number;
  leaseMs: number;
  /** The jobs that this process runs. */
  names: readonly string[];
  active: Map<string, ActiveRun>;
  stopping: AbortController;
  isRegistered: boolean;
  isIntakePaused: boolean;
  renewedAtMs: number;
  lastLookAtMs: number;
  steadySinceMs: number;
};

/**
 * Runs the recurrent jobs of a process. Each due job is claimed by its row in PostgreSQL, so that it runs in one
 * process at a time, and every run goes on by itself: none waits for another, however slow that one is.
 */
export function createJobRunner(options: JobRunnerOptions): JobRunner {
  const { jobs, work, clock, logger } = options;
  const { pollMs = DEFAULT_POLL_MS, leaseMs = DEFAULT_LEASE_MS } = options;
  const state: RunnerState = {
    ...options,
    pollMs,
    leaseMs,
    names: Object.keys(work).filter((name) => jobs[name]?.offBecause === undefined),
    active: new Map(),
    stopping: new AbortController(),
    isRegistered: false,
    isIntakePaused: false,
    renewedAtMs: 0,
    lastLookAtMs: Number.NEGATIVE_INFINITY,
    steadySinceMs: 0,
  };
  const polling = createLookLoop({
    look: () => look(state, polling.expectAt),
    clock,
    logger,
    pollMs,
    restMs: options.restMs,
  });
  return {
    name: 'recurrent-jobs',
    start: polling.start,
    pauseIntake() {
      state.isIntakePaused = true;
    },
    resumeIntake() {
      state.isIntakePaused = false;
    },
    async stop() {
      state.isIntakePaused = true;
      state.stopping.abort(new Error('the process is stopping'));
      await polling.stop();
      await Promise.allSettled([...state.active.values()].map(({ over }) => over));
    },
  };
}

/** Resolves with how soon the next job may be due. `expectAt` is told when a run has ended and its job is due next. */
async function look(state: RunnerState, expectAt: (atMs: number) => void): Promise<number | undefined> {
  const { db, jobs, names, active, holder, leaseMs, clock } = state;
  if (!state.isRegistered) await registerJobs(db, jobs, clock.nowMs());
  state.isRegistered = true;
  await renewLeases(state);
  const free = state.isIntakePaused ? [] : names.filter((name) => !active.has(name));
  const { claims, nextInMs } =
    free.length === 0
      ? { claims: [], nextInMs: undefined }
      : await claimDueJobs(db, { names: free, holder, ttlMs: leaseMs });
  const nowMs = clock.nowMs();
  if (nowMs - state.lastLookAtMs > STEADY_GAP_MS) state.steadySinceMs = nowMs;
  state.lastLookAtMs = nowMs;
  for (const claim of claims) begin(state, claim, expectAt);
  return nextInMs;
}

async function renewLeases(state: RunnerState): Promise<void> {
  const { db, active, leaseMs, clock } = state;
  const nowMs = clock.nowMs();
  if (active.size === 0 || nowMs - state.renewedAtMs < leaseMs / 3) return;
  const runs = [...active.values()];
  const claims = runs.map(({ claim }) => claim);
  const held = await renewRuns(db, claims, leaseMs);
  state.renewedAtMs = nowMs;
  for (const { claim, lost } of runs)
    if (!held.has(claim.name)) lost.abort(new JobTakenOverError(claim.name));
}

function begin(state: RunnerState, claim: ClaimedRun, expectAt: (atMs: number) => void): void {
  const { jobs, work, active, stopping, pollMs } = state;
  const { name } = claim;
  const job = jobs[name];
  const run = work[name];
  if (!job || !run) throw new Error(`the job ${name} is not one of this process`);
  const begun = beginRun(claim, {
    ...state,
    job,
    run,
    stopping: stopping.signal,
    retryMs: pollMs,
    onNextDue: expectAt,
  });
  const over = inBackground(begun.over.finally(() => active.delete(name)));
  active.set(name, { ...begun, over });
}
