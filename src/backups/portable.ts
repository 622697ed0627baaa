import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type pg from 'pg';
import { type TableFacts, quoted } from './table-facts.ts';

/** Rows read or written in one statement. */
const BATCH = 500;

/** A statement carries not much more text than this: stored answers of providers are large. */
const BATCH_CHARACTERS = 4_000_000;

type TableHeader = { table: string; columns: readonly string[] };

/**
 * Writes every table as lines of JSON, gzipped, inside the caller's transaction: a line that names a table and its
 * columns, then one line a row. Readable without any tool of PostgreSQL. `onRows` hears how many rows are written.
 */
export async function writePortable(
  client: pg.ClientBase,
  tables: readonly TableFacts[],
  file: string,
  signal: AbortSignal,
  onRows?: (rows: number) => void,
): Promise<void> {
  let written = 0;
  async function* lines(): AsyncGenerator<string> {
    for (const { name, columns } of tables) {
      yield `${JSON.stringify({ table: name, columns } satisfies TableHeader)}\n`;
      await client.query(`
        declare backup_rows cursor for
        select row_to_json(backup_row)::text as row
        from (select ${columns.map(quoted).join(', ')} from public.${quoted(name)}) as backup_row`);
      for (;;) {
        const { rows } = await client.query<{ row: string }>(`fetch ${BATCH} from backup_rows`);
        if (rows.length === 0) break;
        yield rows.map(({ row }) => `${row}\n`).join('');
        written += rows.length;
        onRows?.(written);
      }
      await client.query('close backup_rows');
    }
  }
  const target = createWriteStream(file, { mode: 0o600 });
  await pipeline(Readable.from(lines()), createGzip({ level: 6 }), target, { signal });
}

/**
 * Fills the tables of an empty database from such a file, in one transaction, and sets its sequences. The tables
 * have to be those of the backup: the same migrations.
 */
export async function readPortable(
  client: pg.ClientBase,
  tables: readonly TableFacts[],
  file: string,
  onRows?: (rows: number) => void,
): Promise<void> {
  await client.query('begin');
  try {
    await client.query('set constraints all deferred');
    for (const { name } of tables)
      await client.query(`alter table public.${quoted(name)} disable trigger user`);
    // Migrations may have put rows in.
    await client.query(`truncate ${tables.map(({ name }) => `public.${quoted(name)}`).join(', ')}`);
    await readRows(client, file, onRows);
    await client.query('set constraints all immediate');
    for (const { name } of tables)
      await client.query(`alter table public.${quoted(name)} enable trigger user`);
    await setSequences(client);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

async function readRows(
  client: pg.ClientBase,
  file: string,
  onRows: ((rows: number) => void) | undefined,
): Promise<void> {
  let read = 0;
  const source = createReadStream(file).pipe(createGunzip());
  let header: TableHeader | undefined;
  let batch: string[] = [];
  let characters = 0;
  async function write(): Promise<void> {
    if (!header || batch.length === 0) return;
    const columns = header.columns.map(quoted).join(', ');
    const table = `public.${quoted(header.table)}`;
    await client.query(
      `insert into ${table} (${columns}) select ${columns} from json_populate_recordset(null::${table}, $1::json)`,
      [`[${batch.join(',')}]`],
    );
    read += batch.length;
    onRows?.(read);
    batch = [];
    characters = 0;
  }
  for await (const line of createInterface({ input: source, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.startsWith('{"table":')) {
      await write();
      header = JSON.parse(line) as TableHeader;
      continue;
    }
    batch.push(line);
    characters += line.length;
    if (batch.length >= BATCH || characters >= BATCH_CHARACTERS) await write();
  }
  await write();
}

/** Every sequence of a column goes on behind the largest value that is there. */
async function setSequences(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ sequence: string; table: string; column: string }>(`
    select pg_get_serial_sequence(format('%I.%I', table_schema, table_name), column_name) as sequence,
           format('%I.%I', table_schema, table_name) as table, format('%I', column_name) as column
    from information_schema.columns
    where table_schema = 'public' and pg_get_serial_sequence(format('%I.%I', table_schema, table_name), column_name) is not null`);
  for (const { sequence, table, column } of rows) {
    await client.query(
      `select setval($1, coalesce(max(${column}), 1), max(${column}) is not null) from ${table}`,
      [sequence],
    );
  }
}
