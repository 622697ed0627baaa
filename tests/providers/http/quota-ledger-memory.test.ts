import { systemClock } from '../../../src/platform/clock.ts';
import { createQuotaBookLedger } from '../../../src/providers/http/quota-book-ledger.ts';
import { createMemoryBookStore } from './memory-ledger.ts';
import { describeQuotaLedger } from './quota-ledger-conformance.ts';

const stores = new Map<unknown, ReturnType<typeof createMemoryBookStore>>();

// The rules alone, without a store: what fails here is wrong in the book itself.
describeQuotaLedger('memory', {
  open: async () => undefined,
  connect({ limits, clock, weightOf }) {
    const store = stores.get(clock) ?? createMemoryBookStore(clock ?? systemClock());
    stores.set(clock, store);
    return createQuotaBookLedger(store, { limitsFor: () => limits, weightOf });
  },
  close: async () => undefined,
});
