import { type SQL, sql } from 'drizzle-orm';
import { alias } from '../../db/alias.ts';
import type { z } from 'zod';
import type { Database, Executor } from '../../db/database.ts';
import { firstRow } from '../../db/rows.ts';
import { columnIn, type RowOf, selecting, valueOf } from '../../db/selecting.ts';
import { workerHeartbeats } from '../../db/schema/operations.ts';
import { workItems } from '../../db/schema/work-items.ts';
import { requestIdOfWork } from '../../platform/log-fields.ts';
import type { WorkKind } from '../kinds.ts';
import { type Witness, endAbandonedLease, holderSilentMs, leaseLookMs } from './abandoned-claims.ts';
import { HISTORY_COLUMNS, type HistoryActor, historySql } from './work-history.ts';
import { type AlsoSet, enqueueSql, onConflictTransition, transitionSql } from './write-transitions.ts';

/** Thrown inside a transaction when the run no longer owns its item: nothing of it may be written. */
export class ItemLostError extends Error {
  override readonly name = 'ItemLostError';

  constructor(itemId: number, fence: number) {
    super(`item ${itemId} is no longer held with fence ${fence}`);
  }
}

export type EnqueueOptions = {
  dueAt?: SQL | Date;
  isByHand?: boolean;
  /** The person who asks for it, for the item's history. */
  by?: HistoryActor | undefined;
};

/**
 * Asks for work, in the caller's transaction: makes the item of this subject, or opens it again with the new payload
 * where it has ended. One that is open already stays as it is. The job is published after the commit, by the caller or
 * by any control process. Returns the item's number, and whether it was made or opened by this.
 */
export async function enqueueWork<Schema extends z.ZodType>(
  executor: Executor,
  kind: WorkKind<Schema>,
  given: z.input<Schema>,
  { dueAt = sql`now()`, isByHand = false, by }: EnqueueOptions = {},
): Promise<{ itemId: number; isOpened: boolean }> {
  const payload = kind.payload.parse(given);
  const subject = kind.subject(payload);
  const key = kind.concurrencyKey?.(payload) ?? null;
  const due = dueAt instanceof Date ? sql`${dueAt.toISOString()}::timestamptz` : dueAt;
  const enqueued = enqueueSql(workItems, {
    columns: [
      'kind',
      'subject',
      'payload',
      'priority',
      'concurrencyKey',
      'dueAt',
      'maxRetries',
      'isByHand',
      'requestId',
    ],
    source: sql`
        values (${kind.name}, ${subject}, ${JSON.stringify(payload)}::jsonb, ${kind.priority}::int, ${key}, ${due},
                ${kind.attempts - 1}::int, ${isByHand}, ${requestIdOfWork() ?? null})`,
    conflictOn: sql`${sql.identifier(workItems.kind.name)}, ${sql.identifier(workItems.subject.name)}`,
    onConflict: onConflictTransition({
      table: workItems,
      event: 'requeue',
      where: sql`${workItems.status} in ('completed', 'failed', 'cancelled')`,
      also: {
        payload: sql`excluded.payload`,
        priority: sql`excluded.priority`,
        concurrencyKey: sql`excluded.concurrency_key`,
        dueAt: sql`excluded.due_at`,
        maxRetries: sql`excluded.max_retries`,
        isByHand: sql`excluded.is_by_hand`,
        requestId: sql`excluded.request_id`,
        errorType: null,
        errorMessage: null,
      },
    }),
    returning: HISTORY_COLUMNS,
  });
  const opened = await firstRow(
    executor,
    selecting(
      { id: valueOf(workItems.id, sql`moved.logged_id`) },
      (list) =>
        sql`with moved as (${enqueued}), history as (${historySql('enqueue', by)}) select ${list} from moved`,
    ),
  );
  if (opened) return { itemId: opened.id, isOpened: true };
  const [open] = await executor
    .select({ id: workItems.id })
    .from(workItems)
    .where(sql`${workItems.kind} = ${kind.name} and ${workItems.subject} = ${subject}`);
  if (!open) throw new Error(`the item ${kind.name} ${subject} vanished while it was asked for`);
  return { itemId: open.id, isOpened: false };
}

/** What a claim answers with. */
const CLAIM_COLUMNS = {
  itemId: columnIn('moved', workItems.id),
  kind: columnIn('moved', workItems.kind),
  subject: columnIn('moved', workItems.subject),
  payload: columnIn('moved', workItems.payload),
  fence: columnIn('moved', workItems.fence),
  retryCount: columnIn('moved', workItems.retryCount),
  maxRetries: columnIn('moved', workItems.maxRetries),
};

/** A right to run an item: valid while its fence is the item's current one. */
export type WorkClaim = RowOf<typeof CLAIM_COLUMNS>;

