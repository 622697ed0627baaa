import { sql } from 'drizzle-orm';
import type { Database, Executor } from '../db/database.ts';
import { isWaitOver } from '../db/errors.ts';
import { firstRow, rowsOf } from '../db/rows.ts';
import { selecting } from '../db/selecting.ts';
import { seasons } from '../db/schema/reference.ts';
import type { DatasetCatalog } from './catalog.ts';

/** Seasons beyond the present one that have their partitions already when their first games come in. */
const SEASONS_AHEAD = 2;

/** A partition that was made, and how many rows moved there from the partition for all other seasons. */
export type NewPartition = { table: string; seasonYear: number; movedRows: number };

/** How long making a partition may wait for those who read or write the table; it is tried again at the next look. */
const LOCK_TIMEOUT_MS = 2_000;

/**
 * Gives every season that is known, and those to come soon, a partition of its own in each dataset that is partitioned
 * by season. Rows that lie in the partition for all other seasons move. Each partition is a transaction; one that is
 * not made because the table is in use is made another time.
 */
export async function makeSeasonPartitions(db: Database, catalog: DatasetCatalog): Promise<NewPartition[]> {
  const made: NewPartition[] = [];
  for (const { name } of catalog.inOrder.filter(({ partitionedBy }) => partitionedBy === 'season_year')) {
    for (const seasonYear of await missingSeasons(db, name)) {
      const movedRows = await unlessInUse(() => makePartition(db, name, seasonYear));
      if (movedRows !== undefined) made.push({ table: name, seasonYear, movedRows });
    }
  }
  return made;
}

/** Seasons without a partition: those that are known, those of rows, and the next ones. */
async function missingSeasons(db: Executor, table: string): Promise<number[]> {
  const rows = await rowsOf(
    db,
    selecting(
      { year: sql<number>`year` },
      (list) => sql`
      with wanted as (
        select ${seasons.year} from ${seasons}
        union select season_year from ${sql.identifier(`${table}_other`)}
        union select extract(year from now())::int + ahead from generate_series(0, ${SEASONS_AHEAD}) as ahead
      )
      select ${list} from wanted
      where not exists (select 1 from pg_inherits as link join pg_class as part on part.oid = link.inhrelid
                        where link.inhparent = ${table}::regclass
                          and pg_get_expr(part.relpartbound, part.oid) = format('FOR VALUES IN (%s)', year))
      order by year`,
    ),
  );
  return rows.map(({ year }) => year);
}

/** Undefined where the table is in use: the partition is made another time. */
async function unlessInUse<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isWaitOver(error)) return undefined;
    throw error;
  }
}

/** Makes the partition beside the table, fills it, and hangs it in: only that waits for others. */
async function makePartition(db: Database, table: string, seasonYear: number): Promise<number> {
  const parent = sql.identifier(table);
  const rest = sql.identifier(`${table}_other`);
  const part = sql.identifier(`${table}_${seasonYear}`);
  return db.transaction(async (tx) => {
    await tx.execute(sql`select set_config('lock_timeout', ${String(LOCK_TIMEOUT_MS)}, true)`);
    await tx.execute(sql`lock table ${parent}, ${rest} in access exclusive mode`);
    await tx.execute(sql`create table ${part} (like ${parent} including all)`);
    const columns = await writableColumns(tx, table);
    const moved = await firstRow(
      tx,
      selecting(
        { count: sql<number>`count(*)` },
        (list) => sql`
        with moving as (delete from ${rest} where season_year = ${seasonYear} returning ${columns}),
             moved as (insert into ${part} (${columns}) select ${columns} from moving returning 1)
        select ${list} from moved`,
      ),
    );
    await tx.execute(
      sql`alter table ${parent} attach partition ${part} for values in (${sql.raw(String(seasonYear))})`,
    );
    return moved?.count ?? 0;
  });
}

/** The columns that are written; those that follow from others are computed again. */
async function writableColumns(tx: Executor, table: string) {
  const columns = await rowsOf(
    tx,
    selecting(
      { name: sql<string>`attname` },
      (list) => sql`select ${list} from pg_attribute
        where attrelid = ${table}::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`,
    ),
  );
  return sql.join(
    columns.map(({ name }) => sql.identifier(name)),
    sql`, `,
  );
}
