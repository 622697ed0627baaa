import path from 'node:path';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import type pg from 'pg';
import { advisoryLock } from './locks.ts';

/** Where the generated migrations lie, seen from the project's root. */
const MIGRATIONS_FOLDER = 'drizzle';

/**
 * Brings the database up to date: our own tables, then whatever `alsoMigrate` brings (the queue's).
 * Several processes may call it at once: an advisory lock lets one work while the others wait and find
 * nothing left to do.
 */
export async function migrateDatabase(
  pool: pg.Pool,
  projectRoot: string,
  alsoMigrate: (client: pg.PoolClient) => Promise<void>,
): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [advisoryLock('migrate')]);
    try {
      await migrate(drizzle(client), { migrationsFolder: path.join(projectRoot, MIGRATIONS_FOLDER) });
      await alsoMigrate(client);
    } finally {
      await client.query('select pg_advisory_unlock($1)', [advisoryLock('migrate')]);
    }
  } finally {
    client.release();
  }
}
