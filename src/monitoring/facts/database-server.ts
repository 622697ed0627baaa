import { sql } from 'drizzle-orm';
import { firstRow, rowsOf } from '../../db/rows.ts';
import { selecting } from '../../db/selecting.ts';
import type { Fact } from './fact.ts';

export const serverVersion: Fact<null, string> = {
  name: 'server_version',
  meaning: 'Which version of PostgreSQL answers.',
  unit: 'a version',
  window: 'now',
  async read(executor) {
    const row = await firstRow(
      executor,
      selecting({ version: sql<string>`current_setting('server_version')` }, (list) => sql`select ${list}`),
    );
    return row?.version ?? '0';
  },
};

export const databasePlace: Fact<null, string | undefined> = {
  name: 'database_place',
  meaning: 'Which database answers: the server by its start, the database by its own number.',
  unit: 'a name',
  window: 'now',
  async read(executor) {
    const row = await firstRow(
      executor,
      selecting(
        { place: sql<string>`pg_postmaster_start_time()::text || ' ' || oid` },
        (list) => sql`select ${list}
          from pg_database where datname = current_database()`,
      ),
    );
    return row?.place;
  },
};

/** A transaction of others that stands idle, and the statements that wait for its locks. */
export type HeldLocks = { pid: number; what: string; seconds: number; waiting: number };

export const heldLocks: Fact<{ overSeconds: number }, readonly HeldLocks[]> = {
  name: 'held_locks',
  meaning: 'Idle transactions that hold locks for which statements wait, the oldest first.',
  unit: 'statements',
  window: 'now',
  read: (executor, { overSeconds }) =>
    rowsOf(
      executor,
      selecting(
        {
          pid: sql<number>`holder.pid`,
          what: sql<string>`coalesce(nullif(holder.application_name, ''), 'without a name') || ', ' || holder.state`,
          seconds: sql<number>`extract(epoch from clock_timestamp() - holder.xact_start)::int`,
          waiting: sql<number>`count(*)::int`,
        },
        (list) => sql`
        select ${list}
        from pg_stat_activity as waiter
        cross join lateral unnest(pg_blocking_pids(waiter.pid)) as blocking(pid)
        join pg_stat_activity as holder on holder.pid = blocking.pid
        where waiter.datname = current_database() and waiter.wait_event_type = 'Lock'
          and holder.state like 'idle in transaction%'
          and holder.xact_start < clock_timestamp() - ${overSeconds} * interval '1 second'
        group by holder.pid, holder.application_name, holder.state, holder.xact_start
        order by holder.xact_start`,
      ),
    ),
};

/** A rule of the database that holds for new rows only, and how many old rows break it. */
export type UnkeptRule = { table: string; rule: string; rows: number };

export const unkeptRules: Fact<null, readonly UnkeptRule[]> = {
  name: 'unkept_rules',
  meaning: 'Rules of the database that hold for new rows only, and how many old rows break each.',
  unit: 'rows',
  window: 'now',
  async read(executor) {
    const rules = await rowsOf(
      executor,
      selecting(
        {
          table: sql<string>`relation.relname`,
          rule: sql<string>`rule.conname`,
          expression: sql<string>`pg_get_expr(rule.conbin, rule.conrelid)`,
        },
        (list) => sql`
        select ${list}
        from pg_constraint as rule join pg_class as relation on relation.oid = rule.conrelid
        where rule.contype = 'c' and not rule.convalidated and relation.relnamespace = 'public'::regnamespace
        order by 1, 2`,
      ),
    );
    const found: UnkeptRule[] = [];
    for (const { table, rule, expression } of rules) {
      const row = await firstRow(
        executor,
        selecting(
          { rows: sql<number>`count(*)::int` },
          (list) => sql`select ${list} from ${sql.identifier(table)} where not (${sql.raw(expression)})`,
        ),
      );
      found.push({ table, rule, rows: row?.rows ?? 0 });
    }
    return found;
  },
};

/** A table or view for readers, and how many rows it has. */
export type CountedTable = { table: string; rows: number };

export const readerTables: Fact<{ schema: string }, readonly CountedTable[]> = {
  name: 'reader_tables',
  meaning: 'Rows of each table and view of a schema for readers, counted.',
  unit: 'rows',
  window: 'now',
  async read(executor, { schema }) {
    const tables = await rowsOf(
      executor,
      selecting(
        { table: sql<string>`relation.relname` },
        (list) => sql`
        select ${list} from pg_class as relation join pg_namespace as room on room.oid = relation.relnamespace
        where room.nspname = ${schema} and relation.relkind in ('r', 'p', 'v', 'm') order by 1`,
      ),
    );
    if (tables.length === 0) return [];
    const counts = tables.map(
      ({ table }) =>
        sql`select ${table}::text as name, count(*)::int as counted from ${sql.identifier(schema)}.${sql.identifier(table)}`,
    );
    return rowsOf(
      executor,
      selecting(
        { table: sql<string>`name`, rows: sql<number>`counted` },
        (list) => sql`select ${list} from (${sql.join(counts, sql` union all `)}) as tables`,
      ),
    );
  },
};

export const databaseSize: Fact<null, number> = {
  name: 'database_size',
  meaning: 'What the database takes on disk.',
  unit: 'bytes',
  window: 'now',
  async read(executor) {
    const row = await firstRow(
      executor,
      selecting(
        { bytes: sql<number>`pg_database_size(current_database())::double precision` },
        (list) => sql`select ${list}`,
      ),
    );
    if (!row) throw new Error('PostgreSQL does not say how large the database is');
    return row.bytes;
  },
};

export const databaseTime: Fact<null, Date> = {
  name: 'database_time',
  meaning: "What the database's clock says.",
  unit: 'a moment',
  window: 'now',
  async read(executor) {
    const row = await firstRow(
      executor,
      selecting({ at: sql<Date>`now()` }, (list) => sql`select ${list}`),
    );
    if (!row) throw new Error('PostgreSQL does not say what time it is');
    return row.at;
  },
};
