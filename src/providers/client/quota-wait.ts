import type { Clock } from '../../platform/clock.ts';
import type { Random } from '../../platform/random.ts';
import type { QuotaDenial, QuotaLedger, QuotaOutcome, QuotaRequest } from './quota-ledger.ts';
import { unlessAborted } from './unless-aborted.ts';

export type QuotaWaitOptions = {
  ledger: Pick<QuotaLedger, 'reserve'>;
  clock: Clock;
  random: Random;
  /** Longest time to wait in all; longer waits are handed back, so that the task can be put off. */
  maxWaitMs: number;
};

/** Contenders wake up spread over this, so that they do not all ask in the same millisecond. */
const SPREAD_MS = 40;

/**
 * Reserves calls, sitting out short refusals of the second and minute windows, and calls of the day that are kept for others. Hands back the last refusal when
 * the wait would be too long. Once refused, it asks again only when `before` has resolved. Rejects with the signal's reason
 * when it aborts.
 */
export async function reserveOrWait(
  { ledger, clock, random, maxWaitMs }: QuotaWaitOptions,
  request: QuotaRequest & { signal: AbortSignal },
  before: Promise<void> = Promise.resolve(),
): Promise<QuotaOutcome> {
  const deadlineMs = clock.nowMs() + maxWaitMs;
  for (;;) {
    request.signal.throwIfAborted();
    const outcome = await ledger.reserve(request);
    if (outcome.ok || !isWorthWaiting(outcome, deadlineMs - clock.nowMs())) return outcome;
    await clock.sleep(outcome.waitMs + Math.floor(random() * SPREAD_MS), request.signal);
    await unlessAborted(before, request.signal);
  }
}

function isWorthWaiting(denial: QuotaDenial, remainingMs: number): boolean {
  const isShort = denial.window !== 'day' || denial.isEarmarked === true;
  return isShort && denial.waitMs <= remainingMs;
}
