import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { BackupError } from './backup-error.ts';

/**
 * `pg_dump`: an archive of PostgreSQL's own tool. `portable`: rows as JSON lines, gzipped, for where that tool is
 * absent or older than the server.
 */
export const BACKUP_FORMATS = ['pg_dump', 'portable'] as const;
export type BackupFormat = (typeof BACKUP_FORMATS)[number];

const manifestSchema = z.object({
  name: z.string(),
  created_at: z.coerce.date(),
  format: z.enum(BACKUP_FORMATS),
  /** Of Scoracle, and of the server. */
  version: z.string(),
  server_version: z.string(),
  /** When each applied migration was made, in milliseconds: what identifies it. */
  migrations: z.array(z.number()),
  /** Rows and a digest of their contents for each table. */
  tables: z.record(z.string(), z.object({ rows: z.number(), digest: z.string() })),
  bytes: z.number(),
  sha256: z.string(),
});

/** What is known of a backup without opening it; kept beside it and written last, so that no half backup has one. */
export type BackupManifest = z.infer<typeof manifestSchema>;

const MANIFEST_SUFFIX = '.manifest.json';
/** Of files that are being written. */
export const PARTIAL_SUFFIX = '.partial';

const DAY_MS = 86_400_000;

export function dataFile(folder: string, { name, format }: Pick<BackupManifest, 'name' | 'format'>): string {
  return path.join(folder, `${name}.${format === 'pg_dump' ? 'dump' : 'jsonl.gz'}`);
}

export function manifestFile(folder: string, name: string): string {
  return path.join(folder, `${name}${MANIFEST_SUFFIX}`);
}

/** Every whole backup of the folder, the newest first. A folder that does not exist holds none. */
export async function listBackups(folder: string): Promise<readonly BackupManifest[]> {
  const files = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const manifests = await Promise.all(
    files
      .filter((file) => file.endsWith(MANIFEST_SUFFIX))
      .map(async (file) => manifestSchema.parse(JSON.parse(await readFile(path.join(folder, file), 'utf8')))),
  );
  return manifests.toSorted((a, b) => b.created_at.getTime() - a.created_at.getTime());
}

/** The backup of that name, or the newest; throws BackupError where there is none. */
export async function findBackup(folder: string, name: string | undefined): Promise<BackupManifest> {
  const backups = await listBackups(folder);
  const found = name === undefined ? backups[0] : backups.find((backup) => backup.name === name);
  if (found) return found;
  throw new BackupError({
    code: 'not_found',
    message:
      name === undefined ? `there is no backup in ${folder}` : `there is no backup ${name} in ${folder}`,
    remedy: 'See `backup list`, and whether BACKUP_DIR names the folder.',
  });
}

/** Makes sure that the data are what was written; throws BackupError (`damaged`) otherwise. */
export async function assertUndamaged(folder: string, manifest: BackupManifest): Promise<void> {
  const file = dataFile(folder, manifest);
  const remedy = 'Use another backup (`backup list`), and look at the disk that this one lay on.';
  const found = await digestFile(file).catch((error: unknown) => {
    throw new BackupError({ code: 'damaged', message: `${file} cannot be read`, remedy }, { cause: error });
  });
  if (found.sha256 === manifest.sha256) return;
  const message = `${file} is not what was written: ${found.bytes} bytes, another checksum`;
  throw new BackupError({ code: 'damaged', message, remedy });
}

export async function digestFile(file: string): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return { sha256: hash.digest('hex'), bytes: (await stat(file)).size };
}

/** Which backups may go: those older than `maxAgeDays`, but never one of the `keep` newest. */
export function outdatedBackups(
  newestFirst: readonly BackupManifest[],
  { keep, maxAgeDays, nowMs }: { keep: number; maxAgeDays: number; nowMs: number },
): readonly BackupManifest[] {
  return newestFirst.slice(keep).filter(({ created_at: at }) => nowMs - at.getTime() > maxAgeDays * DAY_MS);
}

/** Removes a backup: its manifest first, so that what is left over is never taken for whole. */
export async function removeBackup(folder: string, manifest: BackupManifest): Promise<void> {
  await rm(manifestFile(folder, manifest.name), { force: true });
  await rm(dataFile(folder, manifest), { force: true });
}

/** Removes what interrupted backups left behind more than a day ago. */
export async function removeLeftovers(folder: string, nowMs: number): Promise<void> {
  for (const file of await readdir(folder).catch(() => [])) {
    if (!file.endsWith(PARTIAL_SUFFIX)) continue;
    const full = path.join(folder, file);
    if (nowMs - (await stat(full)).mtimeMs > DAY_MS) await rm(full, { force: true });
  }
}
