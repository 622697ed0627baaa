import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { migrateDatabase } from '../../src/db/migrate.ts';
import { type TestDatabase, createTestDatabase } from '../support/test-database.ts';

/** Days in the far future: newer than every migration that the test database has. */
const WHEN = [Date.UTC(2100, 0, 1), Date.UTC(2100, 0, 2)];

/** The second migration waits for whoever holds this lock: it stands for one that fills its tables for long. */
const LONG_WORK = 4_711;

let database: TestDatabase;
let projectRoot: string;
let pool: pg.Pool;

beforeEach(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 4 });
  projectRoot = await mkdtemp(path.join(tmpdir(), 'scoracle-migrations-'));
  await mkdir(path.join(projectRoot, 'drizzle', 'meta'), { recursive: true });
  const texts = [
    'ALTER TABLE "games" ADD COLUMN "of_tomorrow" integer;',
    `select pg_advisory_xact_lock(${LONG_WORK});--> statement-breakpoint
     CREATE TABLE "of_the_day_after" ("id" integer);`,
  ];
  const entries = WHEN.map((when, idx) => ({
    idx,
    version: '7',
    when,
    tag: `000${idx}_test`,
    breakpoints: true,
  }));
  for (const [idx, text] of texts.entries())
    await writeFile(path.join(projectRoot, `drizzle/000${idx}_test.sql`), text);
  const journal = { version: '7', dialect: 'postgresql', entries };
  await writeFile(path.join(projectRoot, 'drizzle/meta/_journal.json'), JSON.stringify(journal));
});

afterEach(async () => {
  await pool.end();
  await database.drop();
  await rm(projectRoot, { recursive: true, force: true });
});

it('what one migration locks is free again while the next one works', async () => {
  const holder = await pool.connect();
  await holder.query('select pg_advisory_lock($1)', [LONG_WORK]);
  const migrated = migrateDatabase(pool, projectRoot, () => Promise.resolve());
  try {
    await expect
      .poll(
        async () => {
          const { rows } = await pool.query(
            `select 1 from pg_stat_activity where datname = current_database()
             and query like 'select pg_advisory_xact_lock%' and wait_event_type = 'Lock'`,
          );
          return rows.length;
        },
        { timeout: 60_000 },
      )
      .toBe(1);
    await pool.query(`set lock_timeout = '2s'; update games set of_tomorrow = 1`);
  } finally {
    await holder.query('select pg_advisory_unlock($1)', [LONG_WORK]);
    holder.release();
    await migrated;
  }
  const { rows } = await pool.query(
    `select to_regclass('of_the_day_after') is not null as is_there,
            (select count(*)::int from drizzle.__drizzle_migrations where created_at = any($1::bigint[])) as noted`,
    [WHEN],
  );
  expect(rows).toEqual([{ is_there: true, noted: 2 }]);
}, 120_000);
