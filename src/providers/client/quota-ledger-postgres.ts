import type { Pool } from 'pg';
import { z } from 'zod';
import type { Clock } from '../../platform/clock.ts';
import { processTimeMs } from '../../platform/steady-clock.ts';
import { type QuotaState, afterServerStart } from './quota-state.ts';
import { type CarriedRecords, sendWithRecords, NO_RECORDS } from './carried-records.ts';
import {
  type LedgerChange,
  type LedgerChangeOptions,
  createStoredLedger,
  type QuickGrant,
  type LedgerStore,
  type QuotaRules,
} from './stored-ledger.ts';
import type { CallStart } from './call-record.ts';
import type { CallRow, QuotaLedger } from './quota-ledger.ts';
import { QUICK_FIGURES, type QuickOrder } from './quota-quick.ts';
import { stateOf, QuotaRow, rowOf } from './quota-row-postgres.ts';
import { ADD_ROW, SETTLE_AND_RESERVE, READ_ROW, REPLACE_ROW } from './quota-statements-postgres.ts';

export type PostgresQuotaLedgerOptions = QuotaRules & {
  pool: Pick<Pool, 'query'>;
  /** Replaces the database's clock; for tests that move time. */
  clock?: Pick<Clock, 'nowMs'>;
  /**
   * Given the host's shared breaker, as it is stored, with every answer of the database, and when that was asked for
   * by the steady clock (default: nobody is).
   */
  onBreaker?: (host: string, stored: unknown, askedAtMs: number) => void;
  /** Records of calls that are written with the reservations (default: none are). */
  records?: CarriedRecords;
};

/**
 * The ledger in table `provider_quota`: one row per host, which is locked within single statements only. What is
 * ordinary is one call of the function `exchange_recorded_provider_calls`; the rest reads the row and replaces it if nobody
 * has written since.
 */
export function createPostgresQuotaLedger(options: PostgresQuotaLedgerOptions): QuotaLedger {
  return createStoredLedger(createPostgresStore(options), options);
}

