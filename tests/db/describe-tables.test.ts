import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { migrateDatabase } from '../../src/db/migrate.ts';
import { loadDatasets } from '../../src/features/dataset-parts.ts';
import { PROJECT_ROOT } from '../support/test-app.ts';
import { type TestDatabase, createTestDatabase } from '../support/test-database.ts';

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 2 });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

async function commentOf(name: string): Promise<string | null | undefined> {
  const { rows } = await pool.query<{ words: string | null }>(
    `select obj_description(to_regclass($1)::oid, 'pg_class') as words`,
    [name],
  );
  return rows[0]?.words;
}

it('gives every dataset and its columns their words', async () => {
  const { inOrder } = await loadDatasets();
  for (const { name, grain } of inOrder) expect(await commentOf(name)).toContain(grain);
  const { rows } = await pool.query<{ words: string }>(
    `select col_description('bookmakers'::regclass, attnum) as words from pg_attribute
     where attrelid = 'bookmakers'::regclass and attname = 'region'`,
  );
  expect(rows[0]?.words).toContain('`us`');
});

it('comes again only with other words', async () => {
  const migrate = () => migrateDatabase(pool, PROJECT_ROOT, () => Promise.resolve());
  const words = await commentOf('games');
  await pool.query(`comment on table games is 'by hand'`);
  await migrate();
  expect(await commentOf('games')).toBe('by hand');
  await pool.query(`comment on schema drizzle is 'comments of another release'`);
  await migrate();
  expect(await commentOf('games')).toBe(words);
});
