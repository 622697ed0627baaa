import { setTimeout as wait } from 'node:timers/promises';
import type { Database, Executor } from '../../db/database.ts';
import { isDatabaseUnavailable } from '../../db/errors.ts';
import type { Clock } from '../../platform/clock.ts';
import type { RegisteredKind, WorkKind, WorkOutcome } from '../kinds.ts';
import { type FailedAttempt, readFailedAttempt } from './failed-attempt.ts';
import { ItemLostError, type WorkClaim, requireItem } from './work-items.ts';

/** What became of a run: the handler's own word, an error that ended the attempt, or an end from outside. */
export type AttemptOutcome = WorkOutcome | FailedAttempt | { kind: 'released' };

/** Does the work of a handler within what its kind allows, such as its share of a provider's quota. */
export type WithinKind = <T>(kind: WorkKind, work: () => T) => T;

export type HandlerRun = {
  db: Database;
  claim: WorkClaim;
  registered: RegisteredKind;
  /** Aborts when the worker stops or the claim is lost. */
  stop: AbortSignal;
  within: WithinKind;
  clock: Pick<Clock, 'nowMs'>;
};

/** A handler that is told to stop gets this long to do so before its run is settled without it. */
const ABORT_GRACE_MS = 2_000;

/**
 * Runs the handler of an item within its time. Rejects only when the claim is lost or the database is out of reach:
 * then there is nothing to settle.
 */
export async function runHandler(run: HandlerRun): Promise<AttemptOutcome> {
  const { claim, registered, stop, within } = run;
  const { kind, handle } = registered;
  const timeUp = new AbortController();
  const timer = setTimeout(() => timeUp.abort(new Error('its time is over')), kind.timeoutMs);
  const signal = AbortSignal.any([stop, timeUp.signal]);
  try {
    const work = within(kind, () =>
      handle?.({
        itemId: claim.itemId,
        subject: claim.subject,
        payload: claim.payload,
        attempt: claim.retryCount + 1,
        isLastAttempt: claim.retryCount >= claim.maxRetries,
        signal,
        fenced: (write) => fencedWrite(run.db, claim, write),
      }),
    );
    return (await Promise.race([work, afterGrace(signal)])) ?? { kind: 'released' };
  } catch (error) {
    return outcomeOfError(error, run, timeUp.signal);
  } finally {
    clearTimeout(timer);
  }
}

function outcomeOfError(
  error: unknown,
  { registered, stop, clock }: HandlerRun,
  timeUp: AbortSignal,
): AttemptOutcome {
  if (error instanceof ItemLostError) throw error;
  if (stop.aborted) return { kind: 'released' };
  if (timeUp.aborted) {
    const seconds = registered.kind.timeoutMs / 1_000;
    return { kind: 'error', errorType: 'timeout', error: new Error(`not done within ${seconds} s`) };
  }
  if (isDatabaseUnavailable(error)) throw error;
  return readFailedAttempt(error, clock.nowMs());
}

/** Writes in a transaction that holds the item's row, or not at all. */
export function fencedWrite<T>(
  db: Database,
  claim: WorkClaim,
  write: (tx: Executor) => Promise<T>,
): Promise<T> {
  return db.transaction(async (tx) => {
    await requireItem(tx, claim);
    return write(tx);
  });
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
