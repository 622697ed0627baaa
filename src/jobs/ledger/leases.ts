import { sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { columnIn, selecting } from '../../db/selecting.ts';
import { seedingTasks } from '../../db/schema/tasks.ts';
import { workItems } from '../../db/schema/work-items.ts';
import { type LedgerTable, transitionSql } from './write-transitions.ts';

/** The tables of durable work, by what a run is called in them. */
export const LEDGER_TABLES = { task: seedingTasks, item: workItems } as const satisfies Record<
  string,
  LedgerTable
>;

/** A run that holds a lease, as the renewal sees it: of a game's task, or of an item of another kind. */
export type LeasedRun = { taskId: number; fence: number; table?: keyof typeof LEDGER_TABLES };

/**
 * Renews the leases of this worker's runs of one table, in one statement that waits for nobody: one row that somebody
 * has locked must not cost all other runs their leases. Returns the ids that are still held; the caller aborts the
 * others.
 *
 * A row that is locked keeps its lease until the next renewal and counts as held. Nobody can take its item meanwhile:
 * a claim needs the same lock.
 */
export async function renewLeases(
  db: Database,
  runs: readonly LeasedRun[],
  leaseMs: number,
  table: keyof typeof LEDGER_TABLES = 'task',
): Promise<Set<number>> {
  if (runs.length === 0) return new Set();
  const rows = LEDGER_TABLES[table];
  const held = await rowsOf(
    db,
    selecting({ id: columnIn('held', seedingTasks.id) }, (list) =>
      transitionSql<LedgerTable>({
        table: rows,
        event: 'renew',
        claim: { leaseMs },
        heldBy: sql`free.fence`,
        before: sql`
        run as (select * from json_to_recordset(${JSON.stringify(runs)}::json) as run("taskId" int, "fence" bigint)),
        free as (
          select held.id, held.fence from ${rows} as held
          join run on held.id = run."taskId" and held.fence = run."fence"
          where held.status = 'running'
          for no key update of held skip locked)`,
        from: sql`free`,
        where: sql`${rows.id} = free.id`,
        select: sql`
        select ${list} from ${rows} as held join run on held.id = run."taskId" and held.fence = run."fence"
        where held.status = 'running'`,
      }),
    ),
  );
  return new Set(held.map(({ id }) => id));
}
