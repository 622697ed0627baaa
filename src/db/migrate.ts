import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import type pg from 'pg';
import { describeTables } from './describe-tables.ts';
import { isDeadlock, isWaitOver } from './errors.ts';
import { buildIndexesAhead, lastApplied } from './indexes-ahead.ts';
import { advisoryLock } from './locks.ts';

/** Where the generated migrations lie, seen from the project's root. */
const MIGRATIONS_FOLDER = 'drizzle';

/** Pause before the lock of migrations is asked for again. */
const LOCK_RETRY_MS = 100;

/** Tables that somebody works with are asked for again so often, with this pause: some minutes in all. */
const TABLE_TRIES = 60;
const TABLE_RETRY_MS = 2_000;

/**
 * Brings the database up to date: our own tables, then whatever `alsoMigrate` brings (the queue's).
 * Several processes may call it at once: an advisory lock lets one work while the others wait and find
 * nothing left to do. An installation that works gets each migration in a transaction of its own. With `count`, only so many of the first migrations are applied: for a backup of that time. The
 * signal ends what it waits for, and its reason is thrown.
 */
export async function migrateDatabase(
  pool: pg.Pool,
  projectRoot: string,
  alsoMigrate: (client: pg.PoolClient) => Promise<void>,
  { count, signal }: { count?: number; signal?: AbortSignal | undefined } = {},
): Promise<void> {
  const client = await pool.connect();
  try {
    await takeLock(client, signal);
    try {
      await untilTablesAreFree(async () => {
        await applyMigrations(client, path.join(projectRoot, MIGRATIONS_FOLDER), count);
        await alsoMigrate(client);
        if (count === undefined) await describeTables(client, path.join(projectRoot, MIGRATIONS_FOLDER));
      }, signal);
    } finally {
      await client.query('select pg_advisory_unlock($1)', [advisoryLock('migrate')]);
    }
  } finally {
    client.release();
  }
}

/**
 * Asks for the lock again and again: a statement that waited for it would itself be waited for by the concurrent
 * build of an index, whose holder has the lock.
 */
async function takeLock(client: pg.PoolClient, signal: AbortSignal | undefined): Promise<void> {
  for (;;) {
    signal?.throwIfAborted();
    const { rows } = await client.query<{ is_taken: boolean }>(
      'select pg_try_advisory_lock($1) as is_taken',
      [advisoryLock('migrate')],
    );
    if (rows[0]?.is_taken === true) return;
    await setTimeout(LOCK_RETRY_MS);
  }
}

/**
 * Tries again while others hold tables that a migration changes, or hold them in another order than it. It waits for them shortly each time, because
 * everybody who comes after it would wait behind it.
 */
async function untilTablesAreFree(
  apply: () => Promise<void>,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (let triesLeft = TABLE_TRIES; ; triesLeft -= 1) {
    try {
      return await apply();
    } catch (error) {
      if (!(isWaitOver(error) || isDeadlock(error)) || triesLeft <= 1) throw error;
      signal?.throwIfAborted();
      await setTimeout(TABLE_RETRY_MS);
    }
  }
}

type Journal = { entries: readonly { when: number }[] };

/** When each migration of this version was made, in milliseconds: what the database remembers of those it has. */
export async function readKnownMigrations(projectRoot: string): Promise<readonly number[]> {
  const { entries } = await readJournal(path.join(projectRoot, MIGRATIONS_FOLDER));
  return entries.map(({ when }) => when);
}

async function applyMigrations(
  client: pg.PoolClient,
  folder: string,
  count: number | undefined,
): Promise<void> {
  if (count !== undefined) return applyFirst(client, folder, [count]);
  const appliedUpTo = await lastApplied(client);
  // Nobody works with a new database: it gets everything at once.
  if (appliedUpTo === undefined) return migrate(drizzle(client), { migrationsFolder: folder });
  await buildIndexesAhead(client, folder);
  const { entries } = await readJournal(folder);
  // One by one: what a migration locks is free again while the next one fills its tables.
  const counts = entries.flatMap(({ when }, index) => (when > appliedUpTo ? index + 1 : []));
  return applyFirst(client, folder, counts);
}

/** Applies so many of the first migrations, then as many as the next count says, each time in one transaction. */
async function applyFirst(client: pg.PoolClient, folder: string, counts: readonly number[]): Promise<void> {
  if (counts.length === 0) return;
  // drizzle applies whole folders: this is the folder as it was then.
  const copy = await mkdtemp(path.join(tmpdir(), 'scoracle-migrations-'));
  try {
    await cp(folder, copy, { recursive: true, filter: (source) => !source.endsWith('_snapshot.json') });
    const journal = await readJournal(folder);
    for (const count of counts) {
      const shortened = { ...journal, entries: journal.entries.slice(0, count) };
      await writeFile(path.join(copy, 'meta', '_journal.json'), JSON.stringify(shortened));
      await migrate(drizzle(client), { migrationsFolder: copy });
    }
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

async function readJournal(folder: string): Promise<Journal> {
  return JSON.parse(await readFile(path.join(folder, 'meta', '_journal.json'), 'utf8')) as Journal;
}
