import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type pg from 'pg';

export type MigrationStatus = { applied: number; known: number; isUpToDate: boolean };

/** SQLSTATE of a table or schema that does not exist. */
const UNDEFINED_TABLE = '42P01';

/** How many of this version's migrations the database has; more than known means that it is newer than we are. */
export async function readMigrationStatus(pool: pg.Pool, projectRoot: string): Promise<MigrationStatus> {
  const journal = JSON.parse(
    await readFile(path.join(projectRoot, 'drizzle', 'meta', '_journal.json'), 'utf8'),
  ) as {
    entries: unknown[];
  };
  const known = journal.entries.length;
  const applied = await countApplied(pool);
  return { applied, known, isUpToDate: applied >= known };
}

async function countApplied(pool: pg.Pool): Promise<number> {
  try {
    const { rows } = await pool.query<{ count: number }>(
      'select count(*)::int as count from drizzle.__drizzle_migrations',
    );
    return rows[0]?.count ?? 0;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === UNDEFINED_TABLE) return 0;
    throw error;
  }
}
