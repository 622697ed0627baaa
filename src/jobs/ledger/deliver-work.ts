import { setTimeout as wait } from 'node:timers/promises';
import type { Database, Executor } from '../../db/database.ts';
import { errorWords, isDatabaseUnavailable } from '../../db/errors.ts';
import { withLogFields } from '../../platform/log-fields.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Random } from '../../platform/random.ts';
import { retryDelayMs } from '../backoff.ts';
import { JOB_KINDS } from '../catalog.ts';
import type { KindCatalog, RegisteredKind, WorkKind, WorkOutcome } from '../kinds.ts';
import type { Delivery, DeliveryOutcome } from '../store.ts';
import {
  ItemLostError,
  type WorkClaim,
  type WorkRefusal,
  type WorkSettlement,
  claimWork,
  requireItem,
  settleWork,
} from './work-items.ts';

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
  random: Random;
  logger: Logger;
};

type AttemptOutcome =
  | WorkOutcome
  | { kind: 'released' }
  | { kind: 'error'; errorType: string; error: unknown };

/** An item whose key is taken is looked at again after this long for each that comes before it, up to the longest. */
const BUSY_PAUSE_MS = 1_000;
const LONGEST_BUSY_PAUSE_MS = 30_000;

/** A released item rests this long, so that it goes to another worker and not back to the one that is stopping. */
const RELEASE_PAUSE_MS = 500;

/** Pause before a delivery is looked at again while Postgres is out of reach. */
const DATABASE_PAUSE_MS = 5_000;

/** A kind that this worker does not know is another version's: it gets the delivery. */
const UNKNOWN_KIND_PAUSE_MS = 15_000;

/** Added to a lease's end, so that the next look comes after it and not just before. */
const LEASE_MARGIN_MS = 250;

/** No delivery is put off for longer: its item is looked at again. */
const LONGEST_SNOOZE_MS = 86_400_000;

/** A handler that is told to stop gets this long to do so before its run is settled without it. */
const ABORT_GRACE_MS = 2_000;

/**
 * Handles one delivery of an item: claims it, runs the handler of its kind within its time, and settles what became of
 * it. Never throws.
 */
