import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '../support/test-app.ts';
import { type TestDatabase, createEmptyDatabase, createTestDatabase } from '../support/test-database.ts';

const MIGRATOR = path.join(import.meta.dirname, 'killed-migration-user.ts');

/**
 * Places spread over all statements, of each database in turn: again and again within our own migrations, which begin
 * anew each time, and then between them and the queue's; within those, which go on; before the last.
 */
const PLACES = [[0.02, 0.3, 0.6, 0.9, 0.94, 0.97], [1]];

/** Migrates in a process of its own, which dies before statement `number`; how many statements it took, or undefined. */
async function migrate(database: TestDatabase, number: number): Promise<number | undefined> {
  const running = promisify(execFile)(process.execPath, [MIGRATOR, database.url, String(number)], {
    cwd: PROJECT_ROOT,
  });
  return running.then(
    ({ stdout }) => Number(stdout),
    (error: { signal?: string; stderr?: string }) => {
      if (error.signal !== 'SIGKILL') throw new Error(`the migration failed: ${error.stderr}`);
      return undefined;
    },
  );
}

/** Everything that migrations make: columns, constraints, indexes, functions, triggers, of all schemas. */
async function structureOf(database: TestDatabase): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    const { rows } = await client.query<{ fact: string }>(`
      select fact from (
        select format('column %s.%s.%s %s %s', table_schema, table_name, column_name, data_type, is_nullable) as fact
        from information_schema.columns where table_schema in ('public', 'bullmq', 'drizzle')
        union all select format('constraint %s %s', conrelid::regclass, pg_get_constraintdef(oid))
        from pg_constraint where contype <> 'n' and conrelid::regclass::text !~ '^(pg_|information_schema)'
        union all select 'index ' || indexdef from pg_indexes where schemaname in ('public', 'bullmq', 'drizzle')
        union all select format('function %s %s', proname, md5(prosrc)) from pg_proc
        where pronamespace in (select oid from pg_namespace where nspname in ('public', 'bullmq'))
        union all select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
      ) as facts order by fact`);
    return rows.map(({ fact }) => fact);
  } finally {
    await client.end();
  }
}

describe('a migration that is killed', () => {
  it('is finished by the next one, wherever it was', async () => {
    const whole = await createEmptyDatabase();
    const statements = (await migrate(whole, Number.POSITIVE_INFINITY)) ?? 0;
    const expected = await structureOf(whole);
    await whole.drop();
    expect(expected.length).toBeGreaterThan(500);

    for (const places of PLACES) {
      const database = await createEmptyDatabase();
      for (const place of places)
        expect(await migrate(database, Math.ceil(statements * place))).toBeUndefined();
      await migrate(database, Number.POSITIVE_INFINITY);
      expect(await structureOf(database)).toEqual(expected);
      await database.drop();
    }
  }, 600_000);

  it('leaves an installation alone that has nothing to do', async () => {
    const database = await createTestDatabase();
    const before = await structureOf(database);
    await migrate(database, 4);
    expect(await structureOf(database)).toEqual(before);
    await database.drop();
  });
});
