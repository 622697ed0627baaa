import { and, count, desc, eq, lt, sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { changedKeys, dataRefreshLog } from '../db/schema/datasets.ts';
import type { Dataset, RefreshedRows, SeasonScope } from './dataset.ts';

/** Without a season: all of them. */
type LoggedScope = Omit<SeasonScope, 'seasonYear'> & { seasonYear?: number };

type Logged = { dataset: Dataset; scope: LoggedScope; startedAt: Date };

/** Records a refresh in the transaction that made it. */
export async function logRefresh(
  tx: Executor,
  {
    dataset,
    scope,
    startedAt,
    rows,
    actor,
    changesUpTo,
  }: Logged & {
    rows: RefreshedRows;
    actor: string | null;
    changesUpTo: number | null;
  },
): Promise<void> {
  await tx.insert(dataRefreshLog).values({
    ...columnsOf({ dataset, scope, startedAt }),
    status: 'done',
    actor,
    changesUpTo,
    rowsRemoved: rows.removed,
    rowsWritten: rows.written,
    rowsRead: rows.compared?.read,
    rowsAdded: rows.compared?.added,
    rowsChanged: rows.compared?.changed,
    rowsSame: rows.compared?.same,
  });
}

/** When a dataset that is not replayed too often may be again; undefined where it may be now. */
export async function nextRefreshAt(tx: Executor, { name, refresh }: Dataset): Promise<Date | undefined> {
  const seconds = refresh && 'replay' in refresh ? refresh.atMostEverySeconds : undefined;
  if (seconds === undefined) return undefined;
  const { dataset, status, finishedAt, startedAt } = dataRefreshLog;
  const [last] = await tx
    .select({
      finishedAt,
      isRecent: sql<boolean>`${finishedAt} > now() - ${seconds}::int * interval '1 second'`,
    })
    .from(dataRefreshLog)
    .where(and(eq(dataset, name), eq(status, 'done')))
    .orderBy(desc(startedAt))
    .limit(1);
  return last?.isRecent === true ? new Date(last.finishedAt.getTime() + seconds * 1_000) : undefined;
}

/** Records a refresh that failed, and why. */
export async function logFailure(
  tx: Executor,
  { error, ...logged }: Logged & { error: string },
): Promise<void> {
  await tx.insert(dataRefreshLog).values({ ...columnsOf(logged), status: 'failed', error });
}

function columnsOf({ dataset, scope: { seasonYear, entityIds }, startedAt }: Logged) {
  const ofSeason: 'season' | 'keys' = entityIds === undefined ? 'season' : 'keys';
  const mode: 'season' | 'keys' | 'whole' = seasonYear === undefined ? 'whole' : ofSeason;
  return {
    dataset: dataset.name,
    mode,
    scope: {
      ...(seasonYear === undefined ? {} : { season: seasonYear }),
      ...(entityIds === undefined ? {} : { entities: entityIds.length }),
    },
    startedAt,
    // Several refreshes share a transaction, whose own time stands still.
    finishedAt: sql`clock_timestamp()`,
  };
}

/** Removes records that are older than so many days; returns how many. */
export async function pruneRefreshLog(tx: Executor, retentionDays: number): Promise<number> {
  const removed = await tx
    .delete(dataRefreshLog)
    .where(lt(dataRefreshLog.startedAt, sql`now() - ${retentionDays} * interval '1 day'`));
  return removed.rowCount ?? 0;
}

/** How many changes wait to be refreshed. */
export async function countWaitingChanges(tx: Executor): Promise<number> {
  const [row] = await tx.select({ changes: count() }).from(changedKeys);
  return row?.changes ?? 0;
}
