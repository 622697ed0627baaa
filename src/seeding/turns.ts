import { sql } from 'drizzle-orm';
import { bareColumns } from '../db/bare-columns.ts';
import type { Database } from '../db/database.ts';
import { firstRow } from '../db/rows.ts';
import { providerProbes } from '../db/schema/figures.ts';

/** One look of the fleet a step; whoever dies in it leaves the next look to the others. */
export async function takeTurn(db: Database, name: string, stepMs: number): Promise<boolean> {
  const { subject, probedAt } = providerProbes;
  const row = await firstRow(
    db,
    sql`insert into ${providerProbes} (${bareColumns(subject, probedAt)}) values (${name}, now())
        on conflict (${bareColumns(subject)}) do update set ${bareColumns(probedAt)} = now()
        where ${probedAt} <= now() - ${stepMs} * interval '1 millisecond'
        returning 1 as taken`,
  );
  return row !== undefined;
}
