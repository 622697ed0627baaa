import type { Database } from '../../db/database.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Tracer } from '../../platform/tracing/tracer.ts';
import type { ClaimedRun } from './claimed-run.ts';
import { heldLease } from './held-lease.ts';
import { performRun } from './perform-run.ts';
import type { RecurrentJob, RunJob } from './recurrent-job.ts';
import { settleRun } from './schedule-rows.ts';
import { type RunEnding, type Settlement, settle } from './settlement.ts';

/** A run in progress of this process. */
export type ActiveRun = {
  claim: ClaimedRun;
  /** Aborts when another process has taken the job over. */
  lost: AbortController;
  /** Resolves when the run is written and its work has come to an end. */
  over: Promise<unknown>;
};

export type RunOptions = {
  db: Database;
  job: RecurrentJob;
  run: RunJob;
  leaseMs: number;
  /** Pause before a settlement is written again that could not be. */
  retryMs: number;
  steadySinceMs: number;
  /** Is told when the job is due next, once that is written (epoch milliseconds by the database's clock). */
  onNextDue: (atMs: number) => void;
  /** Aborts when the process stops. */
  stopping: AbortSignal;
  clock: Clock;
  logger: Logger;
  tracer: Tracer;
};

/** Begins a claimed run. Its `over` never rejects for what the run itself does. */
export function beginRun(claim: ClaimedRun, options: RunOptions): ActiveRun {
  const { db, job, leaseMs, clock, logger } = options;
  const { name, isRequested, lostHolder } = claim;
  if (lostHolder !== null) logger.warn({ job: name, lostHolder }, 'a recurrent job is taken over');
  const beganMs = clock.nowMs();
  const lost = new AbortController();
  const { ending, idle } = performRun({
    ...options,
    context: {
      name,
      isRequested,
      steadySinceMs: options.steadySinceMs,
      lease: heldLease(db, claim, leaseMs, lost),
    },
    timeoutMs: job.timeoutMs,
    lost: lost.signal,
  });
  const written = ending.then((how) => {
    tell(claim, how, logger);
    if (lost.signal.aborted) return undefined;
    // From the database's time of the start on: however much the clock of this process is off, it passes alike.
    const endedAtMs = claim.startedAt.getTime() + clock.nowMs() - beganMs;
    const times = { dueAtMs: claim.dueAt.getTime(), startedAtMs: claim.startedAt.getTime(), endedAtMs };
    return write(claim, settle(job, how, times), lost.signal, options);
  });
  // Work that does not heed its end goes on; it is not begun a second time here meanwhile.
  return { claim, lost, over: Promise.all([written, idle]) };
}

/** While the database is away, the run keeps its place: nobody has to find out that it is not lost. */
async function write(
  claim: ClaimedRun,
  settlement: Settlement,
  lost: AbortSignal,
  { db, stopping, retryMs, onNextDue, clock, logger }: RunOptions,
): Promise<void> {
  for (;;) {
    try {
      await settleRun(db, claim, settlement);
      if (settlement.nextDueMs !== undefined) onNextDue(settlement.nextDueMs);
      return;
    } catch (error) {
      if (stopping.aborted || lost.aborted) throw error;
      const words = 'how a job ended could not be written, it is tried again';
      logger.debug({ err: error, job: claim.name }, words);
      await clock.sleep(retryMs, AbortSignal.any([stopping, lost]));
    }
  }
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