export function createWorkDelivery(options: WorkDeliveryOptions) {
  const { db, kinds, runs, workerId, leaseMs, maxLostStarts, random, logger } = options;

  return async function deliver(delivery: Delivery): Promise<DeliveryOutcome> {
    const payload = JOB_KINDS['work-item'].payload.safeParse(delivery.data);
    if (!payload.success) {
      logger.error({ jobId: delivery.jobId, problems: payload.error.issues }, 'a job cannot be used');
      return { kind: 'giveUp', note: 'the data of the job is not that of an item of work' };
    }
    const { itemId, kind, revision, requestId } = payload.data;
    const ids = { itemId, workKind: kind, jobId: delivery.jobId, requestId };
    return withLogFields(ids, () => run(delivery, kinds.get(kind), { itemId, revision }));
  };

  async function run(
    delivery: Delivery,
    registered: RegisteredKind | undefined,
    ref: { itemId: number; revision: number },
  ): Promise<DeliveryOutcome> {
    if (!registered?.handle)
      return snooze(UNKNOWN_KIND_PAUSE_MS, 'this worker does not know the kind of work');
    const registration = runs.begin();
    let claim: WorkClaim | undefined;
    try {
      const claimed = await claimWork(db, { ...ref, workerId, leaseMs, maxLostStarts });
      if (!claimed.ok) return refuse(claimed.refusal);
      claim = claimed.claim;
      registration.claimed({ taskId: claim.itemId, fence: claim.fence, table: 'item' });
      const stop = AbortSignal.any([delivery.signal, registration.signal]);
      return await settleAttempt(claim, registered.kind, await attempt(claim, registered, stop));
    } catch (error) {
      return trouble(error, claim);
    } finally {
      registration.end(undefined);
    }
  }

  /** What became of the handler: its own word, an error that failed the attempt, or an end from outside. */
  async function attempt(
    claim: WorkClaim,
    { kind, handle }: RegisteredKind,
    stop: AbortSignal,
  ): Promise<AttemptOutcome> {
    const isOver = new AbortController();
    const timer = setTimeout(() => isOver.abort(new Error('its time is over')), kind.timeoutMs);
    const signal = AbortSignal.any([stop, isOver.signal]);
    try {
      const work = handle?.({
        itemId: claim.itemId,
        subject: claim.subject,
        payload: claim.payload,
        attempt: claim.retryCount + 1,
        isLastAttempt: claim.retryCount >= claim.maxRetries,
        signal,
        fenced: (write) => fenced(claim, write),
      });
      return (await Promise.race([work, afterGrace(signal)])) ?? { kind: 'released' };
    } catch (error) {
      if (error instanceof ItemLostError) throw error;
      if (stop.aborted) return { kind: 'released' };
      if (isOver.signal.aborted) {
        const seconds = kind.timeoutMs / 1_000;
        return { kind: 'error', errorType: 'timeout', error: new Error(`not done within ${seconds} s`) };
      }
      if (isDatabaseUnavailable(error)) throw error;
      return { kind: 'error', errorType: 'handler_error', error };
    } finally {
      clearTimeout(timer);
    }
  }

  function fenced<T>(claim: WorkClaim, write: (tx: Executor) => Promise<T>): Promise<T> {
    return db.transaction(async (tx) => {
      await requireItem(tx, claim);
      return write(tx);
    });
  }

  /** What cannot be written for a reason of our own is a failed attempt, so that nothing is run for ever. */
  async function settleAttempt(
    claim: WorkClaim,
    kind: WorkKind,
    outcome: AttemptOutcome,
  ): Promise<DeliveryOutcome> {
    try {
      return await settle(claim, kind, outcome);
    } catch (error) {
      if (error instanceof ItemLostError || isDatabaseUnavailable(error)) throw error;
      return settle(claim, kind, { kind: 'error', errorType: 'not_recorded', error });
    }
  }

  async function settle(claim: WorkClaim, kind: WorkKind, outcome: AttemptOutcome): Promise<DeliveryOutcome> {
    switch (outcome.kind) {
      case 'done': {
        const { write, note = null } = outcome;
        const settlement: WorkSettlement = { event: 'complete', note };
        if (write) {
          await fenced(claim, async (tx) => {
            await write(tx);
            await settleWork(tx, claim, settlement);
          });
        } else await settleWork(db, claim, settlement);
        return { kind: 'done', note: note ?? 'done' };
      }
      case 'skip':
        await settleWork(db, claim, { event: 'skip', note: outcome.note });
        return { kind: 'done', note: outcome.note };
      case 'snooze':
        await settleWork(db, claim, { ...outcome, event: 'snooze' });
        return snooze(outcome.delayMs, `${outcome.reason}: ${outcome.detail}`);
      case 'released':
        await settleWork(db, claim, { event: 'release' });
        return snooze(RELEASE_PAUSE_MS, 'released');
      case 'fail':
        return giveUp(claim, outcome.errorType, outcome.message);
      case 'error': {
        const message = errorWords(outcome.error);
        const { errorType } = outcome;
        if (claim.retryCount >= claim.maxRetries) return giveUp(claim, errorType, message);
        const delayMs = retryDelayMs(claim.retryCount + 1, kind.backoffMs, random);
        await settleWork(db, claim, { event: 'retry', delayMs, errorType, message });
        logger.warn(
          { err: outcome.error, attempt: claim.retryCount + 1, delayMs },
          'attempt failed, will be tried again',
        );
        return { kind: 'retry', delayMs, note: message };
      }
    }
  }

  async function giveUp(claim: WorkClaim, errorType: string, message: string): Promise<DeliveryOutcome> {
    await settleWork(db, claim, { event: 'fail', errorType, message });
    logger.error({ problem: message, errorType, attempts: claim.retryCount + 1 }, 'an item of work failed');
    return { kind: 'giveUp', note: message };
  }

  async function trouble(error: unknown, claim: WorkClaim | undefined): Promise<DeliveryOutcome> {
    if (error instanceof ItemLostError) {
      logger.warn({ err: error }, 'the claim was lost: nothing was written');
      return { kind: 'done', note: 'the claim was lost; another run has the item' };
    }
    logger.warn({ err: error }, 'the run could not be recorded, the delivery comes back');
    if (claim) await giveBack(claim);
    return snooze(DATABASE_PAUSE_MS, 'the database is out of reach, or refused a statement');
  }

  async function giveBack(claim: WorkClaim): Promise<void> {
    try {
      await settleWork(db, claim, { event: 'release' });
    } catch (error) {
      logger.debug({ err: error }, 'the item could not be given back: its lease runs out');
    }
  }

  function refuse(refusal: WorkRefusal): DeliveryOutcome {
    switch (refusal.kind) {
      case 'stale':
        return { kind: 'done', note: `stale delivery: ${refusal.why}` };
      case 'leased':
        return snooze(refusal.delayMs + LEASE_MARGIN_MS, 'another run holds the item');
      case 'early':
        return snooze(refusal.delayMs, 'the item is not due yet');
      case 'busy':
        return snooze(
          Math.min(BUSY_PAUSE_MS * (1 + refusal.ahead), LONGEST_BUSY_PAUSE_MS),
          'another item with the same key runs',
        );
    }
  }

  function snooze(delayMs: number, note: string): DeliveryOutcome {
    return { kind: 'snooze', delayMs: Math.min(delayMs, LONGEST_SNOOZE_MS), note };
  }
}

/** Rejects some time after the signal aborts: for a handler that does not heed it. */
function afterGrace(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const give = (): void =>
      void wait(ABORT_GRACE_MS, undefined, { ref: false }).then(() =>
        reject(new Error('it did not stop in time')),
      );
    if (signal.aborted) give();
    else signal.addEventListener('abort', give, { once: true });
  });
}
