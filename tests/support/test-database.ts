import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';

export type TestDatabase = { url: string; name: string; drop: () => Promise<void> };

/** Name of the migrated database that every test database is a copy of (see tests/setup/global-setup.ts). */
const TEMPLATE_DATABASE = 'scoracle_template';

/**
 * Makes a fresh, migrated database for one test file (or one test), and runs these statements in it. Its address may
 * name a search path.
 */
export async function createTestDatabase(
  statements: readonly string[] = [],
  { searchPath }: { searchPath?: string | undefined } = {},
): Promise<TestDatabase> {
  const database = await makeDatabase(TEMPLATE_DATABASE);
  for (const statement of statements) await onServer(database.url, statement);
  if (searchPath === undefined) return database;
  const url = new URL(database.url);
  url.searchParams.set('options', `-c search_path=${searchPath}`);
  return { ...database, url: url.href };
}

/** Makes a database in which there is nothing at all. */
export function createEmptyDatabase(): Promise<TestDatabase> {
  return makeDatabase('template0');
}

async function makeDatabase(template: string): Promise<TestDatabase> {
  const serverUrl = inject('postgresUrl');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer(serverUrl, `create database ${name} template ${template} strategy file_copy`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    name,
    drop: async () => {
      await onServer(serverUrl, farewell(name));
      await onServer(serverUrl, `drop database if exists ${name} with (force)`);
    },
  };
}

/**
 * Gives connections that are closing a moment to be gone: one that is cut off while it says good-bye is an error that
 * nobody listens to any more.
 */
function farewell(name: string): string {
  return `do $$ begin
    for look in 1..10 loop
      perform pg_stat_clear_snapshot();
      exit when not exists (select from pg_stat_activity where datname = '${name}' and backend_type = 'client backend');
      perform pg_sleep(0.02);
    end loop;
  end $$`;
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
