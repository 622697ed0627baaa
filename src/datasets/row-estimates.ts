import { sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { rowsOf } from '../db/rows.ts';
import { selecting } from '../db/selecting.ts';

/**
 * About how many rows each table holds, by its name, its partitions included: what the database keeps of its tables,
 * so that none of them is counted. Views and tables that do not exist are left out.
 */
export async function estimateRows(
  db: Executor,
  names: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await rowsOf(
    db,
    selecting(
      {
        name: sql<string>`root.name`,
        rows: sql<number>`sum(case when part.reltuples < 0 then coalesce(live.n_live_tup, 0)
                                 else part.reltuples end)::float8`,
      },
      (list) => sql`
      select ${list}
      from unnest(${sql.param([...names])}::text[]) as root (name)
      join pg_class as part on part.relkind in ('r', 'm')
       and (part.oid = to_regclass(root.name)
            or part.oid in (select inhrelid from pg_inherits where inhparent = to_regclass(root.name)))
      left join pg_stat_all_tables as live on live.relid = part.oid
      group by root.name`,
    ),
  );
  return new Map(rows.map(({ name, rows: about }) => [name, about]));
}
