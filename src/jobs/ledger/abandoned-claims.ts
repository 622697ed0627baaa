import { type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { Database } from '../../db/database.ts';
import { firstRow } from '../../db/rows.ts';
import { workerHeartbeats } from '../../db/schema/operations.ts';
import { type LedgerTable, transitionSql } from './write-transitions.ts';

/**
 * A claim is abandoned when the queue delivers its job again, which it does only once the lock of the worker is lost,
 * and that worker is missing: not heard of for some beats, while others were. Its lease ends then, as if it had run out.
 */

/** A worker that was not heard of for so long is missing; it beats every two seconds. */
export const MISSING_AFTER_MS = 5_000;

/** A worker is late when it has missed a beat: whoever waits for its claim looks again soon. */
const LATE_AFTER_MS = 3_000;
const LOOK_AGAIN_MS = 500;

/**
 * Whether this process can say that another is missing: it was heard of itself all the while. Where PostgreSQL was away,
 * nobody was, and a silent worker may be as alive as whoever asks.
 */
export type Witness = () => boolean;

type Claimed = { claimedBy: PgColumn };

/** For how long the worker that holds an item has been silent, milliseconds; null where it is not on the list. */
export function holderSilentMs({ claimedBy }: Claimed): SQL<number | null> {
  const { lastSeenAt, workerId } = workerHeartbeats;
  return sql<number | null>`(
    select extract(epoch from now() - ${lastSeenAt})::double precision * 1000
    from ${workerHeartbeats} where ${workerId} = ${claimedBy})`;
}

/** Whether the worker that holds an item is missing. One that took itself off the list is not: it has ended in order. */
export function isHolderMissing({ claimedBy }: Claimed): SQL<boolean> {
  const { lastSeenAt, workerId } = workerHeartbeats;
  return sql<boolean>`exists (
    select from ${workerHeartbeats}
    where ${workerId} = ${claimedBy} and ${lastSeenAt} < now() - ${MISSING_AFTER_MS} * interval '1 millisecond')`;
}

/** When a delivery that met another run's lease is worth another look, milliseconds from now. */
export function leaseLookMs(leaseLeftMs: number, silentMs: number | null): number {
  if (silentMs === null || silentMs < LATE_AFTER_MS) return leaseLeftMs;
  return Math.min(leaseLeftMs, Math.max(LOOK_AGAIN_MS, MISSING_AFTER_MS - silentMs));
}

/**
 * Ends the lease of a claim whose worker is missing, for the delivery that shows that the queue has given its job up.
 * False where the worker was heard of meanwhile, or uses the item's row at this moment.
 */
export async function endAbandonedLease<T extends LedgerTable>(
  db: Database,
  table: T,
  item: { id: number; revision: number },
): Promise<boolean> {
  const ended = await firstRow(
    db,
    transitionSql<LedgerTable>({
      table,
      event: 'curtail',
      before: sql`
      abandoned as (
        select ${table.id} from ${table}
        where ${table.id} = ${item.id} and ${table.revision} = ${item.revision} and ${table.status} = 'running'
          and ${table.leaseExpiresAt} > now() and ${isHolderMissing(table)}
        for no key update skip locked)`,
      from: sql`abandoned`,
      where: sql`${table.id} = abandoned.id`,
      also: { leaseExpiresAt: sql`now()` },
    }),
  );
  return ended !== undefined;
}
