import type { Logger } from '../../platform/logger.ts';
import {
  closeBatch,
  createQuotaBatch,
  flushBatch,
  giveBack,
  type QuotaBatch,
  reserveInBatch,
  settleInBatch,
} from './quota-batch.ts';
import type { QuotaLedger, QuotaReservation } from './quota-ledger.ts';

/**
 * So long a settlement waits for a reservation that takes it along. A call whose settlement waits counts as under way,
 * which is more than it has to: waiting costs room, and never exceeds a limit.
 */
export const SETTLES_ALONE_AFTER_MS = 1_000;

/** A ledger whose settlements travel with later reservations. */
export type BatchedQuotaLedger = QuotaLedger & {
  /** Writes what is left. Never rejects: what cannot be written counts as under way until it runs out. */
  close: () => Promise<void>;
};

export type BatchedQuotaOptions = {
  ledger: QuotaLedger;
  logger: Logger;
  /** Settlements that no reservation takes along are written after this (default `SETTLES_ALONE_AFTER_MS`). */
  idleMs?: number;
  /** Told of reservations that are given back: their calls were never sent (default: nobody is). */
  onReturned?: (reservation: QuotaReservation) => void;
};

/**
 * One order at a time per host: what a process wants meanwhile goes together with the next one, and the settlement
 * of a call travels with the reservation of a later one. `commit` and `refund` resolve at once. A kill loses what was
 * not sent yet, so that those calls count as under way until they run out.
 */
export function createBatchedQuotaLedger({
  ledger,
  logger,
  idleMs = SETTLES_ALONE_AFTER_MS,
  onReturned = () => undefined,
}: BatchedQuotaOptions): BatchedQuotaLedger {
  const batches = new Map<string, QuotaBatch>();

  function batchOf(host: string): QuotaBatch {
    const known = batches.get(host) ?? createQuotaBatch(host, { ledger, logger, idleMs, onReturned });
    batches.set(host, known);
    return known;
  }

  async function flushed(host: string): Promise<void> {
    const batch = batches.get(host);
    if (batch) await flushBatch(batch);
  }

  return {
    ...ledger,
    reserve: (request) => reserveInBatch(batchOf(request.host), request),
    async commit(reservation, headers = {}) {
      settleInBatch(batchOf(reservation.host), { reservation, wasSent: true, headers });
    },
    async refund(reservation) {
      giveBack(batchOf(reservation.host), reservation);
    },
    // What the provider says of itself is entered after the answers that were before it.
    async noteRefused(host, window, retryAtMs) {
      await flushed(host);
      await ledger.noteRefused(host, window, retryAtMs);
    },
    async notePeriodUse(host, use) {
      await flushed(host);
      await ledger.notePeriodUse(host, use);
    },
    async noteDailyUsage(host, usage) {
      await flushed(host);
      await ledger.noteDailyUsage(host, usage);
    },
    async snapshot(host) {
      await flushed(host);
      return ledger.snapshot(host);
    },
    async close() {
      await Promise.all([...batches.values()].map(closeBatch));
    },
  };
}
