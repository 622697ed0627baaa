import type { Database } from '../../db/database.ts';
import { errorWords, isDatabaseUnavailable } from '../../db/errors.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Random } from '../../platform/random.ts';
import { retryDelayMs } from '../backoff.ts';
import type { WorkKind } from '../kinds.ts';
import type { DeliveryOutcome } from '../store.ts';
import { type AttemptOutcome, fencedWrite } from './run-handler.ts';
import { ItemLostError, type WorkClaim, type WorkSettlement, settleWork } from './work-items.ts';

export type SettleOptions = { db: Database; random: Random; logger: Logger };

/** A released item rests this long, so that it goes to another worker and not back to the one that is stopping. */
const RELEASE_PAUSE_MS = 500;

/** No delivery is put off for longer: its item is looked at again. */
const LONGEST_SNOOZE_MS = 86_400_000;

/**
 * Writes what became of a run, and says what becomes of its delivery. What cannot be written for a reason of our own
 * is a failed attempt, so that nothing is run for ever. Throws ItemLostError where another run has the item.
 */
export async function settleAttempt(
  options: SettleOptions,
  claim: WorkClaim,
  kind: WorkKind,
  outcome: AttemptOutcome,
): Promise<DeliveryOutcome> {
  try {
    return await settle(options, claim, kind, outcome);
  } catch (error) {
    if (error instanceof ItemLostError || isDatabaseUnavailable(error)) throw error;
    return settle(options, claim, kind, { kind: 'error', errorType: 'not_recorded', error });
  }
}

async function settle(
  options: SettleOptions,
  claim: WorkClaim,
  kind: WorkKind,
  outcome: AttemptOutcome,
): Promise<DeliveryOutcome> {
  const { db } = options;
  switch (outcome.kind) {
    case 'done':
      return complete(db, claim, outcome);
    case 'skip':
      await settleWork(db, claim, { event: 'skip', note: outcome.note });
      return { kind: 'done', note: outcome.note };
    case 'snooze':
      await settleWork(db, claim, { ...outcome, event: 'snooze' });
      return putOff(outcome.delayMs, `${outcome.reason}: ${outcome.detail}`);
    case 'released':
      await settleWork(db, claim, { event: 'release' });
      return putOff(RELEASE_PAUSE_MS, 'released');
    case 'fail':
      return giveUp(options, claim, outcome);
    case 'error':
      return retryOrGiveUp(options, claim, kind, outcome);
  }
}

async function complete(
  db: Database,
  claim: WorkClaim,
  { write, afterwards, note }: Extract<AttemptOutcome, { kind: 'done' }>,
): Promise<DeliveryOutcome> {
  const settlement: WorkSettlement = { event: 'complete', note: note ?? null };
  if (write) {
    await fencedWrite(db, claim, async (tx) => {
      await write(tx);
      await settleWork(tx, claim, settlement);
    });
  } else await settleWork(db, claim, settlement);
  await afterwards?.();
  return { kind: 'done', note: note ?? 'done' };
}

async function retryOrGiveUp(
  options: SettleOptions,
  claim: WorkClaim,
  kind: WorkKind,
  { errorType, error }: Extract<AttemptOutcome, { kind: 'error' }>,
): Promise<DeliveryOutcome> {
  const message = errorWords(error);
  if (claim.retryCount >= claim.maxRetries) return giveUp(options, claim, { errorType, message });
  const attempt = claim.retryCount + 1;
  const delayMs = retryDelayMs(attempt, kind.backoffMs, options.random);
  await settleWork(options.db, claim, { event: 'retry', delayMs, errorType, message });
  options.logger.warn({ err: error, attempt, delayMs }, 'attempt failed, will be tried again');
  return { kind: 'retry', delayMs, note: message };
}

async function giveUp(
  { db, logger }: SettleOptions,
  claim: WorkClaim,
  { errorType, message }: { errorType: string; message: string },
): Promise<DeliveryOutcome> {
  await settleWork(db, claim, { event: 'fail', errorType, message });
  logger.error({ problem: message, errorType, attempts: claim.retryCount + 1 }, 'an item of work failed');
  return { kind: 'giveUp', note: message };
}

/** The delivery comes back after a while. */
export function putOff(delayMs: number, note: string): DeliveryOutcome {
  return { kind: 'snooze', delayMs: Math.min(delayMs, LONGEST_SNOOZE_MS), note };
}
