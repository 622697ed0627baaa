import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrateDatabase } from '../../src/db/migrate.ts';
import { type TestDatabase, createTestDatabase } from '../support/test-database.ts';

/** A day in the far future: newer than every migration that the test database has. */
const WHEN = Date.UTC(2100, 0, 1);

let database: TestDatabase;
let projectRoot: string;
let pool: pg.Pool;

beforeEach(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 4 });
  projectRoot = await mkdtemp(path.join(tmpdir(), 'scoracle-migrations-'));
  await mkdir(path.join(projectRoot, 'drizzle', 'meta'), { recursive: true });
  const entry = { idx: 0, version: '7', when: WHEN, tag: '0000_venue_index', breakpoints: true };
  const journal = { version: '7', dialect: 'postgresql', entries: [entry] };
  await writeFile(path.join(projectRoot, 'drizzle/meta/_journal.json'), JSON.stringify(journal));
  await writeFile(
    path.join(projectRoot, 'drizzle/0000_venue_index.sql'),
    `CREATE INDEX IF NOT EXISTS "idx_games_venue" ON "games" USING btree ("venue_name");--> statement-breakpoint
     CREATE TABLE "of_tomorrow" ("id" integer);--> statement-breakpoint
     CREATE INDEX IF NOT EXISTS "idx_of_tomorrow" ON "of_tomorrow" USING btree ("id");--> statement-breakpoint
     ALTER TABLE "games" ADD COLUMN "of_tomorrow" integer;--> statement-breakpoint
     CREATE INDEX IF NOT EXISTS "idx_games_of_tomorrow" ON "games" USING btree ("of_tomorrow");`,
  );
});

afterEach(async () => {
  await pool.end();
  await database.drop();
  await rm(projectRoot, { recursive: true, force: true });
});

const migrate = (): Promise<void> => migrateDatabase(pool, projectRoot, () => Promise.resolve());

async function indexes(): Promise<unknown[]> {
  const { rows } = await pool.query(`
    select indexrelid::regclass::text as name, indisvalid as is_valid from pg_index
    where indexrelid in (to_regclass('idx_games_venue'), to_regclass('idx_of_tomorrow'), to_regclass('idx_games_of_tomorrow'))
    order by name`);
  return rows;
}

const ALL = [
  { name: 'idx_games_of_tomorrow', is_valid: true },
  { name: 'idx_games_venue', is_valid: true },
  { name: 'idx_of_tomorrow', is_valid: true },
];

describe('the indexes of a migration', () => {
  it('are built while others write to the table, also while a second process waits to migrate', async () => {
    const writer = await pool.connect();
    await writer.query('begin');
    await writer.query('update games set week = week');
    const migrations = [migrate(), migrate()];
    // The build waits for the transaction that is open; nobody else may wait for the build.
    await expect
      .poll(
        async () => {
          const { rows } = await pool.query(
            `select 1 from pg_stat_activity
             where datname = current_database() and query ilike 'create index concurrently%'
               and wait_event_type = 'Lock'`,
          );
          return rows.length;
        },
        { timeout: 120_000 },
      )
      .toBe(1);
    const other = new pg.Client({ connectionString: database.url, lock_timeout: 2_000 });
    await other.connect();
    await other.query('update games set week = week');
    await other.end();
    await writer.query('commit');
    writer.release();
    await Promise.all(migrations);
    expect(await indexes()).toEqual(ALL);
  });

  it('are built anew where an earlier build was interrupted', async () => {
    await pool.query('create index idx_games_venue on games (venue_name)');
    await pool.query(`update pg_index set indisvalid = false where indexrelid = 'idx_games_venue'::regclass`);
    await migrate();
    expect(await indexes()).toEqual(ALL);
  });
});
