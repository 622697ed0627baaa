import { and, count, desc, eq, gt, lte, or, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Database, Executor } from '../db/database.ts';
import { changedKeys, dataRefreshLog } from '../db/schema/datasets.ts';
import { MAX_ID } from '../domain/ids.ts';
import { type RegisteredKind, type WorkKind, type WorkOutcome, workKind } from '../jobs/kinds.ts';
import { enqueueWork } from '../jobs/ledger/work-items.ts';
import type { DatasetCatalog } from './catalog.ts';
import { type RefreshOrder, noteKeys } from './note-keys.ts';
import type { DatasetRefresher } from './refresher.ts';

const HOUR_MS = 3_600_000;

/** Another process refreshes meanwhile: it takes the same changes, a batch after the other. */
const BUSY_MS = 2_000;

/** So many ids stand in the name of an item. */
const NAMED = 5;

const Payload = z.object({
  dataset: z.string().min(1).max(63),
  season: z.int().nullable(),
  entityIds: z.array(z.int().positive().max(MAX_ID)).nullable(),
  /** How many keys were noted as changed, and the number of the last change that names them. */
  keys: z.int().nonnegative(),
  upTo: z.int().nonnegative(),
});

type RefreshItem = z.infer<typeof Payload>;

/**
 * The refresh of a part of a dataset that somebody asked for. Its keys are noted as changed by the transaction that
 * makes the item, so that a run that takes over from a killed one computes only what is left.
 */
export const REFRESH_DATASET: WorkKind<typeof Payload> = {
  name: 'refresh-dataset',
  what: 'Computes a part of a dataset anew, and what is computed from it.',
  payload: Payload,
  subject: subjectOf,
  priority: 150,
  attempts: 5,
  // As the refresher waits before it tries a change again that failed.
  backoffMs: [60_000, 120_000, 240_000, 480_000],
  timeoutMs: HOUR_MS,
  // Refreshes exclude each other anyway: workers that wait for one another take up no slots.
  concurrencyKey: () => 'refresh-dataset',
};

function subjectOf({ dataset, season, entityIds }: RefreshItem): string {
  const named = (entityIds ?? []).slice(0, NAMED).join(', ');
  const others = (entityIds?.length ?? 0) - NAMED;
  const keys = entityIds === null ? 'everybody' : `of ${named}${others > 0 ? ` and ${others} more` : ''}`;
  return `${dataset}: ${season === null ? 'all seasons' : `season ${season}`}, ${keys}`;
}

/** A refresh that was handed over; without keys there is nothing to do, and no item. */
export type HandedOver = { name: string; keys: number; itemId: number | null; isOpened: boolean };

/**
 * Hands the refresh of the selected part over to workers, in one transaction with the changes that it has to follow.
 * Where the same part is asked for already, that item takes these changes too. The job is published by the caller.
 * Throws NotRefreshableError.
 */
export async function handRefreshOver(db: Database, order: RefreshOrder): Promise<HandedOver> {
  const { dataset, selection, actor } = order;
  return db.transaction(async (tx) => {
    const noted = await noteKeys(tx, order);
    if (noted.keys === 0) return { name: dataset.name, keys: 0, itemId: null, isOpened: false };
    const payload = {
      dataset: dataset.name,
      season: selection.seasonYear ?? null,
      entityIds: selection.entityIds === undefined ? null : [...selection.entityIds],
      ...noted,
    };
    const item = await enqueueWork(tx, REFRESH_DATASET, payload, { isByHand: true, by: actor });
    return { name: dataset.name, keys: noted.keys, ...item };
  });
}

/** The kind with its handler. */
export function refreshWork({
  db,
  catalog,
  refresher,
}: {
  db: Database;
  catalog: DatasetCatalog;
  refresher: Pick<DatasetRefresher, 'refresh'>;
}): RegisteredKind {
  return workKind(REFRESH_DATASET, async ({ payload, signal }): Promise<WorkOutcome> => {
    const { dataset, keys } = payload;
    if (!catalog.find(dataset)?.refresh)
      return { kind: 'fail', errorType: 'unknown_dataset', message: `this version computes no ${dataset}` };
    await refresher.refresh(signal);
    signal.throwIfAborted();
    const { waiting, failed } = await readRest(db, payload);
    if (failed > 0) throw new Error(`the refresh of ${dataset} failed: ${await lastError(db, dataset)}`);
    if (waiting > 0) {
      const detail = `another process refreshes datasets; ${waiting} changes of ${dataset} wait`;
      return { kind: 'snooze', delayMs: BUSY_MS, reason: 'refresh_under_way', detail };
    }
    return { kind: 'done', note: `${keys} keys of ${dataset} computed anew` };
  });
}

/** What of the order is not in the dataset yet; a change that failed was noted anew, under a number of its own. */
async function readRest(
  db: Executor,
  { dataset, upTo }: RefreshItem,
): Promise<{ waiting: number; failed: number }> {
  const [rest] = await db
    .select({
      waiting: count(),
      failed: sql`count(*) filter (where ${changedKeys.failures} > 0)`.mapWith(Number),
    })
    .from(changedKeys)
    .where(and(eq(changedKeys.dataset, dataset), or(lte(changedKeys.id, upTo), gt(changedKeys.failures, 0))));
  return rest ?? { waiting: 0, failed: 0 };
}

async function lastError(db: Executor, dataset: string): Promise<string> {
  const [row] = await db
    .select({ error: dataRefreshLog.error })
    .from(dataRefreshLog)
    .where(and(eq(dataRefreshLog.dataset, dataset), eq(dataRefreshLog.status, 'failed')))
    .orderBy(desc(dataRefreshLog.startedAt), desc(dataRefreshLog.id))
    .limit(1);
  return row?.error ?? 'the log does not have the reason any more';
}
