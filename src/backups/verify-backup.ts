import { randomUUID } from 'node:crypto';
import { type SQL, sql } from 'drizzle-orm';
import { openDatabase } from '../db/database.ts';
import { firstRow } from '../db/rows.ts';
import { games } from '../db/schema/games.ts';
import { players } from '../db/schema/reference.ts';
import { seedingTaskEntities, seedingTasks } from '../db/schema/tasks.ts';
import type { Logger } from '../platform/logger.ts';
import { BackupError } from './backup-error.ts';
import { type BackupManifest, assertUndamaged } from './backup-files.ts';
import { type LoadOptions, bringUpToDate, loadBackup } from './load-backup.ts';

/** SQLSTATE of a role that may not do this. */
const INSUFFICIENT_PRIVILEGE = '42501';

/**
 * Proves that a backup can be brought back: its checksum, then the whole of it in a database of its own on the same
 * server, where counts, contents and what holds between rows are compared. The database is dropped afterwards.
 */
export async function verifyBackup(
  manifest: BackupManifest,
  { pool, logger, ...options }: LoadOptions & { logger: Logger },
): Promise<void> {
  await assertUndamaged(options.folder, manifest);
  const name = `scoracle_verify_${randomUUID().slice(0, 8)}`;
  try {
    await pool.query(`create database ${name} template template0`);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === INSUFFICIENT_PRIVILEGE)) throw error;
    throw new BackupError(
      {
        code: 'not_possible',
        message: 'the role of DATABASE_URL may not create the database that a check needs',
        remedy: 'Let a role with CREATEDB check (`alter role … createdb`), or restore on another server.',
      },
      { cause: error },
    );
  }
  const url = new URL(options.databaseUrl);
  url.pathname = `/${name}`;
  const scratch = openDatabase({ url: url.href, poolMax: 2, applicationName: 'scoracle-verify', logger });
  try {
    await loadBackup(manifest, { ...options, pool: scratch.pool, databaseUrl: url.href });
    await bringUpToDate(scratch.pool, options.projectRoot);
    await assertSound(
      manifest.name,
      async (statement) => (await firstRow(scratch.db, statement)) === undefined,
    );
  } finally {
    await scratch.close();
    await pool.query(`drop database if exists ${name} with (force)`);
  }
}

/** What holds in every database that Scoracle wrote; a row is a violation. */
const SOUND: readonly { what: string; statement: SQL }[] = [
  {
    what: 'a running task has no lease',
    statement: sql`select 1 from ${seedingTasks}
                   where ${seedingTasks.status} = 'running' and ${seedingTasks.leaseExpiresAt} is null limit 1`,
  },
  {
    what: 'a game is seeded without a task that did it',
    statement: sql`select 1 from ${games} where ${games.seedingStatus} = 'completed'
                   and not exists (select 1 from ${seedingTasks} where ${seedingTasks.gameId} = ${games.id}) limit 1`,
  },
  {
    what: 'a completed entity belongs to no known player or team',
    statement: sql`select 1 from ${seedingTaskEntities}
                   where ${seedingTaskEntities.entityType} = 'player' and ${seedingTaskEntities.entityId} is not null
                   and not exists (select 1 from ${players} where ${players.id} = ${seedingTaskEntities.entityId}) limit 1`,
  },
  {
    what: 'the next id of a game is one that exists',
    statement: sql`select 1 from ${games} where ${games.id} > (
                     select case when is_called then last_value else last_value - 1 end from games_id_seq) limit 1`,
  },
];

async function assertSound(name: string, holds: (statement: SQL) => Promise<boolean>): Promise<void> {
  for (const { what, statement } of SOUND) {
    if (await holds(statement)) continue;
    throw new BackupError({
      code: 'differs',
      message: `${name} came back, but ${what}`,
      remedy: 'Check an older backup, and report this.',
    });
  }
}