const Reply = QuotaRow.extend({ breaker: z.unknown() });
const Replaced = Reply.extend({ is_done: z.boolean() });
const Reserved = z.object({
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

/** Where a state was read longer ago than this, it is read again before it is replaced: its time would be too old. */
const MAX_AGE_MS = 1_000;

/** `askedAtMs`: when the look began. */
type Seen = { seen: QuotaRow; askedAtMs: number; atMs: number };

/** The store as its functions see it. */
type StoreParts = Required<
  Pick<PostgresQuotaLedgerOptions, 'pool' | 'limitsFor' | 'onBreaker' | 'records'>
> & {
  clock: PostgresQuotaLedgerOptions['clock'];
  steadyMs: () => number;
  /** The row of each host as it was seen last; moments are those of this process's steady clock. */
  lastSeen: Map<string, Seen>;
};

function createPostgresStore({
  pool,
  clock,
  limitsFor,
  onBreaker = () => undefined,
  records = NO_RECORDS,
  steadyMs = processTimeMs,
}: PostgresQuotaLedgerOptions): LedgerStore {
  const parts: StoreParts = { pool, clock, limitsFor, onBreaker, records, steadyMs, lastSeen: new Map() };
  return {
    quick: {
      known: (host) => known(parts, host),
      settleAndReserve: (host, order) => settleAndReserve(parts, host, order),
    },
    // Pages look every few seconds, without the row's lock.
    async look(host, read) {
      const found = await readRow(parts, host);
      if (!found) return undefined;
      const nowMs = clock?.nowMs() ?? found.seen.now_ms;
      return read(stateAt(parts, host, found.seen, nowMs), nowMs);
    },
    update: (host, change, options) => update(parts, host, change, options),
  };
}

function remember(
  { lastSeen, steadyMs, onBreaker }: StoreParts,
  host: string,
  { breaker, ...seen }: QuotaRow & { breaker?: unknown },
  askedAtMs: number,
): Seen {
  const kept = { seen, askedAtMs, atMs: steadyMs() };
  lastSeen.set(host, kept);
  onBreaker(host, breaker, askedAtMs);
  return kept;
}

function stateAt({ limitsFor }: StoreParts, host: string, seen: QuotaRow, nowMs: number): QuotaState {
  const state = stateOf(seen, nowMs);
  return seen.is_server_new ? afterServerStart(state, limitsFor(host).perSecond, nowMs) : state;
}

async function readRow(parts: StoreParts, host: string): Promise<Seen | undefined> {
  const askedAtMs = parts.steadyMs();
  const { rows } = await parts.pool.query(READ_ROW, [host]);
  return rows.length === 0 ? undefined : remember(parts, host, Reply.parse(rows[0]), askedAtMs);
}

async function foundRow(parts: StoreParts, host: string): Promise<Seen> {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const found = await readRow(parts, host);
    if (found) return found;
    await parts.pool.query(ADD_ROW, [host]);
  }
  throw new Error(`the quota of ${host} is deleted again and again`);
}

function known(
  { lastSeen, clock, steadyMs }: StoreParts,
  host: string,
): { state: QuotaState; nowMs: number } | undefined {
  const last = lastSeen.get(host);
  if (!last) return undefined;
  const nowMs = clock?.nowMs() ?? last.seen.now_ms + steadyMs() - last.atMs;
  return { state: stateOf(last.seen, nowMs), nowMs };
}

async function settleAndReserve(
  parts: StoreParts,
  host: string,
  order: QuickOrder,
): Promise<readonly (QuickGrant | undefined)[] | undefined> {
  const { pool, clock, records, lastSeen, onBreaker } = parts;
  const last = lastSeen.get(host);
  if (!last) return undefined;
  const { revision } = last.seen.row;
  const conditions = { revision, nowMs: clock?.nowMs() ?? null, figures: QUICK_FIGURES };
  const askedAtMs = parts.steadyMs();
  const reply = await sendWithRecords(records, order, async (carried, rows) => {
    const text = JSON.stringify({ ...carried, ...conditions });
    const { rows: replies } = await pool.query(SETTLE_AND_RESERVE, [host, text, JSON.stringify(rows)]);
    return Reserved.parse(replies[0]).reply;
  });
  if (!reply) {
    lastSeen.delete(host);
    return undefined;
  }
  const { seen, breaker, granted, begun } = reply;
  if (seen) remember(parts, host, { ...seen, breaker }, askedAtMs);
  else onBreaker(host, breaker, askedAtMs);
  return granted?.map((reservedAtMs, index) =>
    reservedAtMs === null
      ? undefined
      : { reservedAtMs, record: callRow(order.reservations[index]?.call, begun) },
  );
}

/** Reads the row and replaces it if nobody has written since, as often as somebody has. */
async function update<T>(
  parts: StoreParts,
  host: string,
  change: LedgerChange<T>,
  { isDurable = false, sinceMs }: LedgerChangeOptions = {},
): Promise<T> {
  const last = parts.lastSeen.get(host);
  const isRecent = sinceMs !== undefined && last !== undefined && last.askedAtMs >= sinceMs;
  let current = isRecent ? last : await foundRow(parts, host);
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    if (parts.steadyMs() - current.atMs > MAX_AGE_MS) current = await foundRow(parts, host);
    const nowMs = parts.clock?.nowMs() ?? current.seen.now_ms;
    const before = stateAt(parts, host, current.seen, nowMs);
    const { state, answer } = change(before, nowMs);
    // What a new server may have lost is entered once, even when nothing else changes.
    const written = state ?? (current.seen.is_server_new ? before : undefined);
    if (!written) return answer;
    const replaced = await replaceRow(parts, host, { current, written, isDurable });
    if (replaced?.isDone) return answer;
    current = replaced?.seen ?? (await foundRow(parts, host));
  }
  throw new Error(`the quota of ${host} is contended: no change got through in ${MAX_ROUNDS} rounds`);
}

/** Undefined where the row is gone; otherwise what is there now, and whether it is what was to be written. */
async function replaceRow(
  parts: StoreParts,
  host: string,
  { current, written, isDurable }: { current: Seen; written: QuotaState; isDurable: boolean },
): Promise<{ isDone: boolean; seen: Seen } | undefined> {
  const askedAtMs = parts.steadyMs();
  const values = [host, current.seen.row.writes, JSON.stringify(rowOf(written)), isDurable];
  const { rows } = await parts.pool.query(REPLACE_ROW, values);
  if (rows.length === 0) return undefined;
  const { is_done: isDone, ...seen } = Replaced.parse(rows[0]);
  // What was just written was written under the server as it is.
  const now = isDone ? { ...seen, is_server_new: false } : seen;
  return { isDone, seen: remember(parts, host, now, askedAtMs) };
}

function callRow(call: CallStart | undefined, begun: Readonly<Record<string, number>>): CallRow | undefined {
  const id = call && begun[call.requestId];
  return call && id !== undefined ? { id, requestId: call.requestId, runId: call.runId } : undefined;
}
