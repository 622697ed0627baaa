import { type SQL, and, eq, gt, inArray, lte, sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { firstRow } from '../db/rows.ts';
import { selecting } from '../db/selecting.ts';
import { changedKeys } from '../db/schema/datasets.ts';
import { seasonFigureChanges } from '../db/schema/figures.ts';
import { type Dataset, type SeasonScope, inputDatasets } from './dataset.ts';
import { type Change, refreshDelayMs } from './refresh-changes.ts';

/** A change as it was noted, and how often the refresh of it failed. */
export type KeptChange = Change & { id: number; failures: number; createdAt: Date };

/** While inputs keep changing, what follows from them would be computed again a moment later: it waits. */
export type RefreshPace = {
  /** Inputs that have not changed for this long are calm. */
  calmAfterMs: number;
  /** A change that has waited for this long is followed whatever comes after it. */
  longestMs: number;
};

/** Whether any change waits that is due; with a pace, whether it is time to follow. */
export async function hasDueChanges(db: Executor, pace?: RefreshPace): Promise<boolean> {
  const due = db.select().from(changedKeys).where(lte(changedKeys.dueAt, sql`now()`));
  const old = db.select().from(seasonFigureChanges);
  const isAny = pace ? isTime(pace) : sql`exists ${due}`;
  const row = await firstRow(
    db,
    selecting({ is_any: sql<boolean>`${isAny} or exists ${old}` }, (list) => sql`select ${list}`),
  );
  return row?.is_any === true;
}

function isTime({ calmAfterMs, longestMs }: RefreshPace): SQL {
  const ago = (ms: number): SQL => sql`now() - ${ms}::int * interval '1 millisecond'`;
  const { dueAt } = changedKeys;
  return sql`coalesce((
    select max(${dueAt}) <= ${ago(calmAfterMs)} or min(${dueAt}) <= ${ago(longestMs)}
    from ${changedKeys} where ${dueAt} <= now()), false)`;
}

/** Takes the oldest changes that are due away, to be refreshed in the same transaction. */
export async function takeChanges(tx: Executor, limit: number): Promise<KeptChange[]> {
  await takeFromOlderVersions(tx);
  const due = tx
    .select({ id: changedKeys.id })
    .from(changedKeys)
    .where(lte(changedKeys.dueAt, sql`now()`))
    .orderBy(changedKeys.id)
    .limit(limit);
  return tx.delete(changedKeys).where(inArray(changedKeys.id, due)).returning(KEPT);
}

/** Takes all changes away that are due and that this dataset alone has to follow, to be refreshed in the same transaction. */
export async function takeChangesOf(tx: Executor, { name }: Dataset): Promise<KeptChange[]> {
  const isDue = and(eq(changedKeys.dataset, name), lte(changedKeys.dueAt, sql`now()`));
  return tx.delete(changedKeys).where(isDue).returning(KEPT);
}

const KEPT = {
  id: changedKeys.id,
  input: changedKeys.input,
  seasonYear: changedKeys.seasonYear,
  entityIds: changedKeys.entityIds,
  dataset: changedKeys.dataset,
  failures: changedKeys.failures,
  createdAt: changedKeys.createdAt,
};

/** A transaction that began before the migration notes its changes where older versions looked for them. */
async function takeFromOlderVersions(tx: Executor): Promise<void> {
  const old = seasonFigureChanges;
  await tx.execute(sql`
    with taken as (delete from ${old} returning ${old.sport} as sport, ${old.entity} as entity,
                   ${old.seasonYear} as season_year, ${old.entityIds} as entity_ids)
    insert into ${changedKeys} (input, season_year, entity_ids)
    select lower(sport) || '_' || entity || '_game_stats', season_year, entity_ids from taken`);
}

/** Notes that a dataset has to follow a part of its inputs from some moment on; once, however often it is noted until then. */
export async function noteForLater(
  tx: Executor,
  dataset: Dataset,
  { scope, dueAt }: { scope: SeasonScope & { entityIds: readonly number[] }; dueAt: Date },
): Promise<void> {
  const [input] = inputDatasets(dataset);
  if (input === undefined) return;
  const isWaiting = and(eq(changedKeys.dataset, dataset.name), gt(changedKeys.dueAt, sql`now()`));
  const [waiting] = await tx.select({ id: changedKeys.id }).from(changedKeys).where(isWaiting).limit(1);
  if (waiting !== undefined) return;
  await tx.insert(changedKeys).values({
    input,
    seasonYear: scope.seasonYear,
    entityIds: [...scope.entityIds],
    dataset: dataset.name,
    dueAt,
  });
}

/** Notes changes again whose refresh failed, for that dataset alone and for later; they keep their age. */
export async function keepForLater(
  tx: Executor,
  dataset: Dataset,
  changes: readonly KeptChange[],
): Promise<void> {
  if (changes.length === 0) return;
  await tx.insert(changedKeys).values(
    changes.map(({ input, seasonYear, entityIds, failures, createdAt }) => ({
      input,
      seasonYear,
      entityIds: [...entityIds],
      dataset: dataset.name,
      failures: failures + 1,
      createdAt,
      dueAt: sql`now() + ${refreshDelayMs(failures + 1)} * interval '1 millisecond'`,
    })),
  );
}
