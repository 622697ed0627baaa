import { systemClock } from '../../../src/platform/clock.ts';
import { createStoredLedger } from '../../../src/providers/client/stored-ledger.ts';
import { createMemoryLedgerStore } from './memory-ledger.ts';
import { describeQuotaLedger, type LedgerFactory } from './quota-ledger-conformance.ts';
import { describeEarmarks } from './quota-earmarks-conformance.ts';
import { describeSecondLook } from './quota-second-look-conformance.ts';
import { describeWindows } from './quota-windows-conformance.ts';

const stores = new Map<unknown, ReturnType<typeof createMemoryLedgerStore>>();

// The rules alone, without a store: what fails here is wrong in the state itself.
const factory: LedgerFactory = {
  open: async () => undefined,
  connect({ limits, clock, weightOf }) {
    const store = stores.get(clock) ?? createMemoryLedgerStore(clock ?? systemClock());
    stores.set(clock, store);
    return createStoredLedger(store, { limitsFor: () => limits, weightOf });
  },
  close: async () => undefined,
};

describeQuotaLedger('memory', factory);
describeSecondLook('memory', factory);
describeEarmarks('memory', factory);
describeWindows('memory', factory);
