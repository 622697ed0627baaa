import { createHash } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { type FileExtent, dataLoads, loadQuarantine } from '../db/schema/data-loads.ts';
import { slicesOf } from '../db/slices.ts';
import { LoadFileError } from './load-error.ts';
import { storableValue } from './storable-text.ts';

/** What became of the rows of a file so far, by names that each dataset has of its own. */
export type Counts = Readonly<Record<string, number>>;

/** A load under way: where it goes on, and what it came to so far. */
export type OpenLoad = {
  id: number;
  dataset: string;
  runId: string;
  /** Rows of the file that are done with. */
  rowsDone: number;
  counts: Counts;
  isResumed: boolean;
  /** When the part that was cut off wrote last; null of a load that begins. */
  writtenAt: Date | null;
};

/** A row that is set aside. */
export type QuarantinedRow = {
  line: number;
  field: string;
  value: string;
  reason: string;
  problem: string;
  remedy: string;
  raw: unknown;
};

type LoadFacts = {
  dataset: string;
  fileHash: string;
  source: string;
  preset: string;
  actor: string;
  newRunId: string;
};

/**
 * Begins a load, or finds the one of the same file that was cut off: its run goes on behind the last rows that it wrote.
 * A file that was loaded to its end is read anew.
 */
export async function openLoad(db: Executor, facts: LoadFacts): Promise<OpenLoad> {
  const { dataset, fileHash, source, preset, newRunId } = facts;
  const actor = facts.actor.slice(0, 100);
  const isIt = and(eq(dataLoads.dataset, dataset), eq(dataLoads.fileHash, fileHash));
  const [known] = await db.select().from(dataLoads).where(isIt);
  if ((known?.status === 'running' || known?.status === 'interrupted') && known.runId !== null) {
    const { id, runId, counts, rowsDone, updatedAt } = known;
    const again = { status: 'running' as const, failure: null, updatedAt: sql`now()`, finishedAt: null };
    await db.update(dataLoads).set(again).where(eq(dataLoads.id, id));
    return { id, dataset, runId, rowsDone, counts, isResumed: rowsDone > 0, writtenAt: updatedAt };
  }
  const begun = {
    source,
    preset,
    actor,
    status: 'running' as const,
    rowsDone: 0,
    counts: {},
    runId: newRunId,
    failure: null,
    finishedAt: null,
  };
  const [row] = await db
    .insert(dataLoads)
    .values({ dataset, fileHash, ...begun })
    .onConflictDoUpdate({
      target: [dataLoads.dataset, dataLoads.fileHash],
      set: { ...begun, updatedAt: sql`now()` },
    })
    .returning({ id: dataLoads.id });
  if (!row) throw new Error('data_loads returned no id');
  return { id: row.id, dataset, runId: newRunId, rowsDone: 0, counts: {}, isResumed: false, writtenAt: null };
}

/** Has a load that was cut off read its file from the beginning: what it wrote may not stand any more. */
export async function beginAnew(db: Executor, load: OpenLoad): Promise<OpenLoad> {
  await db.update(dataLoads).set({ rowsDone: 0, counts: {}, extent: null }).where(eq(dataLoads.id, load.id));
  return { ...load, rowsDone: 0, counts: {}, isResumed: false, writtenAt: null };
}

/** Notes how far a load is, in the transaction of its rows. */
export async function noteProgress(
  tx: Executor,
  load: Pick<OpenLoad, 'id'>,
  { rowsDone, counts, extent }: { rowsDone: number; counts: Counts; extent?: FileExtent },
  isOver: boolean,
): Promise<void> {
  await tx
    .update(dataLoads)
    .set({
      rowsDone,
      counts,
      updatedAt: sql`now()`,
      ...(extent === undefined ? {} : { extent }),
      ...(isOver ? { status: 'completed' as const, finishedAt: sql`now()` } : {}),
    })
    .where(eq(dataLoads.id, load.id));
}

/**
 * Does the work of a load, and ends the load where that throws, with the reason: as failed where the file cannot be read
 * to its end (what was written stays, and the same file is read anew), as interrupted otherwise (the same file goes on).
 */
export async function endingLoad<T>(
  db: Executor,
  { id }: Pick<OpenLoad, 'id'>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const ended = {
      status: error instanceof LoadFileError ? ('failed' as const) : ('interrupted' as const),
      failure: String(storableValue(error instanceof Error ? error.message : error)),
      updatedAt: sql`now()`,
      finishedAt: sql`now()`,
    };
    // Where the database is what failed, the load stays as it was, and the same file goes on as well.
    await db
      .update(dataLoads)
      .set(ended)
      .where(eq(dataLoads.id, id))
      .catch(() => undefined);
    throw error;
  }
}

/** Keeps rows that cannot be used; the same row of a file waits only once. */
export async function quarantine(
  tx: Executor,
  { id, dataset, runId }: Pick<OpenLoad, 'id' | 'dataset' | 'runId'>,
  source: string,
  rows: readonly QuarantinedRow[],
): Promise<void> {
  for (const slice of slicesOf(rows)) {
    const kept = slice.map(({ line, field, value, reason, problem, remedy, raw }) => ({
      loadId: id,
      dataset,
      source,
      line,
      field: field.slice(0, 60),
      value: String(storableValue(value)),
      reason,
      detail: String(storableValue(problem)),
      remedy: String(storableValue(remedy)),
      raw: storableValue(raw),
      rawHash: hashOfRow(reason, raw),
      runId,
    }));
    await tx.insert(loadQuarantine).values(kept).onConflictDoNothing();
  }
}

/** The same row waits once for one reason. */
function hashOfRow(reason: string, raw: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify([reason, raw]))
    .digest('hex');
}

/** Whether any row of a dataset waits. */
export async function hasQuarantined(db: Executor, dataset: string): Promise<boolean> {
  const [row] = await db
    .select({ id: loadQuarantine.id })
    .from(loadQuarantine)
    .where(eq(loadQuarantine.dataset, dataset))
    .limit(1);
  return row !== undefined;
}

/** Takes rows out of quarantine that are in now, for whichever of these reasons they waited. */
export async function releaseRows(
  tx: Executor,
  dataset: string,
  reasons: readonly string[],
  raws: readonly unknown[],
): Promise<void> {
  const hashes = raws.flatMap((raw) => reasons.map((reason) => hashOfRow(reason, raw)));
  if (hashes.length === 0) return;
  await tx
    .delete(loadQuarantine)
    .where(
      and(
        eq(loadQuarantine.dataset, dataset),
        sql`${loadQuarantine.rawHash} = any(${sql.param(hashes)}::text[])`,
      ),
    );
}
