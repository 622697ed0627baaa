import type pg from 'pg';
import type { BackupManifest } from './backup-files.ts';

/** A table of ours: its columns that can be written, the tables that have to be filled before it, and its size. */
export type TableFacts = {
  name: string;
  columns: readonly string[];
  needs: readonly string[];
  bytes: number;
};

/** Every table of the schema `public` (a partitioned one counts as one), those that others refer to first. */
export async function readTables(client: pg.ClientBase): Promise<readonly TableFacts[]> {
  const { rows } = await client.query<Omit<TableFacts, 'bytes'> & { bytes: string }>(`
    select class.relname as name,
           array(select attname::text from pg_attribute
                 where attrelid = class.oid and attnum > 0 and not attisdropped and attgenerated = ''
                 order by attnum) as columns,
           array(select distinct target.relname::text from pg_constraint as link join pg_class as target on target.oid = link.confrelid
                 where link.conrelid = class.oid and link.contype = 'f' and link.confrelid <> class.oid
                   and not target.relispartition) as needs,
           coalesce((select sum(pg_table_size(relid)) from pg_partition_tree(class.oid)), pg_table_size(class.oid)) as bytes
    from pg_class as class
    where class.relnamespace = 'public'::regnamespace and class.relkind in ('r', 'p') and not class.relispartition
    order by class.relname`);
  return inOrder(rows.map((row) => ({ ...row, bytes: Number(row.bytes) })));
}

/** Puts tables behind those that they need. A circle cannot be put in order and is an error of the schema. */
function inOrder(tables: readonly TableFacts[]): readonly TableFacts[] {
  const done = new Set<string>();
  const ordered: TableFacts[] = [];
  let rest = [...tables];
  while (rest.length > 0) {
    const ready = rest.filter((table) => table.needs.every((name) => done.has(name)));
    if (ready.length === 0)
      throw new Error(`tables refer to each other in a circle: ${rest.map(({ name }) => name).join(', ')}`);
    ordered.push(...ready);
    for (const { name } of ready) done.add(name);
    rest = rest.filter(({ name }) => !done.has(name));
  }
  return ordered;
}

/**
 * Counts every table's rows and digests their contents, whatever order they are in. `onCounted` hears the rows so
 * far after each table, and which part of all bytes they are.
 */
export async function countTables(
  client: pg.ClientBase,
  tables: readonly TableFacts[],
  onCounted?: (rows: number, fraction: number) => void,
): Promise<BackupManifest['tables']> {
  const counts: BackupManifest['tables'] = {};
  const allBytes = tables.reduce((sum, { bytes }) => sum + bytes, 0);
  let [countedRows, countedBytes] = [0, 0];
  onCounted?.(0, 0);
  for (const { name, columns, bytes } of tables) {
    const { rows } = await client.query<{ rows: string; digest: string }>(`
      select count(*) as rows, coalesce(sum(hashtextextended(row_to_json(backup_row)::text, 0)::numeric), 0)::text as digest
      from (select ${columns.map(quoted).join(', ')} from public.${quoted(name)}) as backup_row`);
    counts[name] = { rows: Number(rows[0]?.rows ?? 0), digest: rows[0]?.digest ?? '0' };
    countedRows += counts[name].rows;
    countedBytes += bytes;
    onCounted?.(countedRows, countedBytes / Math.max(1, allBytes));
  }
  return counts;
}

/** Which tables differ, in words; empty when they are the same. */
export function differences(wanted: BackupManifest['tables'], found: BackupManifest['tables']): string[] {
  return Object.entries(wanted).flatMap(([name, { rows, digest }]) => {
    const there = found[name];
    if (!there) return [`${name} is missing`];
    if (there.rows !== rows) return [`${name} has ${there.rows} rows instead of ${rows}`];
    return there.digest === digest ? [] : [`${name} has other contents`];
  });
}

/** Applied migrations by the moment at which they were made. */
export async function readMigrations(client: pg.ClientBase): Promise<number[]> {
  const { rows } = await client.query<{ created_at: string }>(
    'select created_at from drizzle.__drizzle_migrations order by created_at',
  );
  return rows.map((row) => Number(row.created_at));
}

/** Settings without which the same row reads differently: time zone and the digits of numbers. */
export async function fixSettings(client: pg.ClientBase): Promise<void> {
  await client.query("set timezone = 'UTC'; set extra_float_digits = 1; set intervalstyle = 'postgres'");
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
