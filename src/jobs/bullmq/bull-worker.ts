import { DelayedError, type Job, UnrecoverableError, type Worker, type WorkerOptions } from 'bullmq';
import type { Logger } from '../../platform/logger.ts';
import type { StoreClock } from './store-time.ts';
import type { DeliveryOutcome, QueueWorker, QueueWorkerOptions } from '../store.ts';

/** Thrown to BullMQ for a failed delivery that comes back: its backoff strategy reads the pause from here. */
class RetryLater extends Error {
  override readonly name = 'RetryLater';
  readonly delayMs: number;

  constructor(message: string, delayMs: number) {
    super(message);
    this.delayMs = delayMs;
  }
}

/** A snooze that the store refused comes back after this long. */
const REFUSED_SNOOZE_MS = 5_000;

/** A handler that threw something unforeseen comes back after this long. */
const UNFORESEEN_RETRY_MS = 60_000;

/**
 * How often BullMQ looks for jobs whose lock ran out. One sweep marks and the next one moves, so a killed
 * worker's job is back after the lock plus at most two of these.
 */
const STALLED_INTERVAL_MS = 1_500;

/** How often a queue is looked at to which nobody adds any more. */
const RETIRED_INTERVAL_MS = 60_000;

/**
 * How often a job may lose its worker before BullMQ itself fails it. High, because deploys and kills are not
 * the job's fault: a task that crashes its worker each time is set aside by its start count in Postgres.
 */
const MAX_STALLED_COUNT = 1_000;

/** BullMQ waits 15 s by default after a failed command; lateness after an outage matters more to us. */
const RECOVERY_DELAY_MS = 1_000;

/** The shared part of a worker's options, for either store; which finished jobs stay is each store's own. */
export function workerSettings(
  options: QueueWorkerOptions,
): Omit<WorkerOptions, 'connection' | 'removeOnComplete' | 'removeOnFail'> {
  return {
    name: options.workerName,
    autorun: false,
    concurrency: options.concurrency,
    lockDuration: options.lockMs,
    lockRenewTime: Math.floor(options.lockMs / 3),
    stalledInterval: options.isRetired === true ? RETIRED_INTERVAL_MS : STALLED_INTERVAL_MS,
    ...(options.isRetired === true ? { drainDelay: RETIRED_INTERVAL_MS / 1_000 } : {}),
    maxStalledCount: MAX_STALLED_COUNT,
    runRetryDelay: RECOVERY_DELAY_MS,
    settings: {
      backoffStrategy: (_attemptsMade, _type, error) =>
        error instanceof RetryLater ? error.delayMs : UNFORESEEN_RETRY_MS,
    },
  };
}

/** Gives a delivery to the handler and tells BullMQ what became of it. */
export function createProcessor(options: QueueWorkerOptions, clock: StoreClock) {
  return async (job: Job, token?: string, signal?: AbortSignal): Promise<string> => {
    const outcome = await options.handle({
      jobId: String(job.id),
      kind: job.name,
      data: job.data,
      attemptsMade: job.attemptsMade,
      signal: signal ?? new AbortController().signal,
    });
    return settle(job, outcome, { token, clock });
  };
}

async function settle(
  job: Job,
  outcome: DeliveryOutcome,
  { token, clock }: { token: string | undefined; clock: StoreClock },
): Promise<string> {
  switch (outcome.kind) {
    case 'done':
      return outcome.note;
    case 'snooze':
      // BullMQ is asked in the time of this process, as it asks the system itself.
      await job
        .moveToDelayed(clock.nowMs() - clock.offsetMs() + outcome.delayMs, token)
        .catch((error: unknown) => {
          // The store is away or the lock is lost. The job comes back soon, and the claim says when it is really due.
          throw new RetryLater(describe(error), REFUSED_SNOOZE_MS);
        });
      throw new DelayedError(outcome.note);
    case 'retry':
      throw new RetryLater(outcome.note, outcome.delayMs);
    case 'giveUp':
      throw new UnrecoverableError(outcome.note);
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Wraps a BullMQ worker: errors logged, lost locks turned into an abort, start and close made safe to repeat. */
export function wrapWorker(worker: Worker, logger: Logger): QueueWorker {
  worker.on('error', (error) =>
    logger.warn({ err: error, queue: worker.name }, 'queue worker reported an error'),
  );
  worker.on('lockRenewalFailed', (jobIds) => {
    for (const jobId of jobIds) {
      logger.warn({ jobId, queue: worker.name }, 'lock lost: the run is aborted');
      worker.cancelJob(jobId, 'lock lost');
    }
  });
  let running: Promise<void> | undefined;
  let closing: Promise<void> | undefined;
  return {
    start() {
      running ??= worker.run().catch((error: unknown) => {
        logger.error({ err: error, queue: worker.name }, 'queue worker stopped taking jobs');
      });
    },
    pauseIntake: () => worker.pause(true),
    resumeIntake() {
      worker
        .resume()
        .catch((error: unknown) =>
          logger.error({ err: error, queue: worker.name }, 'queue worker did not go on after its pause'),
        );
    },
    close() {
      closing ??= worker.close();
      return closing;
    },
  };
}
