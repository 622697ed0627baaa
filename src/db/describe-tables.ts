import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type pg from 'pg';

/** The comments of all tables, views and columns, as statements: generated, beside the migrations. */
const COMMENTS_FILE = 'comments.sql';

/** SQLSTATE of an act that belongs to the owner of a table. */
const INSUFFICIENT_PRIVILEGE = '42501';

/** Comments wait for tables that somebody changes only so long; the caller tries again. */
const LOCK_TIMEOUT = '5s';

/**
 * Gives tables and columns their words in the database, where it has those of another release: which ones it has
 * stands on the schema of the migrations. Who does not own the tables leaves them as they are.
 */
export async function describeTables(client: pg.PoolClient, folder: string): Promise<void> {
  const statements = await readComments(folder);
  if (statements === undefined) return;
  const mark = `comments ${createHash('sha256').update(statements).digest('hex').slice(0, 16)}`;
  const { rows } = await client.query<{ mark: string | null }>(
    `select obj_description(to_regnamespace('drizzle')::oid, 'pg_namespace') as mark`,
  );
  if (rows[0]?.mark === mark) return;
  try {
    // Several statements in one text are one transaction.
    await client.query(
      `set local lock_timeout = '${LOCK_TIMEOUT}'; ${statements} comment on schema drizzle is '${mark}'`,
    );
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== INSUFFICIENT_PRIVILEGE) throw error;
  }
}

/** The statements; undefined where migrations lie alone. */
async function readComments(folder: string): Promise<string | undefined> {
  try {
    return await readFile(path.join(folder, COMMENTS_FILE), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
