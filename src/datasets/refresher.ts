import { sql } from 'drizzle-orm';
import type { Database, Executor } from '../db/database.ts';
import type { Transaction } from '../db/locked-transaction.ts';
import { errorWords } from '../db/errors.ts';
import { advisoryLock } from '../db/locks.ts';
import { changedRows, firstRow } from '../db/rows.ts';
import { selecting } from '../db/selecting.ts';
import type { Logger } from '../platform/logger.ts';
import type { DatasetCatalog } from './catalog.ts';
import {
  type KeptChange,
  type RefreshPace,
  hasDueChanges,
  keepForLater,
  takeChanges,
} from './changes-store.ts';
import { type Dataset, type SeasonScope, inputDatasets } from './dataset.ts';
import { type Change, type RefreshPart, partsOf } from './refresh-changes.ts';
import { logFailure, logRefresh } from './refresh-log.ts';

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

type Batch = Omit<RefreshOutcome, 'isDone'>;

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
      const batch: Batch = { changes: changes.length, entities: 0, failures: 0 };
      const upTo = Math.max(...changes.map(({ id }) => id));
      // What is refreshed is a change for what is computed from it, and comes later in the order.
      const known: Change[] = [...changes];
      for (const dataset of catalog.inOrder) {
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
      const words = errorWords(error);
      logger.error({ problem: words, dataset: dataset.name, season: scope.seasonYear }, 'a refresh failed');
      await logFailure(tx, { dataset, scope, startedAt, error: words });
      await keepForLater(tx, dataset, changes.filter(isBehind(dataset, scope)));
      return false;
    }
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
        if (batch.changes < BATCH_SIZE) return total;
      }
    },
    async refreshSeason(dataset, seasonYear, actor) {
      await db.transaction(async (tx) => {
        // Two processes that compute the same rows could each see what the other does not: one after the other.
        await tx.execute(sql`select pg_advisory_xact_lock(${advisoryLock('season-figures')})`);
        const startedAt = await timeOf(tx);
        const rows = await compute(tx, dataset, { seasonYear });
        await logRefresh(tx, { dataset, scope: { seasonYear }, startedAt, rows, actor, changesUpTo: null });
      });
    },
  };
}

/** Rows that were replaced and rows that were written. */
export type RefreshedRows = { removed: number; written: number };

async function compute(tx: Executor, dataset: Dataset, scope: SeasonScope): Promise<RefreshedRows> {
  const { refresh } = dataset;
  if (!refresh) throw new TypeError(`${dataset.name} is collected: it cannot be computed`);
  const removed = await changedRows(tx, refresh.remove(scope));
  return { removed, written: await changedRows(tx, refresh.write(scope)) };
}

/** Whether a change is one of those from which a part of a dataset follows. */
function isBehind(dataset: Dataset, { seasonYear }: SeasonScope): (change: KeptChange) => boolean {
  const inputs = inputDatasets(dataset);
  return (change) => change.seasonYear === seasonYear && inputs.includes(change.input);
}

async function tryLock(tx: Executor): Promise<boolean> {
  const row = await firstRow(
    tx,
    selecting(
      { locked: sql<boolean>`pg_try_advisory_xact_lock(${advisoryLock('season-figures')})` },
      (list) => sql`select ${list}`,
    ),
  );
  return row?.locked === true;
}

async function timeOf(tx: Executor): Promise<Date> {
  const row = await firstRow(
    tx,
    selecting({ at: sql<Date>`clock_timestamp()` }, (list) => sql`select ${list}`),
  );
  if (!row) throw new Error('the database tells no time');
  return row.at;
}
