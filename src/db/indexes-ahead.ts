import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type pg from 'pg';

type Journal = { entries: readonly { when: number; tag: string }[] };

/** An index that a migration makes unless it is there: only such are built ahead. */
const INDEX_STATEMENT = /^create (unique )?index if not exists "(?<index>\w+)" on "(?<table>\w+)"/i;

/**
 * Builds the indexes of migrations that are still to come before their transaction, concurrently: the processes that
 * run meanwhile go on reading and writing tables that take minutes to index. Their migrations find them there. What
 * a build left behind that was interrupted is built anew. Indexes of tables and columns that do not exist yet are left to
 * the migrations.
 */
export async function buildIndexesAhead(client: pg.ClientBase, folder: string): Promise<void> {
  const appliedUpTo = await lastApplied(client);
  // A new database has nothing that could be locked.
  if (appliedUpTo === undefined) return;
  const journal = JSON.parse(await readFile(path.join(folder, 'meta', '_journal.json'), 'utf8')) as Journal;
  // A build waits for transactions that began before it, and keeps nobody waiting meanwhile.
  await client.query("select set_config('lock_timeout', '0', false)");
  try {
    await buildIndexesOf(
      client,
      folder,
      journal.entries.filter(({ when }) => when > appliedUpTo),
    );
  } finally {
    await client.query('reset lock_timeout');
  }
}

async function buildIndexesOf(
  client: pg.ClientBase,
  folder: string,
  migrations: Journal['entries'],
): Promise<void> {
  for (const { tag } of migrations) {
    const text = await readFile(path.join(folder, `${tag}.sql`), 'utf8');
    for (const statement of text.split('--> statement-breakpoint').map((part) => part.trim())) {
      const { index, table } = INDEX_STATEMENT.exec(statement)?.groups ?? {};
      if (index !== undefined && table !== undefined) await buildAhead(client, statement, index, table);
    }
  }
}

async function buildAhead(
  client: pg.ClientBase,
  statement: string,
  index: string,
  table: string,
): Promise<void> {
  const { rows } = await client.query<{ is_table: boolean; is_valid: boolean | null }>(
    `select to_regclass($1) is not null as is_table,
            (select indisvalid from pg_index where indexrelid = to_regclass($2)) as is_valid`,
    [`public.${table}`, `public.${index}`],
  );
  const [found] = rows;
  if (!found?.is_table || found.is_valid === true) return;
  if (found.is_valid === false) await client.query(`drop index concurrently public."${index}"`);
  try {
    await client.query(statement.replace(/ index if not exists /i, ' index concurrently if not exists '));
  } catch (error) {
    if (!isOfColumnToCome(error)) throw error;
  }
}

/** `undefined_column`: a migration before it, which is still to come, adds the column of the index. */
function isOfColumnToCome(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === '42703';
}

/** When the newest migration was made that the database has; undefined before the first. */
export async function lastApplied(client: pg.ClientBase): Promise<number | undefined> {
  const known = await client.query<{ name: string | null }>(
    `select to_regclass('drizzle.__drizzle_migrations')::text as name`,
  );
  if (!known.rows[0]?.name) return undefined;
  const { rows } = await client.query<{ last: string | null }>(
    'select max(created_at)::text as last from drizzle.__drizzle_migrations',
  );
  const last = rows[0]?.last;
  return last ? Number(last) : undefined;
}
