import type { Pool } from 'pg';
import { z } from 'zod';
import type { Clock } from '../../platform/clock.ts';
import { type BreakerBookStore, storedBreakerBook } from './breaker-store.ts';
import { inTransaction } from './postgres-transaction.ts';

export type PostgresBreakerStoreOptions = {
  pool: Pick<Pool, 'connect' | 'query'>;
  /** Replaces the database's clock; for tests that move time. */
  clock?: Pick<Clock, 'nowMs'>;
};

// The clock is read after the lock is held.
const LOCK_ROW = `
  with locked as materialized (select book from provider_breakers where host = $1 for update)
  select book, extract(epoch from clock_timestamp()) * 1000 as now_ms from locked`;

const READ_ROW = `
  select (select book from provider_breakers where host = $1) as book,
         extract(epoch from clock_timestamp()) * 1000 as now_ms`;

const ADD_ROW = `insert into provider_breakers (host, book) values ($1, 'null') on conflict (host) do nothing`;

const WRITE_ROW = `update provider_breakers set book = $2, updated_at = clock_timestamp() where host = $1`;

const Row = z.object({
  book: z.unknown().transform((book) => storedBreakerBook.parse(book ?? undefined)),
  now_ms: z.coerce.number().transform(Math.floor),
});

/** Breakers in table `provider_breakers`: one row per host, locked for the moment of a change. */
export function createPostgresBreakerStore({ pool, clock }: PostgresBreakerStoreOptions): BreakerBookStore {
  return {
    update: (host, change) =>
      inTransaction(pool, async (client) => {
        let found = await client.query(LOCK_ROW, [host]);
        if (found.rows.length === 0) {
          await client.query(ADD_ROW, [host]);
          found = await client.query(LOCK_ROW, [host]);
        }
        const row = Row.parse(found.rows[0]);
        const { book, answer } = change(row.book, clock?.nowMs() ?? row.now_ms);
        if (book) await client.query(WRITE_ROW, [host, JSON.stringify(book)]);
        return answer;
      }),
    async read(host) {
      const found = await pool.query(READ_ROW, [host]);
      const row = Row.parse(found.rows[0]);
      return { book: row.book, nowMs: clock?.nowMs() ?? row.now_ms };
    },
  };
}
