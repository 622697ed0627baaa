import { emptyBook, type QuotaBook } from '../../../src/providers/client/quota-book.ts';
import {
  createQuotaBookLedger,
  type QuotaBookStore,
} from '../../../src/providers/client/quota-book-ledger.ts';
import type { QuotaLedger, QuotaLimits } from '../../../src/providers/client/quota-ledger.ts';

/** Books in the memory of one process. */
export function createMemoryBookStore(clock: { nowMs: () => number }): QuotaBookStore {
  const books = new Map<string, QuotaBook>();
  return {
    async update(host, change) {
      const nowMs = clock.nowMs();
      const { book, answer } = change(books.get(host) ?? emptyBook(nowMs), nowMs);
      if (book) books.set(host, book);
      return answer;
    },
  };
}

/** A ledger of one process, for tests that are about something else. */
export function createMemoryLedger(clock: { nowMs: () => number }, limits: QuotaLimits): QuotaLedger {
  return createQuotaBookLedger(createMemoryBookStore(clock), { limitsFor: () => limits });
}
