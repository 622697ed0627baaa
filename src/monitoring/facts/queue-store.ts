import { eq } from 'drizzle-orm';
import { queueStores } from '../../db/schema/operations.ts';
import type { DriftCounts } from '../../jobs/drift.ts';
import type { Fact } from './fact.ts';

/** What the last reconciliation of a queue store found; null before the first. */
export type LastReconciliation = { last_reconciled_at: Date | null; last_drift: DriftCounts | null };

export const lastReconciliation: Fact<{ storeName: string }, LastReconciliation> = {
  name: 'last_reconciliation',
  meaning: 'When tasks and queue were compared last, and how they differed.',
  unit: 'jobs',
  window: 'the last reconciliation',
  async read(executor, { storeName }) {
    const [row] = await executor
      .select({ at: queueStores.lastReconciledAt, drift: queueStores.lastDrift })
      .from(queueStores)
      .where(eq(queueStores.name, storeName));
    return { last_reconciled_at: row?.at ?? null, last_drift: (row?.drift ?? null) as DriftCounts | null };
  },
};
