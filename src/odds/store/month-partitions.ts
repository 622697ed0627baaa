import { getTableName, sql } from 'drizzle-orm';
import type { Database, Executor } from '../../db/database.ts';
import { isWaitOver } from '../../db/errors.ts';
import { firstRow, rowsOf } from '../../db/rows.ts';
import { selecting } from '../../db/selecting.ts';
import { oddsChanges } from '../../db/schema/odds.ts';

const PARENT = getTableName(oddsChanges);
/** What no month has a partition for. */
const REST = sql.identifier(`${PARENT}_other`);

/** How long making a partition may wait for those who read or write the table; it is tried again another time. */
const LOCK_TIMEOUT_MS = 2_000;

/** Months that have their partitions before their first prices come. */
const MONTHS_AHEAD = 3;

export type MonthPartitions = {
  /** Partitions that were made, by month (`2025-10`). */
  made: readonly string[];
  /** Rows that lie in the partition for all other months and could not be moved now. */
  leftOver: number;
};

/** Gives the present month, the next three and those of stray rows a partition. */
export async function makeMonthPartitions(db: Database, nowMs: number): Promise<MonthPartitions> {
  const ahead = Array.from({ length: MONTHS_AHEAD + 1 }, (_, index) => {
    const now = new Date(nowMs);
    return monthOf(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + index, 1));
  });
  const made = await ensureMonths(db, [...ahead, ...(await strayMonths(db))]);
  return { made, leftOver: await countStray(db) };
}

/** Gives the months of these instants a partition each, where they have none; those that it made. */
export async function ensureMonthsOf(db: Database, instantsMs: Iterable<number>): Promise<string[]> {
  return ensureMonths(db, [...new Set([...instantsMs].map(monthOf))]);
}

async function ensureMonths(db: Database, months: readonly string[]): Promise<string[]> {
  const known = await knownMonths(db);
  const made: string[] = [];
  for (const month of [...new Set(months)].toSorted()) {
    if (!known.has(month) && (await unlessInUse(() => makePartition(db, month)))) made.push(month);
  }
  return made;
}

/** The month of an instant in UTC: `2025-10`. */
function monthOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 7);
}

function partitionOf(month: string): string {
  return `${PARENT}_${month.replace('-', '_')}`;
}

async function knownMonths(db: Executor): Promise<Set<string>> {
  const rows = await rowsOf(
    db,
    selecting(
      { name: sql<string>`part.relname` },
      (list) => sql`select ${list} from pg_inherits as link join pg_class as part on part.oid = link.inhrelid
        where link.inhparent = ${PARENT}::regclass`,
    ),
  );
  const found = rows.flatMap(({ name }) => /_(\d{4})_(\d\d)$/.exec(name)?.slice(1).join('-') ?? []);
  return new Set(found);
}

async function strayMonths(db: Executor): Promise<string[]> {
  const rows = await rowsOf(
    db,
    selecting(
      { month: sql<string>`distinct to_char(${oddsChanges.capturedAt} at time zone 'utc', 'YYYY-MM')` },
      (list) => sql`select ${list} from ${REST} as ${oddsChanges}`,
    ),
  );
  return rows.map(({ month }) => month);
}

async function countStray(db: Executor): Promise<number> {
  const row = await firstRow(
    db,
    selecting({ count: sql<number>`count(*)::int` }, (list) => sql`select ${list} from ${REST}`),
  );
  return row?.count ?? 0;
}

async function unlessInUse(work: () => Promise<boolean>): Promise<boolean> {
  try {
    return await work();
  } catch (error) {
    if (isWaitOver(error)) return false;
    throw error;
  }
}

/** Makes the partition beside the table, fills it from the rest, and hangs it in. False where somebody else did. */
async function makePartition(db: Database, month: string): Promise<boolean> {
  const parent = sql.identifier(PARENT);
  const part = sql.identifier(partitionOf(month));
  const [year = 0, number = 0] = month.split('-').map(Number);
  const from = new Date(Date.UTC(year, number - 1, 1)).toISOString();
  const to = new Date(Date.UTC(year, number, 1)).toISOString();
  return db.transaction(async (tx) => {
    await tx.execute(sql`select set_config('lock_timeout', ${String(LOCK_TIMEOUT_MS)}, true)`);
    await tx.execute(sql`lock table ${parent}, ${REST} in access exclusive mode`);
    if ((await knownMonths(tx)).has(month)) return false;
    await tx.execute(sql`create table ${part} (like ${parent} including all)`);
    await tx.execute(sql`
      with moving as (delete from ${REST} as ${oddsChanges}
                      where ${oddsChanges.capturedAt} >= ${from}::timestamptz and ${oddsChanges.capturedAt} < ${to}::timestamptz
                      returning *)
      insert into ${part} select * from moving`);
    await tx.execute(
      sql`alter table ${parent} attach partition ${part} for values from (${sql.raw(`'${from}'`)}) to (${sql.raw(`'${to}'`)})`,
    );
    return true;
  });
}
