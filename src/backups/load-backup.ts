import type pg from 'pg';
import { migrateDatabase, readKnownMigrations } from '../db/migrate.ts';
import { migratePostgresStore } from '../jobs/bullmq/postgres-store.ts';
import type { Clock } from '../platform/clock.ts';
import { BackupError } from './backup-error.ts';
import { type BackupManifest, dataFile } from './backup-files.ts';
import { type OnBackupProgress, fractionOf, watchCopies } from './backup-progress.ts';
import { readServerVersion } from './make-backup.ts';
import { readPortable } from './portable.ts';
import { findTool, runTool } from './postgres-tools.ts';
import { countTables, differences, fixSettings, readTables } from './table-facts.ts';

export type LoadOptions = {
  pool: pg.Pool;
  databaseUrl: string;
  folder: string;
  projectRoot: string;
  searchPath: string;
  clock: Clock;
  onProgress?: OnBackupProgress | undefined;
};

/**
 * Puts a backup into a database that is empty but for its schemas, as it was: the tables of its own migrations.
 * Then compares counts and digests with the manifest, and throws BackupError (`differs`) where they are not the same.
 */
export async function loadBackup(manifest: BackupManifest, options: LoadOptions): Promise<void> {
  const { pool, folder, projectRoot, clock, onProgress } = options;
  const onRows =
    onProgress &&
    ((rows: number) => onProgress({ step: 'loading', rows, fraction: fractionOf(rows, manifest.tables) }));
  await assertKnown(manifest, projectRoot);
  if (manifest.format === 'portable') {
    await migrateDatabase(pool, projectRoot, async () => undefined, { count: manifest.migrations.length });
    await withClient(pool, async (client) => {
      await readPortable(client, await readTables(client), dataFile(folder, manifest), onRows);
    });
  } else {
    await watchCopies({ pool, clock, onRows }, () => restoreDump(manifest, options));
  }
  const found = await withClient(pool, async (client) =>
    countTables(client, await readTables(client), (rows, fraction) =>
      onProgress?.({ step: 'comparing', rows, fraction }),
    ),
  );
  const wrong = differences(manifest.tables, found);
  if (wrong.length === 0) return;
  throw new BackupError({
    code: 'differs',
    message: `what came out of ${manifest.name} is not what went in: ${wrong.slice(0, 5).join('; ')}`,
    remedy: 'Use another backup (`backup list`), and report this.',
  });
}

/** Brings a loaded database from the migrations of its backup to those of this version. */
export async function bringUpToDate(pool: pg.Pool, projectRoot: string): Promise<void> {
  await migrateDatabase(pool, projectRoot, migratePostgresStore);
}

async function restoreDump(manifest: BackupManifest, options: LoadOptions): Promise<void> {
  const serverVersion = await withClient(options.pool, readServerVersion);
  const madeWith = Number.parseInt(manifest.server_version, 10);
  const tool = await findTool('pg_restore', madeWith, options.searchPath);
  if (!tool) {
    throw new BackupError({
      code: 'not_possible',
      message: `no pg_restore of version ${madeWith} or newer was found on this machine`,
      remedy: `Install the client tools of PostgreSQL ${Math.max(madeWith, Number.parseInt(serverVersion, 10))}.`,
    });
  }
  await runTool(
    tool.file,
    [
      '--exit-on-error',
      '--single-transaction',
      '--no-owner',
      '--no-privileges',
      dataFile(options.folder, manifest),
    ],
    options.databaseUrl,
  );
}

/** A backup of a newer version has tables that this version knows nothing of. */
async function assertKnown(
  { name, migrations, version }: BackupManifest,
  projectRoot: string,
): Promise<void> {
  const known = await readKnownMigrations(projectRoot);
  if (migrations.every((when, index) => known[index] === when)) return;
  throw new BackupError({
    code: 'refused',
    message: `${name} was made by Scoracle ${version}, whose migrations this version does not have`,
    remedy: 'Use the version that made it, or a newer one.',
  });
}

async function withClient<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await fixSettings(client);
    return await work(client);
  } finally {
    client.release(true);
  }
}
