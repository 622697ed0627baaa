import type { Database } from '../../db/database.ts';
import { errorWords } from '../../db/errors.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import { type ClaimedRun, JobTakenOverError } from './claimed-run.ts';
import { heldLease } from './held-lease.ts';
import type { HeldLease, RecurrentJobs } from './recurrent-job.ts';
import { claimJobByHand, holderOfJob, settleRun } from './schedule-rows.ts';
import type { Settlement } from './settlement.ts';

export type LeaseOutcome<T> = { isRun: true; value: T } | { isRun: false; holder: string };

/**
 * The right to run a recurrent job, for what runs it by hand: commands, buttons, routes. It is the job's own row in
 * PostgreSQL, so that nobody runs it by hand while it comes by itself, and the other way round. Unlike an advisory
 * lock, it runs out when its holder freezes with the connection open.
 */
export type JobLeases = {
  /** Does `work` unless another process runs the job; the lease is renewed meanwhile and given back afterwards. */
  run: <T>(job: string, work: (lease: HeldLease) => Promise<T>) => Promise<LeaseOutcome<T>>;
  /** Which process runs the job right now. */
  holderOf: (job: string) => Promise<string | undefined>;
};

export type JobLeaseOptions = {
  db: Database;
  /** What may be run: a job that no process has entered yet is entered by its first run. */
  jobs: RecurrentJobs;
  clock: Clock;
  logger: Logger;
  /** Names this process to others, such as `cli host 4711`. */
  holder: string;
  ttlMs?: number;
};

/** A frozen holder is replaced after this long; renewal comes three times as often. */
const DEFAULT_TTL_MS = 10_000;

export function createJobLeases(options: JobLeaseOptions): JobLeases {
  const { db, ttlMs = DEFAULT_TTL_MS } = options;
  return {
    holderOf: (job) => holderOfJob(db, job),
    async run(job, work) {
      const claim = await claimOrEnter(options, job, ttlMs);
      if (!claim) return { isRun: false, holder: (await holderOfJob(db, job)) ?? 'another process' };
      return { isRun: true, value: await underLease(options, claim, ttlMs, work) };
    },
  };
}

type Claim = Pick<ClaimedRun, 'name' | 'fence'>;

async function claimOrEnter(
  { db, jobs, holder, clock }: JobLeaseOptions,
  name: string,
  ttlMs: number,
): Promise<Claim | undefined> {
  const claimed = await claimJobByHand(db, { name, holder, ttlMs });
  const job = jobs[name];
  if (claimed || !job) return claimed;
  // Only what enters a job reads its cadence.
  const { enterMissingJob } = await import('./register-jobs.ts');
  const isNew = await enterMissingJob(db, name, job, clock.nowMs());
  return isNew ? claimJobByHand(db, { name, holder, ttlMs }) : undefined;
}

/** Does the work of a run, renewing its lease, and gives the job back with what came of it. */
async function underLease<T>(
  { db, clock, logger, holder }: JobLeaseOptions,
  claim: Claim,
  ttlMs: number,
  work: (lease: HeldLease) => Promise<T>,
): Promise<T> {
  const lost = new AbortController();
  const done = new AbortController();
  const lease = heldLease(db, claim, ttlMs, lost);
  const renewing = renew(lease, { ttlMs, done: done.signal, clock, logger });
  let settlement: Settlement = { ...BY_HAND, outcome: 'done', note: `Run by ${holder}.` };
  try {
    return await work(lease);
  } catch (error) {
    settlement = { ...BY_HAND, outcome: 'failed', error: errorWords(error).slice(0, 1_000) };
    throw error;
  } finally {
    done.abort();
    await renewing;
    await settleRun(db, { ...claim, isRequested: true }, settlement, { isByHand: true }).catch(
      (error: unknown) => {
        logger.debug(
          { err: error, job: claim.name },
          'a lease could not be given back, it runs out by itself',
        );
      },
    );
  }
}

const BY_HAND = { note: null, error: null, nextDueMs: undefined } as const;

async function renew(
  lease: HeldLease,
  { ttlMs, done, clock, logger }: { ttlMs: number; done: AbortSignal; clock: Clock; logger: Logger },
): Promise<void> {
  while (!done.aborted) {
    await clock.sleep(ttlMs / 3, done).catch(() => undefined);
    if (done.aborted) return;
    try {
      await lease.assertHeld();
    } catch (error) {
      if (error instanceof JobTakenOverError) return;
      logger.debug({ err: error }, 'a lease could not be renewed now');
    }
  }
}