export type WorkRefusal =
  | { kind: 'stale'; why: string }
  | { kind: 'leased'; delayMs: number }
  | { kind: 'early'; delayMs: number }
  /** Another item with the same concurrency key runs, and so many that wait for it are before this one. */
  | { kind: 'busy'; ahead: number };

export type WorkClaimRequest = {
  itemId: number;
  revision: number;
  workerId: string;
  leaseMs: number;
  /** Starts in a row that may end with their worker before the item is set aside. */
  maxLostStarts: number;
  /** Whether this process may call the worker that holds the item missing; without it a lease always runs out. */
  isWitness?: Witness | undefined;
};

/** Delivery and database clocks differ by a little. */
const EARLY_TOLERANCE_MS = 1_000;

/**
 * Claims an item for one run: one statement. A claim whose lease ran out or that was abandoned is taken back first, and
 * an item that has taken `maxLostStarts` workers with it is set aside as failed instead.
 */
export async function claimWork(
  db: Database,
  request: WorkClaimRequest,
): Promise<{ ok: true; claim: WorkClaim } | { ok: false; refusal: WorkRefusal }> {
  for (const isFirstTry of [true, false]) {
    const claim = await tryToClaim(db, request);
    if (claim === 'busy') return { ok: false, refusal: { kind: 'busy', ahead: 0 } };
    if (claim) return { ok: true, claim };
    const refusal = await explainRefusal(db, request);
    if (refusal.kind === 'leased' && !(await isAbandoned(db, request))) return { ok: false, refusal };
    if (refusal.kind !== 'lost' && refusal.kind !== 'leased') return { ok: false, refusal };
    if (isFirstTry) await rescueItem(db, request.itemId, request.maxLostStarts);
  }
  return { ok: false, refusal: { kind: 'leased', delayMs: 0 } };
}

async function isAbandoned(
  db: Database,
  { itemId, revision, isWitness }: WorkClaimRequest,
): Promise<boolean> {
  return isWitness?.() === true && endAbandonedLease(db, workItems, { id: itemId, revision });
}

async function tryToClaim(db: Database, request: WorkClaimRequest): Promise<WorkClaim | 'busy' | undefined> {
  const { itemId, revision, workerId, leaseMs } = request;
  try {
    return await firstRow(
      db,
      selecting(CLAIM_COLUMNS, (list) =>
        transitionSql({
          table: workItems,
          event: 'claim',
          claim: { workerId, leaseMs },
          earlyMs: EARLY_TOLERANCE_MS,
          where: sql`${workItems.id} = ${itemId} and ${workItems.revision} = ${revision} and not ${IS_KEPT_OUT}`,
          returning: sql`${workItems.kind}, ${workItems.subject}, ${workItems.payload}, ${workItems.retryCount}, ${workItems.maxRetries}`,
          select: sql`select ${list} from moved`,
        }),
      ),
    );
  } catch (error) {
    // Two items of one key were claimed in the same instant: the index lets one of them through.
    if (isOfConcurrencyKey(error)) return 'busy';
    throw error;
  }
}

const other = alias(workItems, 'other');

/** Whether another item of the same concurrency key runs. One whose lease is over does so until its rescue. */
const IS_KEPT_OUT = sql<boolean>`exists (
  select 1 from ${workItems} as other
  where ${other.concurrencyKey} = ${workItems.concurrencyKey} and ${other.status} = 'running'
    and ${other.id} <> ${workItems.id})`;

/** Items of the same key that are due and came before: they go first, so that those behind need not ask so often. */
const AHEAD = sql<number>`(
  select count(*)::int from ${workItems} as other
  where ${other.concurrencyKey} = ${workItems.concurrencyKey} and ${other.status} = 'pending'
    and (${other.dueAt}, ${other.id}) < (${workItems.dueAt}, ${workItems.id}))`;

function isOfConcurrencyKey(error: unknown): boolean {
  for (let current: unknown = error; current instanceof Error; current = current.cause) {
    if ('constraint' in current && current.constraint === 'unique_running_concurrency_key') return true;
  }
  return false;
}

