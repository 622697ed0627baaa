import { and, like, sql } from 'drizzle-orm';
import { bareColumns } from '../db/bare-columns.ts';
import type { Executor } from '../db/database.ts';
import { firstRow } from '../db/rows.ts';
import { providerProbes } from '../db/schema/figures.ts';

/** A turn that nobody takes any more says nothing after this long. */
const TURN_KEPT_DAYS = 7;

/** One look of the fleet a step; whoever dies in it leaves the next look to the others. */
export async function takeTurn(db: Executor, turn: string, stepMs: number): Promise<boolean> {
  const { subject, probedAt } = providerProbes;
  const row = await firstRow(
    db,
    sql`insert into ${providerProbes} (${bareColumns(subject, probedAt)}) values (${turn}, now())
        on conflict (${bareColumns(subject)}) do update set ${bareColumns(probedAt)} = now()
        where ${probedAt} <= now() - ${stepMs} * interval '1 millisecond'
        returning 1 as taken`,
  );
  return row !== undefined;
}

/** Forgets old turns whose names begin with a word. */
export async function forgetOldTurns(db: Executor, word: string): Promise<void> {
  const { subject, probedAt } = providerProbes;
  await db
    .delete(providerProbes)
    .where(and(like(subject, `${word} %`), sql`${probedAt} < now() - ${TURN_KEPT_DAYS} * interval '1 day'`));
}
