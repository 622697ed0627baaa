import type { Pool } from 'pg';
import { z } from 'zod';
import type { Clock } from '../../platform/clock.ts';
import { processTimeMs } from '../../platform/steady-clock.ts';
import { type QuotaBook, afterServerStart } from './quota-book.ts';
import { type CarriedRecords, exchangeRecorded, NO_RECORDS } from './carried-records.ts';
import {
  createQuotaBookLedger,
  type QuickBookStore,
  type QuotaBookStore,
  type QuotaRules,
} from './quota-book-ledger.ts';
import type { CallStart } from './call-record.ts';
import type { CallRow, QuotaLedger } from './quota-ledger.ts';
import { QUOTA_OPENING } from './quota-opening.ts';
import { QUICK_FIGURES } from './quota-quick.ts';
import { bookOf, QuotaRow, rowOf } from './quota-row-postgres.ts';

export type PostgresQuotaLedgerOptions = QuotaRules & {
  pool: Pick<Pool, 'query'>;
  /** Replaces the database's clock; for tests that move time. */
  clock?: Pick<Clock, 'nowMs'>;
  /**
   * Given the host's shared breaker, as it is stored, with every answer of the database, and when that was asked for
   * by the steady clock (default: nobody is).
   */
  onBreaker?: (host: string, stored: unknown, askedAtMs: number) => void;
  /** Records of calls that are written with the exchanges (default: none are). */
  records?: CarriedRecords;
};

/**
 * The ledger in table `provider_quota`: one row per host, which is locked within single statements only. What is
 * ordinary is one call of the function `exchange_recorded_provider_calls`; the rest reads the row and replaces it if nobody
 * has written since.
 */
export function createPostgresQuotaLedger(options: PostgresQuotaLedgerOptions): QuotaLedger {
  return createQuotaBookLedger(createPostgresBookStore(options), options);
}

const SEEN = `
  to_jsonb(quota) as row, extract(epoch from clock_timestamp()) * 1000 as now_ms,
  coalesce(quota.server_started_at <> pg_postmaster_start_time(), false) as is_server_new,
  (select book from provider_breakers where host = $1) as breaker`;

const READ_ROW = `select ${SEEN} from provider_quota as quota where host = $1`;

// A row that is not there was never there, or somebody deleted it: the day goes on where the records of calls are.
const ADD_ROW = `
  insert into provider_quota (host, day, day_used, minute_blocked_until, server_started_at)
  select $1, (clock_timestamp() at time zone 'UTC')::date, opening.used_today,
         case when opening.was_just_called then clock_timestamp() + interval '61 seconds' end,
         pg_postmaster_start_time()
  from (${QUOTA_OPENING}) as opening
  on conflict (host) do nothing`;

// A conflict brings the row as it is now, or, if its writer was waited for, one that conflicts once more.
const REPLACE_ROW = `
  with setting as materialized (
    select set_config('synchronous_commit', case when $4 then current_setting('synchronous_commit') else 'off' end, true)
  ), replaced as (
    update provider_quota as quota
    set recent_sends = '{}', in_flight = new.in_flight, day = new.day, day_used = new.day_used,
        day_limit = new.day_limit, minute_limit = new.minute_limit,
        second_blocked_until = new.second_blocked_until, minute_blocked_until = new.minute_blocked_until,
        day_blocked_until = new.day_blocked_until, sharing = new.sharing, doubt = new.doubt,
        earmarks = new.earmarks, windows = new.windows,
        server_started_at = pg_postmaster_start_time(), updated_at = clock_timestamp(),
        writes = quota.writes + 1,
        revision = quota.revision + case when
          (quota.day, quota.day_limit, quota.minute_limit, quota.second_blocked_until, quota.minute_blocked_until,
           quota.day_blocked_until, quota.sharing - 'dayUsed', quota.doubt, quota.server_started_at)
          is distinct from
          (new.day, new.day_limit, new.minute_limit, new.second_blocked_until, new.minute_blocked_until,
           new.day_blocked_until, new.sharing - 'dayUsed', new.doubt, pg_postmaster_start_time())
          then 1 else 0 end
    from setting, jsonb_populate_record(null::provider_quota, $3::jsonb) as new
    where quota.host = $1 and quota.writes = $2
    returning to_jsonb(quota) as row
  )
  select ${SEEN.replace('to_jsonb(quota)', 'coalesce((select row from replaced), to_jsonb(quota))')},
         exists (select from replaced) as is_done
  from provider_quota as quota where host = $1`;

const EXCHANGE = 'select exchange_recorded_provider_calls($1, $2, $3) as reply';

const Reply = QuotaRow.extend({ breaker: z.unknown() });
const Replaced = Reply.extend({ is_done: z.boolean() });
const Exchanged = z.object({
  reply: z
    .object({
      granted: z.array(z.number().nullable()).nullable(),
      now_ms: z.number(),
      breaker: z.unknown(),
      /** Only where something was not granted. */
      seen: QuotaRow.nullable(),
      /** Rows of the calls that begin, by the ids of the calls. */
      begun: z.record(z.string(), z.number()),
    })
    .nullable(),
});

