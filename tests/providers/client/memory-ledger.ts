import { emptyState, type QuotaState } from '../../../src/providers/client/quota-state.ts';
import { createStoredLedger, type LedgerStore } from '../../../src/providers/client/stored-ledger.ts';
import type { QuotaLedger, QuotaLimits } from '../../../src/providers/client/quota-ledger.ts';

/** States in the memory of one process. */
export function createMemoryLedgerStore(clock: { nowMs: () => number }): LedgerStore {
  const states = new Map<string, QuotaState>();
  return {
    async update(host, change) {
      const nowMs = clock.nowMs();
      const { state, answer } = change(states.get(host) ?? emptyState(nowMs), nowMs);
      if (state) states.set(host, state);
      return answer;
    },
  };
}

/** A ledger of one process, for tests that are about something else. */
export function createMemoryLedger(clock: { nowMs: () => number }, limits: QuotaLimits): QuotaLedger {
  return createStoredLedger(createMemoryLedgerStore(clock), { limitsFor: () => limits });
}