async function explainRefusal(
  db: Database,
  request: WorkClaimRequest,
): Promise<WorkRefusal | { kind: 'lost' }> {
  const until = (instant: SQL): SQL => sql`(extract(epoch from ${instant} - now()) * 1000)::double precision`;
  const row = await firstRow(
    db,
    selecting(
      {
        status: workItems.status,
        revision: workItems.revision,
        due_in_ms: sql<number>`${until(sql`${workItems.dueAt}`)}`,
        lease_in_ms: sql<number | null>`${until(sql`${workItems.leaseExpiresAt}`)}`,
        holder_silent_ms: holderSilentMs(workItems),
        is_kept_out: IS_KEPT_OUT,
        ahead: AHEAD,
      },
      (list) => sql`select ${list}
        from ${workItems} where ${workItems.id} = ${request.itemId}`,
    ),
  );
  if (!row) return { kind: 'stale', why: 'the item is gone' };
  if (row.revision !== request.revision) {
    return {
      kind: 'stale',
      why: `it is at revision ${row.revision}, this delivery is of ${request.revision}`,
    };
  }
  if (row.status !== 'pending' && row.status !== 'running')
    return { kind: 'stale', why: `it is ${row.status}` };
  if (row.status === 'running') {
    const leftMs = row.lease_in_ms ?? 0;
    if (leftMs <= 0) return { kind: 'lost' };
    return { kind: 'leased', delayMs: leaseLookMs(leftMs, row.holder_silent_ms) };
  }
  if (row.due_in_ms > EARLY_TOLERANCE_MS) return { kind: 'early', delayMs: row.due_in_ms };
  return row.is_kept_out ? { kind: 'busy', ahead: row.ahead } : { kind: 'early', delayMs: 0 };
}

/** `error_type` of an item that takes its worker with it. */
export const POISON = 'poison';

/**
 * Takes an item back from a run whose lease is over. A worker that was told to stop and ended before it gave the item
 * back is no fault of the item: that start does not count.
 */
export async function rescueItem(db: Database, itemId: number, maxLostStarts: number): Promise<void> {
  const isExcused = sql`not exists (
    select 1 from ${workerHeartbeats} where ${workerHeartbeats.workerId} = ${workItems.claimedBy}
      and ${workerHeartbeats.state} not in ('stopping', 'stopped'))`;
  const lost = sql`case when ${isExcused} then greatest(${workItems.startCount} - 1, 0) else ${workItems.startCount} end`;
  const isOf = sql`${workItems.id} = ${itemId}`;
  const message = sql`'set aside, because ' || ${workItems.startCount} || ' starts in a row ended with their worker and nothing else (the last: '
    || coalesce(${workItems.claimedBy}, 'unknown') || '); see the log of that worker, mend the cause, then retry the item'`;
  await db.execute(
    transitionSql({
      table: workItems,
      event: 'dead-letter',
      where: sql`${isOf} and ${lost} >= ${maxLostStarts}`,
      also: { errorType: POISON, errorMessage: message },
    }),
  );
  await db.execute(
    transitionSql({ table: workItems, event: 'rescue', where: isOf, also: { startCount: lost } }),
  );
}

/** What ends a run or puts its item aside. Each is one statement that proves the claim. */
export type WorkSettlement =
  | { event: 'complete' | 'skip'; note: string | null }
  | { event: 'snooze'; delayMs: number; reason: string; detail: string }
  | { event: 'retry'; delayMs: number; errorType: string; message: string }
  | { event: 'fail'; errorType: string; message: string }
  | { event: 'release' };

/** Throws ItemLostError where another run has the item, or none has it any more. */
export async function settleWork(
  executor: Executor,
  { itemId, fence }: Pick<WorkClaim, 'itemId' | 'fence'>,
  settlement: WorkSettlement,
): Promise<void> {
  const row = await firstRow(
    executor,
    transitionSql({
      table: workItems,
      event: settlement.event,
      heldBy: fence,
      where: sql`${workItems.id} = ${itemId}`,
      also: columnsOf(settlement),
    }),
  );
  if (!row) throw new ItemLostError(itemId, fence);
}

function columnsOf(settlement: WorkSettlement): AlsoSet<typeof workItems> {
  const later = (delayMs: number): SQL => sql`now() + ${Math.max(0, delayMs)} * interval '1 millisecond'`;
  switch (settlement.event) {
    case 'complete':
    case 'skip':
      return { note: settlement.note?.slice(0, 1_000) ?? null, errorType: null, errorMessage: null };
    case 'snooze': {
      const { delayMs, reason, detail } = settlement;
      return {
        dueAt: later(delayMs),
        holdReason: reason,
        holdDetail: detail,
        errorType: null,
        errorMessage: null,
      };
    }
    case 'retry': {
      const { delayMs, errorType, message } = settlement;
      return { dueAt: later(delayMs), nextRetryAt: later(delayMs), errorType, errorMessage: message };
    }
    case 'fail':
      return { errorType: settlement.errorType, errorMessage: settlement.message };
    case 'release':
      return {};
  }
}

/** Locks the item's row and makes sure that the run still owns it, before anything of the run is written. */
export async function requireItem(
  tx: Executor,
  { itemId, fence }: Pick<WorkClaim, 'itemId' | 'fence'>,
): Promise<void> {
  const owned = await firstRow(
    tx,
    sql`select 1 as owned from ${workItems}
        where ${workItems.id} = ${itemId} and ${workItems.fence} = ${fence} and ${workItems.status} = 'running'
        for update`,
  );
  if (!owned) throw new ItemLostError(itemId, fence);
}
