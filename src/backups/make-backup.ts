import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import type pg from 'pg';
import type { Clock } from '../platform/clock.ts';
import { BackupError } from './backup-error.ts';
import {
  type BackupFormat,
  type BackupManifest,
  PARTIAL_SUFFIX,
  dataFile,
  digestFile,
  manifestFile,
} from './backup-files.ts';
import { type OnBackupProgress, fractionOf, watchCopies } from './backup-progress.ts';
import { writePortable } from './portable.ts';
import { findTool, runTool } from './postgres-tools.ts';
import { type TableFacts, countTables, fixSettings, readMigrations, readTables } from './table-facts.ts';

/** How long pg_dump waits for a table that somebody holds. */
const LOCK_WAIT_MS = 60_000;

export type MakeBackupOptions = {
  pool: pg.Pool;
  databaseUrl: string;
  folder: string;
  /** `auto` takes `pg_dump` where one of the server's version or newer is installed. */
  format: BackupFormat | 'auto';
  version: string;
  searchPath: string;
  clock: Clock;
  signal: AbortSignal;
  onProgress?: OnBackupProgress | undefined;
};

/**
 * Makes a backup of everything but the queue's own tables, which are filled again from the tasks. Counts, digests
 * and data are of one moment. The file appears under its name only when it is whole.
 */
export async function makeBackup(options: MakeBackupOptions): Promise<BackupManifest> {
  const { pool, folder } = options;
  await openFolder(folder);
  const client = await pool.connect();
  try {
    const serverVersion = await readServerVersion(client);
    const tool = await chooseTool(options, serverVersion);
    await client.query('begin isolation level repeatable read read only');
    // The whole dump happens between two statements of this transaction, which only holds a snapshot.
    await client.query('set local idle_in_transaction_session_timeout = 0');
    await fixSettings(client);
    const tables = await readTables(client);
    const manifest = await describeContent(client, tables, tool, serverVersion, options);
    Object.assign(manifest, await writeData(client, tables, tool, manifest, options));
    await writeManifest(folder, manifest);
    return manifest;
  } finally {
    await client.query('rollback').catch(() => undefined);
    // Its settings are not those of the pool's other connections.
    client.release(true);
  }
}

/** What the backup holds, with the count and digest of every table; its file is not there yet. */
async function describeContent(
  client: pg.PoolClient,
  tables: readonly TableFacts[],
  tool: string | undefined,
  serverVersion: string,
  { version, clock, onProgress }: MakeBackupOptions,
): Promise<BackupManifest> {
  const createdAt = new Date(clock.nowMs());
  return {
    name: `scoracle-${createdAt
      .toISOString()
      .replace(/[-:]/g, '')
      .replace('T', '-')
      .replace(/\.\d+Z$/, 'Z')}`,
    created_at: createdAt,
    format: tool === undefined ? 'portable' : 'pg_dump',
    version,
    server_version: serverVersion,
    migrations: await readMigrations(client),
    tables: await countTables(client, tables, (rows, fraction) =>
      onProgress?.({ step: 'counting', rows, fraction }),
    ),
    bytes: 0,
    sha256: '',
  };
}

/** Writes the data under its name once it is whole; returns its size and digest. */
async function writeData(
  client: pg.PoolClient,
  tables: readonly TableFacts[],
  tool: string | undefined,
  manifest: BackupManifest,
  options: MakeBackupOptions,
): Promise<Pick<BackupManifest, 'bytes' | 'sha256'>> {
  const { pool, clock, folder, signal, onProgress } = options;
  const file = dataFile(folder, manifest);
  const partial = `${file}${PARTIAL_SUFFIX}`;
  const onRows =
    onProgress &&
    ((rows: number) => onProgress({ step: 'writing', rows, fraction: fractionOf(rows, manifest.tables) }));
  try {
    if (tool === undefined) await writePortable(client, tables, partial, signal, onRows);
    else await watchCopies({ pool, clock, onRows }, () => dump(client, tool, partial, options));
    await flush(partial);
    const digest = await digestFile(partial);
    await rename(partial, file);
    return digest;
  } finally {
    await rm(partial, { force: true });
  }
}

async function dump(
  client: pg.PoolClient,
  tool: string,
  file: string,
  { databaseUrl, signal }: MakeBackupOptions,
): Promise<void> {
  const { rows } = await client.query<{ snapshot: string }>('select pg_export_snapshot() as snapshot');
  const snapshot = rows[0]?.snapshot ?? '';
  const dumpArguments = [
    '--format=custom',
    '--no-owner',
    '--no-privileges',
    // A transaction that changes a table just now is waited for, though not for ever.
    `--lock-wait-timeout=${LOCK_WAIT_MS}`,
    '--exclude-schema=bullmq',
    `--snapshot=${snapshot}`,
    `--file=${file}`,
  ];
  await runTool(tool, dumpArguments, databaseUrl, signal);
}

/** The pg_dump to use; undefined for the portable form. Throws BackupError when one was asked for and there is none. */
async function chooseTool(
  { format, searchPath }: MakeBackupOptions,
  serverVersion: string,
): Promise<string | undefined> {
  if (format === 'portable') return undefined;
  const tool = await findTool('pg_dump', Number.parseInt(serverVersion, 10), searchPath);
  if (tool || format === 'auto') return tool?.file;
  throw new BackupError({
    code: 'not_possible',
    message: `no pg_dump for PostgreSQL ${serverVersion} was found on this machine`,
    remedy: 'Install the client tools of that version, or use `--format portable`, which needs none.',
  });
}

export async function readServerVersion(client: pg.ClientBase): Promise<string> {
  const { rows } = await client.query<{ server_version: string }>('show server_version');
  return rows[0]?.server_version ?? '0';
}

async function openFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new BackupError(
      {
        code: 'not_possible',
        message: `the folder ${folder} cannot be made`,
        remedy: `Name a folder in BACKUP_DIR that the user ${userInfo().username} may write to.`,
      },
      { cause: error },
    );
  }
}

async function writeManifest(folder: string, manifest: BackupManifest): Promise<void> {
  const file = manifestFile(folder, manifest.name);
  await writeFile(`${file}${PARTIAL_SUFFIX}`, `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
  await flush(`${file}${PARTIAL_SUFFIX}`);
  await rename(`${file}${PARTIAL_SUFFIX}`, file);
}

/** Resolves when the file would survive a power cut. */
async function flush(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.chmod(0o600);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
