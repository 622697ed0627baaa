import { and, eq, gt, inArray, sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { dataLoads, loadQuarantine } from '../db/schema/data-loads.ts';
import { slicesOf } from '../db/slices.ts';
import type { OpenLoad, QuarantinedRow } from './load-record.ts';

/** How a refused row is told from the others of its file. */
export function refusalKey({ line, reason }: Pick<QuarantinedRow, 'line' | 'reason'>): string {
  return `${line} ${reason}`;
}

/**
 * Takes rows out of quarantine that an earlier reading of the same file set aside and a whole reading of now did not: what
 * kept them out is mended. `refused` has the keys of those that this reading refused.
 */
export async function releaseOthers(
  tx: Executor,
  { id }: Pick<OpenLoad, 'id'>,
  refused: ReadonlySet<string>,
): Promise<void> {
  const key = sql`${loadQuarantine.line} || ' ' || ${loadQuarantine.reason}`;
  await tx
    .delete(loadQuarantine)
    .where(and(eq(loadQuarantine.loadId, id), sql`not (${key} = any(${sql.param([...refused])}::text[]))`));
}

/** A row in quarantine, as read. */
export type WaitingRow = { id: number; raw: unknown };

/** Rows that are read together. */
const PAGE_ROWS = 2_000;

/** The rows of a layout that wait, oldest first, a page at a time. */
export async function* waitingRows(
  db: Executor,
  { dataset, preset }: { dataset: string; preset: string },
): AsyncGenerator<WaitingRow> {
  let after = 0;
  for (;;) {
    const page = await db
      .select({ id: loadQuarantine.id, raw: loadQuarantine.raw })
      .from(loadQuarantine)
      .innerJoin(dataLoads, eq(dataLoads.id, loadQuarantine.loadId))
      .where(
        and(eq(loadQuarantine.dataset, dataset), eq(dataLoads.preset, preset), gt(loadQuarantine.id, after)),
      )
      .orderBy(loadQuarantine.id)
      .limit(PAGE_ROWS);
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE_ROWS) return;
    after = last.id;
  }
}

/** These rows as they stood in their files, by their numbers. */
export async function rawsByIds(db: Executor, ids: readonly number[]): Promise<ReadonlyMap<number, unknown>> {
  const raws = new Map<number, unknown>();
  for (const slice of slicesOf(ids)) {
    const rows = await db
      .select({ id: loadQuarantine.id, raw: loadQuarantine.raw })
      .from(loadQuarantine)
      .where(inArray(loadQuarantine.id, slice));
    for (const { id, raw } of rows) raws.set(id, raw);
  }
  return raws;
}

/** Takes these rows out of quarantine. */
export async function releaseByIds(tx: Executor, ids: readonly number[]): Promise<void> {
  for (const slice of slicesOf(ids)) await tx.delete(loadQuarantine).where(inArray(loadQuarantine.id, slice));
}

/** Forgets a load whose file is refused as a whole: nothing of it waits, and none goes on with it. */
export async function forgetLoad(tx: Executor, { id }: Pick<OpenLoad, 'id'>): Promise<void> {
  await tx.delete(loadQuarantine).where(eq(loadQuarantine.loadId, id));
  await tx.delete(dataLoads).where(eq(dataLoads.id, id));
}
