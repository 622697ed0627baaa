import path from 'node:path';
import { duration, text, wholeNumber } from '../values.ts';
import { type ValuesOf, variable } from '../variable.ts';

/** Backups: where they are kept, how often they are made, and how long they stay. */
export const backupVariables = {
  BACKUP_DIR: variable(
    text().prefault('.scoracle/backups'),
    'Folder of the backups; put it on another disk than the database.',
  ),
  BACKUP_SCHEDULE_HOURS: variable(
    duration('hours', { min: 0, max: 8_760 }).prefault('0'),
    'Hours between backups that a control process makes by itself; 0: none.',
  ),
  BACKUP_KEEP: variable(
    wholeNumber({ min: 1, max: 10_000 }).prefault('7'),
    'So many of the newest backups are never removed.',
  ),
  BACKUP_RETENTION_DAYS: variable(
    wholeNumber({ min: 0, max: 36_500 }).prefault('30'),
    'Backups older than this are removed, except the newest.',
  ),
  BACKUP_TOOLS_DIR: variable(
    text().optional(),
    "Folder of pg_dump and pg_restore, where it is not among the system's own.",
  ),
};

export type BackupConfig = {
  /** Where backups are kept. */
  folder: string;
  /** So many of the newest are never removed. */
  keep: number;
  retentionDays: number;
  /** Pause between backups that a control process makes by itself; 0 for none. */
  intervalMs: number;
  /** Folders in which the tools of PostgreSQL are looked for. */
  searchPath: string;
};

/** A folder that is not absolute is one of the project's. */
export function backupConfig(values: ValuesOf<typeof backupVariables>, projectRoot: string): BackupConfig {
  return {
    folder: path.resolve(projectRoot, values.BACKUP_DIR),
    keep: values.BACKUP_KEEP,
    retentionDays: values.BACKUP_RETENTION_DAYS,
    intervalMs: values.BACKUP_SCHEDULE_HOURS,
    searchPath: values.BACKUP_TOOLS_DIR ?? '/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin',
  };
}
