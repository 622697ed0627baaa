import { randomUUID } from 'node:crypto';
import { broughtUpToDate, type QuotaBook, refunded, withDemand } from './quota-book.ts';
import { decideReservation } from './quota-decision.ts';
import type { WeightOf } from './quota-sharing.ts';
import { snapshotOf } from './quota-snapshot.ts';
import { committed, isSoundUsage, refused, withDailyUsage } from './quota-told.ts';
import type { QuotaLedger, QuotaLimits, QuotaOutcome, QuotaSnapshot } from './quota-ledger.ts';

/** What a store does with a book: the new book (none when nothing changed) and an answer for the caller. */
export type BookChange<T> = (book: QuotaBook, nowMs: number) => { book?: QuotaBook; answer: T };

/**
 * Keeps one book per host. `update` hands the stored book and the store's time to `change` and writes what it
 * returns, with nobody else's change in between; `change` is pure and may be called again on a conflict.
 */
export type QuotaBookStore = {
  update: <T>(host: string, change: BookChange<T>, signal?: AbortSignal) => Promise<T>;
  /**
   * Looks at the book without keeping anybody from changing it; undefined where there is none yet. A store without
   * it is looked at by a change that changes nothing.
   */
  look?: <T>(host: string, read: (book: QuotaBook, nowMs: number) => T) => Promise<T | undefined>;
};

/** The rules of a ledger: what a host takes, and how leagues weigh against each other (evenly by default). */
export type QuotaRules = {
  limitsFor: (host: string) => QuotaLimits;
  weightOf?: WeightOf | undefined;
};

/** The ledger over any store: the rules are those of the quota book, the same for every store. */
export function createQuotaBookLedger(
  store: QuotaBookStore,
  { limitsFor, weightOf = () => 1 }: QuotaRules,
): QuotaLedger {
  return {
    reserve({ host, calls, priority, share, work, signal }) {
      const id = randomUUID();
      return store.update<QuotaOutcome>(
        host,
        (stored, nowMs) => {
          const book = broughtUpToDate(stored, nowMs);
          const rules = { configured: limitsFor(host), weightOf };
          const decision = decideReservation(book, { id, calls, priority, share, work }, rules, nowMs);
          if (!decision.ok) {
            return { answer: decision.denial, ...(decision.book ? { book: decision.book } : {}) };
          }
          const reservation = {
            id,
            host,
            calls,
            reservedAtMs: nowMs,
            ...(share === undefined ? {} : { share }),
          };
          return { book: decision.book, answer: { ok: true, reservation } };
        },
        signal,
      );
    },
    commit(reservation, headers = {}) {
      return store.update(reservation.host, (stored, nowMs) => ({
        book: committed(broughtUpToDate(stored, nowMs), reservation, headers, nowMs),
        answer: undefined,
      }));
    },
    refund(reservation) {
      return store.update(reservation.host, (stored, nowMs) => ({
        book: refunded(broughtUpToDate(stored, nowMs), reservation),
        answer: undefined,
      }));
    },
    noteRefused(host, window, retryAtMs) {
      return store.update(host, (stored, nowMs) => ({
        book: refused(broughtUpToDate(stored, nowMs), window, retryAtMs, nowMs),
        answer: undefined,
      }));
    },
    async noteDailyUsage(host, usage) {
      if (!isSoundUsage(usage)) return;
      await store.update(host, (stored, nowMs) => ({
        book: withDailyUsage(broughtUpToDate(stored, nowMs), usage, nowMs),
        answer: undefined,
      }));
    },
    noteDemand(host, demand) {
      return store.update(host, (stored, nowMs) => ({
        book: withDemand(broughtUpToDate(stored, nowMs), demand, nowMs),
        answer: undefined,
      }));
    },
    async snapshot(host) {
      const read = (stored: QuotaBook, nowMs: number): QuotaSnapshot =>
        snapshotOf(host, broughtUpToDate(stored, nowMs), limitsFor(host), nowMs);
      const seen = await store.look?.(host, read);
      return seen ?? store.update(host, (stored, nowMs) => ({ answer: read(stored, nowMs) }));
    },
  };
}
