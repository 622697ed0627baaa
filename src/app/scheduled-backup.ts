import { and, desc, eq, gt, or, sql } from 'drizzle-orm';
import { BackupError } from '../backups/backup-error.ts';
import { BACKUP_RETRY_AFTER_MS } from '../backups/recurrent-jobs.ts';
import { errorWords } from '../db/errors.ts';
import { systemEvents } from '../db/schema/operations.ts';
import { recordSystemEvent } from '../db/system-events.ts';
import type { RunContext, RunResult } from '../jobs/schedules/recurrent-job.ts';
import type { App } from './app.ts';

/** While another process makes a backup, this one looks again after this long. */
const BUSY_RETRY_MS = 60_000;

/**
 * Makes a backup when the last one, whoever made it, is older than the configured pause, or when somebody asked for
 * it. A failure is recorded as an event, and the next try waits a while; it rejects with the failure.
 */
export async function backupWhenDue(
  { backups, config, database, logger }: App,
  { isRequested, lease }: Pick<RunContext, 'isRequested'> & Partial<Pick<RunContext, 'lease'>>,
): Promise<RunResult> {
  const { db } = database;
  const { intervalMs } = config.backups;
  const waitMs = isRequested ? undefined : await readWaitMs(database, intervalMs);
  if (waitMs !== undefined) return { note: 'the last backup is recent enough', againAfterMs: waitMs };
  try {
    const { manifest, pruned } = await backups.create('auto', { lease });
    const { name, format, bytes } = manifest;
    logger.info({ backup: name, format, bytes, pruned: pruned.length }, 'backup made');
    return { note: `${name} made, ${pruned.length} outdated backups removed` };
  } catch (error) {
    if (error instanceof BackupError && error.code === 'refused')
      return { note: error.message, isSkipped: true, againAfterMs: BUSY_RETRY_MS };
    const minutes = BACKUP_RETRY_AFTER_MS / 60_000;
    const message = `The scheduled backup failed: ${errorWords(error)}. It is tried again in ${minutes} minutes.`;
    await recordSystemEvent(db, { kind: 'backup_failed', subject: backups.folder, message });
    throw error;
  }
}

/** How long the next backup has to wait, where the last one or the last failure is recent; undefined: it is due. */
async function readWaitMs({ db }: App['database'], intervalMs: number): Promise<number | undefined> {
  const { kind, createdAt, id } = systemEvents;
  const since = (ms: number) => gt(createdAt, sql`now() - ${ms} * interval '1 millisecond'`);
  const [last] = await db
    .select({ kind, ageMs: sql`extract(epoch from now() - ${createdAt}) * 1000`.mapWith(Number) })
    .from(systemEvents)
    .where(
      or(
        and(eq(kind, 'backup_made'), since(intervalMs)),
        and(eq(kind, 'backup_failed'), since(BACKUP_RETRY_AFTER_MS)),
      ),
    )
    .orderBy(desc(id))
    .limit(1);
  if (!last) return undefined;
  const pauseMs = last.kind === 'backup_made' ? intervalMs : BACKUP_RETRY_AFTER_MS;
  return Math.max(0, pauseMs - last.ageMs);
}
