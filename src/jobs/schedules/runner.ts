import type { Database } from '../../db/database.ts';
import type { Clock } from '../../platform/clock.ts';
import { inBackground } from '../../platform/in-background.ts';
import type { Logger } from '../../platform/logger.ts';
import { createPeriodicTask } from '../../platform/periodic-task.ts';
import type { Service } from '../../platform/service.ts';
import type { Tracer } from '../../platform/tracing/tracer.ts';
import { performRun } from './perform-run.ts';
import type { RecurrentJob, RecurrentJobs, RunJob } from './recurrent-job.ts';
import { type ClaimedRun, claimDueJobs, registerJobs, renewRuns, settleRun } from './schedule-rows.ts';
import { type RunEnding, type Settlement, settle } from './settlement.ts';

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
  /** Pause between two looks for what is due. */
  pollMs?: number;
  /** A process that is frozen or killed in a run is replaced after this long; renewal comes three times as often. */
  leaseMs?: number;
};

export type JobRunner = Service & {
  /** Takes up no more jobs; runs in progress go on and keep their leases. */
  pauseIntake: () => void;
  resumeIntake: () => void;
};

/** Another process has the job now: this one was away for longer than its lease holds. */
export class JobTakenOverError extends Error {
  override readonly name = 'JobTakenOverError';
}

const DEFAULT_POLL_MS = 500;
const DEFAULT_LEASE_MS = 10_000;

/** Without a look at the database for longer than this, the process counts as having lost it for a while. */
const STEADY_GAP_MS = 6_000;

type ActiveRun = { claim: ClaimedRun; lost: AbortController; idle: Promise<unknown> };

/**
 * Runs the recurrent jobs of a process. Each due job is claimed by its row in PostgreSQL, so that it runs in one
 * process at a time, and every run goes on by itself: none waits for another, however slow that one is.
 */
export function createJobRunner(options: JobRunnerOptions): JobRunner {
  const { db, jobs, work, holder, clock, logger, tracer } = options;
  const { pollMs = DEFAULT_POLL_MS, leaseMs = DEFAULT_LEASE_MS } = options;
  const names = Object.keys(work).filter((name) => jobs[name]?.offBecause === undefined);
  const active = new Map<string, ActiveRun>();
  const stopping = new AbortController();
  let isRegistered = false;
  let isIntakePaused = false;
  let renewedAtMs = 0;
  let lastLookAtMs = Number.NEGATIVE_INFINITY;
  let steadySinceMs = 0;

  async function look(): Promise<void> {
    if (!isRegistered) await registerJobs(db, jobs, clock.nowMs());
    isRegistered = true;
    await renewLeases();
    const free = isIntakePaused ? [] : names.filter((name) => !active.has(name));
    const claims = free.length === 0 ? [] : await claimDueJobs(db, { names: free, holder, ttlMs: leaseMs });
    const nowMs = clock.nowMs();
    if (nowMs - lastLookAtMs > STEADY_GAP_MS) steadySinceMs = nowMs;
    lastLookAtMs = nowMs;
    for (const claim of claims) begin(claim);
  }

  async function renewLeases(): Promise<void> {
    const nowMs = clock.nowMs();
    if (active.size === 0 || nowMs - renewedAtMs < leaseMs / 3) return;
    const runs = [...active.values()];
    const held = await renewRuns(
      db,
      runs.map(({ claim }) => claim),
      leaseMs,
    );
    renewedAtMs = nowMs;
    for (const { claim, lost } of runs)
      if (!held.has(claim.name)) lost.abort(new JobTakenOverError(`another process runs ${claim.name}`));
  }

  function begin(claim: ClaimedRun): void {
    const { name, isRequested, lostHolder } = claim;
    const job = jobs[name];
    const run = work[name];
    if (!job || !run) throw new Error(`the job ${name} is not one of this process`);
    if (lostHolder !== null) logger.warn({ job: name, lostHolder }, 'a recurrent job is taken over');
    const beganMs = clock.nowMs();
    const lost = new AbortController();
    const { ending, idle } = performRun({
      run,
      context: { name, isRequested, steadySinceMs },
      timeoutMs: job.timeoutMs,
      stopping: stopping.signal,
      lost: lost.signal,
      clock,
      tracer,
    });
    const written = ending.then((how) => {
      tell(claim, how, logger);
      return lost.signal.aborted
        ? undefined
        : write(claim, settlementOf(job, claim, beganMs, how), lost.signal);
    });
    // Work that does not heed its end goes on; it is not begun a second time here meanwhile.
    const over = Promise.all([written, idle]).finally(() => active.delete(name));
    active.set(name, { claim, lost, idle: inBackground(over) });
  }

  function settlementOf(job: RecurrentJob, claim: ClaimedRun, beganMs: number, how: RunEnding): Settlement {
    return settle(job, how, {
      dueAtMs: claim.dueAt.getTime(),
      startedAtMs: claim.startedAt.getTime(),
      // From the database's time of the start on: however much the clock of this process is off, it passes alike.
      endedAtMs: claim.startedAt.getTime() + clock.nowMs() - beganMs,
    });
  }

  /** While the database is away, the run keeps its place: nobody has to find out that it is not lost. */
  async function write(claim: ClaimedRun, settlement: Settlement, lost: AbortSignal): Promise<void> {
    for (;;) {
      try {
        await settleRun(db, claim, settlement);
        return;
      } catch (error) {
        if (stopping.signal.aborted || lost.aborted) throw error;
        logger.debug(
          { err: error, job: claim.name },
          'how a job ended could not be written, it is tried again',
        );
        await clock.sleep(pollMs, AbortSignal.any([stopping.signal, lost]));
      }
    }
  }

  const polling = createPeriodicTask({
    name: 'recurrent-jobs',
    intervalMs: pollMs,
    run: look,
    clock,
    logger,
  });

  return {
    name: 'recurrent-jobs',
    start: polling.start,
    pauseIntake() {
      isIntakePaused = true;
    },
    resumeIntake() {
      isIntakePaused = false;
    },
    async stop() {
      isIntakePaused = true;
      stopping.abort(new Error('the process is stopping'));
      await polling.stop();
      await Promise.allSettled([...active.values()].map(({ idle }) => idle));
    },
  };
}

/** A failure is told when it begins and when it is over; in between the alert about it says enough. */
function tell({ name, failuresInARow }: ClaimedRun, ending: RunEnding, logger: Logger): void {
  if (ending.kind === 'failed')
    logger[failuresInARow === 0 ? 'error' : 'debug'](
      { job: name, err: ending.error },
      'a recurrent job failed',
    );
  if (ending.kind === 'timed_out') logger.error({ job: name }, ending.message);
  if (ending.kind === 'ended' && failuresInARow > 0 && ending.result.isSkipped !== true)
    logger.info({ job: name, failures: failuresInARow }, 'a recurrent job that failed goes well again');
}
