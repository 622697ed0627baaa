import { sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { advisoryLock } from '../db/locks.ts';
import { firstRow } from '../db/rows.ts';
import { selecting } from '../db/selecting.ts';

/** Whether this transaction is the one that refreshes; until its end no other is. */
export async function tryLock(tx: Executor): Promise<boolean> {
  const row = await firstRow(
    tx,
    selecting(
      { locked: sql<boolean>`pg_try_advisory_xact_lock(${advisoryLock('season-figures')})` },
      (list) => sql`select ${list}`,
    ),
  );
  return row?.locked === true;
}

/** The database's clock, which goes on within a transaction. */
export async function timeOf(tx: Executor): Promise<Date> {
  const row = await firstRow(
    tx,
    selecting({ at: sql<Date>`clock_timestamp()` }, (list) => sql`select ${list}`),
  );
  if (!row) throw new Error('the database tells no time');
  return row.at;
}

/** Waits until no other transaction refreshes: two that compute the same rows could each see what the other does not. */
export async function lockRefreshes(tx: Executor): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${advisoryLock('season-figures')})`);
}