/** Somebody wins every round, so even a hundred contenders are through long before this. */
const MAX_ROUNDS = 500;

/** Where a book was read longer ago than this, it is read again before it is replaced: its time would be too old. */
const MAX_AGE_MS = 1_000;

/** `askedAtMs`: when the look began. */
type Seen = { seen: QuotaRow; askedAtMs: number; atMs: number };

function createPostgresBookStore({
  pool,
  clock,
  limitsFor,
  onBreaker = () => undefined,
  records = NO_RECORDS,
  steadyMs = processTimeMs,
}: PostgresQuotaLedgerOptions): QuotaBookStore {
  /** The row of each host as it was seen last; moments are those of this process's steady clock. */
  const lastSeen = new Map<string, Seen>();

  function remember(host: string, seen: QuotaRow, breaker: unknown, askedAtMs: number): Seen {
    const kept = { seen, askedAtMs, atMs: steadyMs() };
    lastSeen.set(host, kept);
    onBreaker(host, breaker, askedAtMs);
    return kept;
  }

  function bookAt(host: string, seen: QuotaRow, nowMs: number): QuotaBook {
    const book = bookOf(seen, nowMs);
    return seen.is_server_new ? afterServerStart(book, limitsFor(host).perSecond, nowMs) : book;
  }

  async function readRow(host: string): Promise<Seen | undefined> {
    const askedAtMs = steadyMs();
    const { rows } = await pool.query(READ_ROW, [host]);
    if (rows.length === 0) return undefined;
    const { breaker, ...seen } = Reply.parse(rows[0]);
    return remember(host, seen, breaker, askedAtMs);
  }

  async function foundRow(host: string): Promise<Seen> {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const found = await readRow(host);
      if (found) return found;
      await pool.query(ADD_ROW, [host]);
    }
    throw new Error(`the quota of ${host} is deleted again and again`);
  }

  const quick: QuickBookStore = {
    known(host) {
      const last = lastSeen.get(host);
      if (!last) return undefined;
      const nowMs = clock?.nowMs() ?? last.seen.now_ms + steadyMs() - last.atMs;
      return { book: bookOf(last.seen, nowMs), nowMs };
    },
    async exchange(host, order) {
      const last = lastSeen.get(host);
      if (!last) return undefined;
      const { revision } = last.seen.row;
      const conditions = { revision, nowMs: clock?.nowMs() ?? null, figures: QUICK_FIGURES };
      const askedAtMs = steadyMs();
      const reply = await exchangeRecorded(records, order, async (carried, rows) => {
        const text = JSON.stringify({ ...carried, ...conditions });
        const { rows: replies } = await pool.query(EXCHANGE, [host, text, JSON.stringify(rows)]);
        return Exchanged.parse(replies[0]).reply;
      });
      if (!reply) {
        lastSeen.delete(host);
        return undefined;
      }
      if (reply.seen) remember(host, reply.seen, reply.breaker, askedAtMs);
      else onBreaker(host, reply.breaker, askedAtMs);
      return reply.granted?.map((reservedAtMs, index) =>
        reservedAtMs === null
          ? undefined
          : { reservedAtMs, record: callRow(order.reservations[index]?.call, reply.begun) },
      );
    },
  };

  return {
    quick,
    // Pages look every few seconds, without the row's lock.
    async look(host, read) {
      const found = await readRow(host);
      if (!found) return undefined;
      const nowMs = clock?.nowMs() ?? found.seen.now_ms;
      return read(bookAt(host, found.seen, nowMs), nowMs);
    },

    async update(host, change, { isDurable = false, sinceMs } = {}) {
      const last = lastSeen.get(host);
      const isRecent = sinceMs !== undefined && last !== undefined && last.askedAtMs >= sinceMs;
      let current = isRecent ? last : await foundRow(host);
      for (let round = 0; round < MAX_ROUNDS; round += 1) {
        if (steadyMs() - current.atMs > MAX_AGE_MS) current = await foundRow(host);
        const nowMs = clock?.nowMs() ?? current.seen.now_ms;
        const before = bookAt(host, current.seen, nowMs);
        const { book, answer } = change(before, nowMs);
        // What a new server may have lost is entered once, even when nothing else changes.
        const written = book ?? (current.seen.is_server_new ? before : undefined);
        if (!written) return answer;
        const text = JSON.stringify(rowOf(written));
        const askedAtMs = steadyMs();
        const { rows } = await pool.query(REPLACE_ROW, [host, current.seen.row.writes, text, isDurable]);
        if (rows.length === 0) {
          current = await foundRow(host);
          continue;
        }
        const { breaker, is_done: isDone, ...seen } = Replaced.parse(rows[0]);
        // What was just written was written under the server as it is.
        current = remember(host, isDone ? { ...seen, is_server_new: false } : seen, breaker, askedAtMs);
        if (isDone) return answer;
      }
      throw new Error(`the quota of ${host} is contended: no change got through in ${MAX_ROUNDS} rounds`);
    },
  };
}

function callRow(call: CallStart | undefined, begun: Readonly<Record<string, number>>): CallRow | undefined {
  const id = call && begun[call.requestId];
  return call && id !== undefined ? { id, requestId: call.requestId } : undefined;
}
