import type { Database } from '../db/database.ts';
import type { Transaction } from '../db/locked-transaction.ts';
import { errorWords } from '../db/errors.ts';
import { changedRows } from '../db/rows.ts';
import type { Logger } from '../platform/logger.ts';
import type { DatasetCatalog } from './catalog.ts';
import {
  type KeptChange,
  type RefreshPace,
  hasDueChanges,
  keepForLater,
  noteForLater,
  takeChanges,
  takeChangesOf,
} from './changes-store.ts';
import {
  type Dataset,
  type RefreshedRows,
  type Replayed,
  type SeasonScope,
  inputDatasets,
} from './dataset.ts';
import { type Change, type RefreshPart, partsOf } from './refresh-changes.ts';
import { mergeRows } from '../db/merge-rows.ts';
import { lockRefreshes, timeOf, tryLock } from './refresh-lock.ts';
import { logFailure, logRefresh, nextRefreshAt } from './refresh-log.ts';

/** What a refresh came to; not done when another process was at it, whose work is as good. */
export type RefreshOutcome = {
  isDone: boolean;
  changes: number;
  /** Entities whose rows were computed anew, those of each dataset and season. */
  entities: number;
  /** Parts that could not be refreshed: they are noted and come again. */
  failures: number;
};

export type DatasetRefresher = {
  /**
   * Computes anew what follows from changed inputs, a batch of changes to a transaction, until none is due or `signal`
   * aborts. What a crash interrupts is still noted afterwards. A dataset that fails keeps no other from its refresh.
   * With a pace, nothing is done while inputs keep changing.
   */
  refresh: (signal?: AbortSignal, pace?: RefreshPace) => Promise<RefreshOutcome>;
  /** Computes a whole season of one dataset anew: what `refresh` must come to as well. */
  refreshSeason: (dataset: Dataset, seasonYear: number, actor: string) => Promise<void>;
};

/** Changes of one transaction: about fifty games' worth, computed in some tens of milliseconds. */
const BATCH_SIZE = 100;

type Batch = Omit<RefreshOutcome, 'isDone'> & { isLast: boolean };

/** What a batch has come to while its datasets are refreshed. */
type Under = { batch: Batch; changes: readonly KeptChange[]; known: Change[] };

