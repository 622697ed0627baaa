import type { Config } from '../config/config.ts';
import type { DatabaseHandle } from '../db/database.ts';
import { recordSystemEvent } from '../db/system-events.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { Reconciler } from '../jobs/reconciler.ts';
import type { JobLeases } from '../jobs/schedules/job-leases.ts';
import type { HeldLease } from '../jobs/schedules/recurrent-job.ts';
import { BackupError } from './backup-error.ts';
import type { OnBackupProgress } from './backup-progress.ts';
import {
  type BackupFormat,
  type BackupManifest,
  findBackup,
  listBackups,
  outdatedBackups,
  removeBackup,
  removeLeftovers,
} from './backup-files.ts';
import { type MakeBackupOptions, makeBackup } from './make-backup.ts';
import { restoreBackup } from './restore-backup.ts';
import { verifyBackup } from './verify-backup.ts';

export type Backups = {
  folder: string;
  /**
   * Makes a backup and removes outdated ones, under the lease of a run of the job `backup` or as a run of it by hand;
   * throws BackupError when another process makes one right now.
   */
  create: (
    format: BackupFormat | 'auto',
    options?: { onProgress?: OnBackupProgress | undefined; lease?: HeldLease | undefined },
  ) => Promise<{ manifest: BackupManifest; pruned: readonly string[] }>;
  /** The newest first. */
  list: () => Promise<readonly BackupManifest[]>;
  /** Proves that a backup (the newest without a name) can be brought back. */
  verify: (name: string | undefined, onProgress?: OnBackupProgress) => Promise<BackupManifest>;
  restore: (
    name: string | undefined,
    options: { isForced: boolean; actor: string; onProgress?: OnBackupProgress | undefined },
  ) => Promise<{ manifest: BackupManifest; isQueueInOrder: boolean }>;
  /** Removes outdated backups; with `isDryRun` it only names them. */
  prune: (isDryRun: boolean) => Promise<readonly BackupManifest[]>;
};

export type BackupOptions = {
  config: Config['backups'];
  database: DatabaseHandle;
  /** With its password: handed to the tools of PostgreSQL and never told. */
  databaseUrl: string;
  leases: JobLeases;
  reconciler: Reconciler;
  projectRoot: string;
  version: string;
  clock: Clock;
  logger: Logger;
};

/** Backups of the database in a folder, by `pg_dump` or without it. */
export function createBackups(options: BackupOptions): Backups {
  const { config, database, databaseUrl, leases, projectRoot, clock, logger, reconciler } = options;
  const { folder, searchPath } = config;
  const load = { databaseUrl, folder, projectRoot, searchPath, clock };
  return {
    folder,
    prune: (isDryRun) => pruneBackups(options, isDryRun),
    list: () => listBackups(folder),
    async create(format, { onProgress, lease } = {}) {
      const make = ({ signal }: HeldLease) => createAndPrune(options, { format, signal, onProgress });
      if (lease) return make(lease);
      const outcome = await leases.run('backup', make);
      if (outcome.isRun) return outcome.value;
      throw new BackupError({
        code: 'refused',
        message: `${outcome.holder} makes a backup right now`,
        remedy: 'Wait until it is done; see `backup list`.',
      });
    },
    async verify(name, onProgress) {
      const manifest = await findBackup(folder, name);
      await verifyBackup(manifest, { ...load, pool: database.pool, logger, onProgress });
      return manifest;
    },
    async restore(name, order) {
      const manifest = await findBackup(folder, name);
      const outcome = await restoreBackup(manifest, { ...load, ...order, database, reconciler });
      return { manifest, ...outcome };
    },
  };
}

async function createAndPrune(
  options: BackupOptions,
  order: Pick<MakeBackupOptions, 'format' | 'signal' | 'onProgress'>,
): Promise<{ manifest: BackupManifest; pruned: readonly string[] }> {
  const { config, database, databaseUrl, version, clock } = options;
  const { folder, searchPath } = config;
  const { pool } = database;
  const manifest = await makeBackup({ ...order, pool, databaseUrl, folder, searchPath, version, clock });
  await recordSystemEvent(database.db, {
    kind: 'backup_made',
    subject: manifest.name,
    message: `The backup ${manifest.name} was made (${manifest.format}, ${manifest.bytes} bytes).`,
  });
  return { manifest, pruned: (await pruneBackups(options, false)).map(({ name }) => name) };
}

/** Removes what is outdated, and what an interrupted backup left; with `isDryRun` it only names the former. */
async function pruneBackups(
  { config: { folder, keep, retentionDays: maxAgeDays }, clock }: BackupOptions,
  isDryRun: boolean,
): Promise<readonly BackupManifest[]> {
  const outdated = outdatedBackups(await listBackups(folder), { keep, maxAgeDays, nowMs: clock.nowMs() });
  if (isDryRun) return outdated;
  for (const manifest of outdated) await removeBackup(folder, manifest);
  await removeLeftovers(folder, clock.nowMs());
  return outdated;
}
