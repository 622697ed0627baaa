import { and, eq, sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { dataLoads, loadQuarantine } from '../db/schema/data-loads.ts';
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

/** Forgets a load whose file is refused as a whole: nothing of it waits, and none goes on with it. */
export async function forgetLoad(tx: Executor, { id }: Pick<OpenLoad, 'id'>): Promise<void> {
  await tx.delete(loadQuarantine).where(eq(loadQuarantine.loadId, id));
  await tx.delete(dataLoads).where(eq(dataLoads.id, id));
}
