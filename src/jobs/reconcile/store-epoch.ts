import { randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { queueStores } from '../../db/schema/operations.ts';
import type { DriftCounts } from '../drift.ts';
import type { QueueStore } from '../store.ts';

/** True when the queue store is not the one that was last published to: emptied or replaced. */
export async function isStoreChanged(db: Database, store: QueueStore): Promise<boolean> {
  const [known] = await db
    .select({ epoch: queueStores.epoch })
    .from(queueStores)
    .where(eq(queueStores.name, store.name));
  return known === undefined || (await store.readEpoch()) !== known.epoch;
}

/** The mark in the store; one without gets a new one. */
export async function ensureEpoch(store: QueueStore): Promise<string> {
  const current = await store.readEpoch();
  const epoch = current ?? randomUUID();
  if (current === undefined) await store.writeEpoch(epoch);
  return epoch;
}

/** Notes the store as the one that was compared, and how it differed. */
export async function rememberStore(
  db: Database,
  name: string,
  { epoch, drift }: { epoch: string; drift: DriftCounts },
): Promise<void> {
  const seen = { epoch, lastReconciledAt: sql`now()`, lastDrift: drift };
  await db
    .insert(queueStores)
    .values({ name, ...seen })
    .onConflictDoUpdate({ target: queueStores.name, set: seen });
}