/** Brings computed datasets up to date. One process at a time does so; others find that out and come again. */
export function createDatasetRefresher({
  db,
  catalog,
  logger,
}: {
  db: Database;
  catalog: DatasetCatalog;
  logger: Logger;
}): DatasetRefresher {
  /** One batch; undefined while another process is at it. */
  function takeBatch(): Promise<Batch | undefined> {
    return db.transaction(async (tx) => {
      if (!(await tryLock(tx))) return undefined;
      const changes = await takeChanges(tx, BATCH_SIZE);
      const batch: Batch = {
        changes: changes.length,
        isLast: changes.length < BATCH_SIZE,
        entities: 0,
        failures: 0,
      };
      const upTo = Math.max(...changes.map(({ id }) => id));
      // What is refreshed is a change for what is computed from it, and comes later in the order.
      const known: Change[] = [...changes];
      for (const dataset of catalog.inOrder) {
        if (dataset.refresh && 'replay' in dataset.refresh) {
          await replayAll(tx, dataset, { batch, changes, known });
          continue;
        }
        for (const part of dataset.refresh ? partsOf(dataset, known) : []) {
          if (await refreshPart(tx, part, upTo, changes)) {
            batch.entities += part.scope.entityIds.length;
            known.push({ input: dataset.name, ...part.scope, dataset: null });
          } else {
            batch.failures += 1;
          }
        }
      }
      return batch;
    });
  }

  /** False where it failed: then the changes behind it are kept for that dataset alone, and the rest goes on. */
  async function refreshPart(
    tx: Transaction,
    { dataset, scope }: RefreshPart,
    upTo: number,
    changes: readonly KeptChange[],
  ): Promise<boolean> {
    const startedAt = await timeOf(tx);
    try {
      await tx.transaction(async (part) => {
        const rows = await compute(part, dataset, scope);
        await logRefresh(part, { dataset, scope, startedAt, rows, actor: null, changesUpTo: upTo });
      });
      return true;
    } catch (error) {
      await noteFailure(tx, { dataset, scope, startedAt, error });
      await keepForLater(tx, dataset, changes.filter(isBehind(dataset, scope)));
      return false;
    }
  }

  /** All changes of a dataset whose rows follow from one another at once: the first of them brings the others along. */
  async function replayAll(
    tx: Transaction,
    dataset: Dataset,
    { batch, changes, known }: Under,
  ): Promise<void> {
    const own = partsOf(dataset, known).length === 0 ? [] : await takeChangesOf(tx, dataset);
    const parts = partsOf(dataset, [...known, ...own]);
    if (parts.length === 0) return;
    batch.changes += own.length;
    const scopes = parts.map(({ scope }) => scope);
    const scope = whole(scopes);
    const notBefore = await nextRefreshAt(tx, dataset);
    if (notBefore !== undefined) return noteForLater(tx, dataset, { scope, dueAt: notBefore });
    const all = [...changes, ...own];
    const startedAt = await timeOf(tx);
    try {
      const replayed = await tx.transaction(async (part) => {
        const rows = await replay(part, dataset, scopes);
        const changesUpTo = Math.max(...all.map(({ id }) => id));
        await logRefresh(part, { dataset, scope, startedAt, rows, actor: null, changesUpTo });
        return rows;
      });
      for (const changed of replayed.changed) known.push({ input: dataset.name, ...changed, dataset: null });
      batch.entities += scope.entityIds.length;
    } catch (error) {
      batch.failures += 1;
      await noteFailure(tx, { dataset, scope, startedAt, error });
      await keepForLater(
        tx,
        dataset,
        all.filter((change) => scopes.some((one) => isBehind(dataset, one)(change))),
      );
    }
  }

  async function noteFailure(
    tx: Transaction,
    { error, ...failed }: { dataset: Dataset; scope: SeasonScope; startedAt: Date; error: unknown },
  ): Promise<void> {
    const words = errorWords(error);
    const of = { dataset: failed.dataset.name, season: failed.scope.seasonYear };
    logger.error({ problem: words, ...of }, 'a refresh failed');
    await logFailure(tx, { ...failed, error: words });
  }

  return {
    async refresh(signal, pace) {
      const total: RefreshOutcome = { isDone: true, changes: 0, entities: 0, failures: 0 };
      // Most looks find nothing: one statement is enough for that, and no transaction.
      if (!(await hasDueChanges(db, pace))) return total;
      for (;;) {
        if (signal?.aborted === true) return total;
        const batch = await takeBatch();
        if (!batch) return { ...total, isDone: false };
        total.changes += batch.changes;
        total.entities += batch.entities;
        total.failures += batch.failures;
        if (batch.isLast) return total;
      }
    },
    async refreshSeason(dataset, seasonYear, actor) {
      await db.transaction(async (tx) => {
        await lockRefreshes(tx);
        const startedAt = await timeOf(tx);
        const rows = await compute(tx, dataset, { seasonYear });
        await logRefresh(tx, { dataset, scope: { seasonYear }, startedAt, rows, actor, changesUpTo: null });
      });
    },
  };
}

async function compute(tx: Transaction, dataset: Dataset, scope: SeasonScope): Promise<RefreshedRows> {
  const { refresh } = dataset;
  if (!refresh) throw new TypeError(`${dataset.name} is collected: it cannot be computed`);
  if ('replay' in refresh) return refresh.replay(tx, [scope]);
  if ('rows' in refresh)
    return mergeRows(tx, { ...refresh, isOf: refresh.isOf(scope), rows: refresh.rows(scope) });
  const removed = await changedRows(tx, refresh.remove(scope));
  return { removed, written: await changedRows(tx, refresh.write(scope)) };
}

function replay(
  tx: Transaction,
  { name, refresh }: Dataset,
  scopes: readonly SeasonScope[],
): Promise<Replayed> {
  if (!refresh || !('replay' in refresh)) throw new TypeError(`${name} is not replayed`);
  return refresh.replay(tx, scopes);
}

/** Parts of several seasons as the log has them: from the first of these on. */
function whole(scopes: readonly SeasonScope[]): SeasonScope & { entityIds: readonly number[] } {
  return {
    seasonYear: Math.min(...scopes.map(({ seasonYear }) => seasonYear)),
    entityIds: [...new Set(scopes.flatMap(({ entityIds = [] }) => entityIds))],
  };
}

/** Whether a change is one of those from which a part of a dataset follows. */
function isBehind(dataset: Dataset, { seasonYear }: SeasonScope): (change: KeptChange) => boolean {
  const inputs = inputDatasets(dataset);
  return (change) => change.seasonYear === seasonYear && inputs.includes(change.input);
}
