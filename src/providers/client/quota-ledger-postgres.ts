import type { Pool, PoolClient } from 'pg';
import { z } from 'zod';
import type { Clock } from '../../platform/clock.ts';
import { noDoubt } from './quota-doubt.ts';
import { emptyBook, type QuotaBook } from './quota-book.ts';
import { createQuotaBookLedger, type QuotaBookStore, type QuotaRules } from './quota-book-ledger.ts';
import { inTransaction } from './postgres-transaction.ts';
import { QUOTA_OPENING } from './quota-opening.ts';
import type { QuotaLedger } from './quota-ledger.ts';
import { storedCalls, storedDoubt, storedEarmarks, storedSharing } from './stored-sharing.ts';

export type PostgresQuotaLedgerOptions = QuotaRules & {
  pool: Pick<Pool, 'connect' | 'query'>;
  /** Replaces the database's clock; for tests that move time. */
  clock?: Pick<Clock, 'nowMs'>;
};

/** The ledger in table `provider_quota`: one row per host, locked for the few milliseconds of a change. */
export function createPostgresQuotaLedger(options: PostgresQuotaLedgerOptions): QuotaLedger {
  return createQuotaBookLedger(createPostgresBookStore(options), options);
}

const COLUMNS = `
  recent_sends, in_flight, day::text as day, day_used, day_limit, minute_limit,
  second_blocked_until, minute_blocked_until, day_blocked_until, sharing, doubt, earmarks,
  extract(epoch from clock_timestamp()) * 1000 as now_ms`;

// The row is locked inside a materialized query, so that the clock outside it is read after the lock is held.
const LOCK_ROW = `
  with locked as materialized (select * from provider_quota where host = $1 for update)
  select ${COLUMNS} from locked`;

const READ_ROW = `select ${COLUMNS} from provider_quota where host = $1`;

// A row that is not there was never there, or somebody deleted it: the day goes on where the records of calls are.
const ADD_ROW = `
  insert into provider_quota (host, day, day_used, minute_blocked_until)
  select $1, (clock_timestamp() at time zone 'UTC')::date, opening.used_today,
         case when opening.was_just_called then clock_timestamp() + interval '61 seconds' end
  from (${QUOTA_OPENING}) as opening
  on conflict (host) do nothing`;

const WRITE_ROW = `
  update provider_quota
  set recent_sends = $2, in_flight = $3, day = $4, day_used = $5, day_limit = $6, minute_limit = $7,
      second_blocked_until = $8, minute_blocked_until = $9, day_blocked_until = $10, sharing = $11,
      doubt = $12, earmarks = $13, updated_at = clock_timestamp()
  where host = $1`;

const Moment = z
  .date()
  .nullable()
  .transform((date) => date?.getTime() ?? 0);

const Row = z.object({
  recent_sends: z.array(z.coerce.number()),
  in_flight: storedCalls,
  day: z.string(),
  day_used: z.number(),
  day_limit: z.number().nullable(),
  minute_limit: z.number().nullable(),
  second_blocked_until: Moment,
  minute_blocked_until: Moment,
  day_blocked_until: Moment,
  sharing: storedSharing,
  doubt: storedDoubt,
  earmarks: storedEarmarks,
  now_ms: z.coerce.number().transform(Math.floor),
});

function createPostgresBookStore({ pool, clock }: PostgresQuotaLedgerOptions): QuotaBookStore {
  async function lockRow(client: PoolClient, host: string): Promise<z.infer<typeof Row>> {
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const found = await client.query(LOCK_ROW, [host]);
      if (found.rows.length > 0) return Row.parse(found.rows[0]);
      await client.query(ADD_ROW, [host]);
    }
    const found = await client.query(LOCK_ROW, [host]);
    return Row.parse(found.rows[0]);
  }

  return {
    // Pages look every few seconds: with the row's lock they would wait for reservations, and these for them.
    async look(host, read) {
      const { rows } = await pool.query(READ_ROW, [host]);
      if (rows.length === 0) return undefined;
      const row = Row.parse(rows[0]);
      const nowMs = clock?.nowMs() ?? row.now_ms;
      return read(bookOf(row, nowMs), nowMs);
    },

    async update(host, change, signal) {
      signal?.throwIfAborted();
      return inTransaction(pool, async (client) => {
        const row = await lockRow(client, host);
        const nowMs = clock?.nowMs() ?? row.now_ms;
        const { book, answer } = change(bookOf(row, nowMs), nowMs);
        if (book) await client.query(WRITE_ROW, [host, ...columnsOf(book)]);
        return answer;
      });
    },
  };
}

function bookOf(row: z.infer<typeof Row>, nowMs: number): QuotaBook {
  const isFresh = row.recent_sends.length === 0 && row.in_flight.length === 0 && row.day_used === 0;
  return {
    recentSends: row.recent_sends,
    inFlight: row.in_flight,
    // A row that counts nothing yet belongs to whatever day it is.
    day: isFresh ? emptyBook(nowMs).day : row.day,
    dayUsed: row.day_used,
    dayLimit: row.day_limit,
    minuteLimit: row.minute_limit,
    blockedUntilMs: {
      second: row.second_blocked_until,
      minute: row.minute_blocked_until,
      day: row.day_blocked_until,
    },
    sharing: row.sharing,
    doubt: row.doubt ?? noDoubt({ day: row.day_limit, minute: row.minute_limit }),
    earmarks: row.earmarks,
  };
}

function columnsOf(book: QuotaBook): unknown[] {
  const moment = (atMs: number): Date | null => (atMs > 0 ? new Date(atMs) : null);
  return [
    book.recentSends,
    JSON.stringify(book.inFlight),
    book.day,
    book.dayUsed,
    book.dayLimit,
    book.minuteLimit,
    moment(book.blockedUntilMs.second),
    moment(book.blockedUntilMs.minute),
    moment(book.blockedUntilMs.day),
    JSON.stringify(book.sharing),
    JSON.stringify(book.doubt),
    JSON.stringify(book.earmarks),
  ];
}
