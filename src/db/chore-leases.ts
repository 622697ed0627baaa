import { sql } from 'drizzle-orm';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { Database } from './database.ts';
import { changedRows, firstRow } from './rows.ts';

/** Chores that one process at a time may do. */
export type ChoreName = 'reconcile' | 'backup' | 'alerts';

/** Somebody else does the chore now: this process was away for longer than its lease held. */
export class ChoreLeaseLostError extends Error {
  override readonly name = 'ChoreLeaseLostError';

  constructor(chore: ChoreName) {
    super(`the lease of the chore ${chore} was lost to another process`);
  }
}

export type HeldLease = {
  /** Rises with every holder. */
  fence: number;
  /** Aborts when the lease is found to be lost. */
  signal: AbortSignal;
  /** Renews the lease; throws ChoreLeaseLostError when it is another's. Ask before each step that writes. */
  assertHeld: () => Promise<void>;
};

export type ChoreOutcome<T> = { isRun: true; value: T } | { isRun: false; holder: string };

/**
 * Leases in Postgres, by the database's clock. Unlike an advisory lock, a lease runs out when its holder freezes
 * with the connection open, so a stopped process keeps nobody else from the chore for longer than `ttlMs`.
 */
export type ChoreLeases = {
  /** Does `work` unless another process holds the lease, which is renewed meanwhile and given back afterwards. */
  run: <T>(chore: ChoreName, work: (lease: HeldLease) => Promise<T>) => Promise<ChoreOutcome<T>>;
  /** Who holds the lease right now. */
  holderOf: (chore: ChoreName) => Promise<string | undefined>;
};

/** A frozen holder is replaced after this long; renewal comes three times as often. */
const DEFAULT_TTL_MS = 10_000;

export function createChoreLeases(options: {
  db: Database;
  clock: Clock;
  logger: Logger;
  /** Names this process to others, such as `control host 4711`. */
  holder: string;
  ttlMs?: number;
}): ChoreLeases {
  const { db, clock, logger, holder, ttlMs = DEFAULT_TTL_MS } = options;
  const expiry = sql`now() + ${ttlMs} * interval '1 millisecond'`;

  async function holderOf(chore: ChoreName): Promise<string | undefined> {
    const row = await firstRow<{ holder: string }>(
      db,
      sql`select holder from chore_leases where name = ${chore} and expires_at > now()`,
    );
    return row?.holder;
  }

  async function acquire(chore: ChoreName): Promise<number | undefined> {
    const row = await firstRow<{ fence: number }>(
      db,
      sql`
        insert into chore_leases (name, holder, fence, expires_at) values (${chore}, ${holder}, 1, ${expiry})
        on conflict (name) do update
        set holder = excluded.holder, fence = chore_leases.fence + 1, expires_at = excluded.expires_at
        where chore_leases.expires_at <= now()
        returning fence`,
    );
    return row?.fence;
  }

  async function extend(chore: ChoreName, fence: number): Promise<boolean> {
    const statement = sql`update chore_leases set expires_at = ${expiry} where name = ${chore} and fence = ${fence}`;
    return (await changedRows(db, statement)) > 0;
  }

  async function release(chore: ChoreName, fence: number): Promise<void> {
    await db.execute(
      sql`update chore_leases set expires_at = now() where name = ${chore} and fence = ${fence}`,
    );
  }

  return {
    holderOf,
    async run(chore, work) {
      const fence = await acquire(chore);
      if (fence === undefined) return { isRun: false, holder: (await holderOf(chore)) ?? 'another process' };
      const lost = new AbortController();
      const done = new AbortController();
      const assertHeld = async (): Promise<void> => {
        lost.signal.throwIfAborted();
        if (await extend(chore, fence)) return;
        lost.abort(new ChoreLeaseLostError(chore));
        lost.signal.throwIfAborted();
      };
      const renewing = renew(assertHeld, done.signal);
      try {
        return { isRun: true, value: await work({ fence, signal: lost.signal, assertHeld }) };
      } finally {
        done.abort();
        await renewing;
        await release(chore, fence).catch((error: unknown) => {
          logger.debug({ err: error, chore }, 'a lease could not be given back, it runs out by itself');
        });
      }
    },
  };

  async function renew(assertHeld: () => Promise<void>, done: AbortSignal): Promise<void> {
    while (!done.aborted) {
      await clock.sleep(ttlMs / 3, done).catch(() => undefined);
      if (done.aborted) return;
      try {
        await assertHeld();
      } catch (error) {
        if (error instanceof ChoreLeaseLostError) return;
        logger.debug({ err: error }, 'a lease could not be renewed now');
      }
    }
  }
}
