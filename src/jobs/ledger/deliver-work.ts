import type { Database } from '../../db/database.ts';
import type { Clock } from '../../platform/clock.ts';
import { withLogFields } from '../../platform/log-fields.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Random } from '../../platform/random.ts';
import { JOB_KINDS } from '../catalog.ts';
import type { KindCatalog, RegisteredKind } from '../kinds.ts';
import type { Delivery, DeliveryOutcome } from '../store.ts';
import type { Witness } from './abandoned-claims.ts';
import { type WithinKind, runHandler } from './run-handler.ts';
import { putOff, settleAttempt } from './settle-attempt.ts';
import { ItemLostError, type WorkClaim, type WorkRefusal, claimWork, settleWork } from './work-items.ts';

/** The runs of this process, from the moment that a delivery is taken, so that a stop can wait for each. */
export type WorkRuns = {
  begin: () => {
    /** Aborts when the worker stops or the claim is lost. */
    signal: AbortSignal;
    /** From now on the lease of this claim has to be renewed. */
    claimed: (run: { taskId: number; fence: number; table: 'item' }) => void;
    end: (result: undefined) => void;
  };
};

export type WorkDeliveryOptions = {
  db: Database;
  kinds: KindCatalog;
  runs: WorkRuns;
  workerId: string;
  leaseMs: number;
  maxLostStarts: number;
  /** Whether this process may call another worker missing; default: never, and leases run out. */
  isWitness?: Witness;
  /** Keeps a handler within what its kind allows; default: nothing does. */
  within?: WithinKind;
  clock: Pick<Clock, 'nowMs'>;
  random: Random;
  logger: Logger;
};

/** An item whose key is taken is looked at again after this long for each that comes before it, up to the longest. */
const BUSY_PAUSE_MS = 1_000;
const LONGEST_BUSY_PAUSE_MS = 30_000;

/** Pause before a delivery is looked at again while Postgres is out of reach. */
const DATABASE_PAUSE_MS = 5_000;

/** A kind that this worker does not know is another version's: it gets the delivery. */
const UNKNOWN_KIND_PAUSE_MS = 15_000;

/** Added to a lease's end, so that the next look comes after it and not just before. */
const LEASE_MARGIN_MS = 250;

/**
 * Handles one delivery of an item: claims it, runs the handler of its kind within its time, and settles what became of
 * it. Never throws.
 */
export function createWorkDelivery(options: WorkDeliveryOptions) {
  const { kinds, logger } = options;
  return async function deliver(delivery: Delivery): Promise<DeliveryOutcome> {
    const payload = JOB_KINDS['work-item'].payload.safeParse(delivery.data);
    if (!payload.success) {
      logger.error({ jobId: delivery.jobId, problems: payload.error.issues }, 'a job cannot be used');
      return { kind: 'giveUp', note: 'the data of the job is not that of an item of work' };
    }
    const { itemId, kind, revision, requestId } = payload.data;
    const ids = { itemId, workKind: kind, jobId: delivery.jobId, requestId };
    return withLogFields(ids, () => run(options, delivery, kinds.get(kind), { itemId, revision }));
  };
}

async function run(
  options: WorkDeliveryOptions,
  delivery: Delivery,
  registered: RegisteredKind | undefined,
  ref: { itemId: number; revision: number },
): Promise<DeliveryOutcome> {
  if (!registered?.handle) return putOff(UNKNOWN_KIND_PAUSE_MS, 'this worker does not know the kind of work');
  const { db, runs, workerId, leaseMs, maxLostStarts, isWitness, clock } = options;
  const { within = (_kind, work) => work() } = options;
  const registration = runs.begin();
  let claim: WorkClaim | undefined;
  try {
    const claimed = await claimWork(db, { ...ref, workerId, leaseMs, maxLostStarts, isWitness });
    if (!claimed.ok) return refused(claimed.refusal);
    claim = claimed.claim;
    registration.claimed({ taskId: claim.itemId, fence: claim.fence, table: 'item' });
    const stop = AbortSignal.any([delivery.signal, registration.signal]);
    const outcome = await runHandler({ db, claim, registered, stop, within, clock });
    return await settleAttempt(options, claim, registered.kind, outcome);
  } catch (error) {
    return unrecorded(options, error, claim);
  } finally {
    registration.end(undefined);
  }
}

/** A run of which nothing could be written: its item comes back, here or elsewhere. */
async function unrecorded(
  { db, logger }: WorkDeliveryOptions,
  error: unknown,
  claim: WorkClaim | undefined,
): Promise<DeliveryOutcome> {
  if (error instanceof ItemLostError) {
    logger.warn({ err: error }, 'the claim was lost: nothing was written');
    return { kind: 'done', note: 'the claim was lost; another run has the item' };
  }
  logger.warn({ err: error }, 'the run could not be recorded, the delivery comes back');
  if (claim) {
    await settleWork(db, claim, { event: 'release' }).catch((problem: unknown) =>
      logger.debug({ err: problem }, 'the item could not be given back: its lease runs out'),
    );
  }
  return putOff(DATABASE_PAUSE_MS, 'the database is out of reach, or refused a statement');
}

function refused(refusal: WorkRefusal): DeliveryOutcome {
  switch (refusal.kind) {
    case 'stale':
      return { kind: 'done', note: `stale delivery: ${refusal.why}` };
    case 'leased':
      return putOff(refusal.delayMs + LEASE_MARGIN_MS, 'another run holds the item');
    case 'early':
      return putOff(refusal.delayMs, 'the item is not due yet');
    case 'busy':
      return putOff(
        Math.min(BUSY_PAUSE_MS * (1 + refusal.ahead), LONGEST_BUSY_PAUSE_MS),
        'another item with the same key runs',
      );
  }
}
