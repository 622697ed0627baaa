import { sql } from 'drizzle-orm';
import { errorWords } from '../db/errors.ts';
import { firstRow } from '../db/rows.ts';
import { BackupError } from '../backups/backup-error.ts';
import { recordSystemEvent } from '../db/system-events.ts';
import type { App } from './app.ts';

/** After a failure, the next try waits this long. */
const RETRY_AFTER_MINUTES = 15;

/**
 * Makes a backup when the last one, by whichever process, is older than the configured pause. Several control
 * processes may ask at once: one makes it. A failure is recorded as an event and tried again later.
 */
export async function backupWhenDue({ backups, config, database, logger }: App): Promise<void> {
  const { db } = database;
  const recent = await firstRow(
    db,
    sql`select 1 as found from system_events
        where (kind = 'backup_made' and created_at > now() - ${config.backups.intervalMs} * interval '1 millisecond')
           or (kind = 'backup_failed' and created_at > now() - ${RETRY_AFTER_MINUTES} * interval '1 minute') limit 1`,
  );
  if (recent) return;
  try {
    const { manifest, pruned } = await backups.create('auto');
    const { name, format, bytes } = manifest;
    logger.info({ backup: name, format, bytes, pruned: pruned.length }, 'backup made');
  } catch (error) {
    if (error instanceof BackupError && error.code === 'refused') return;
    logger.error({ err: error }, 'the scheduled backup failed');
    const message = `The scheduled backup failed: ${errorWords(error)}. It is tried again in ${RETRY_AFTER_MINUTES} minutes.`;
    await recordSystemEvent(db, { kind: 'backup_failed', subject: backups.folder, message });
  }
}
