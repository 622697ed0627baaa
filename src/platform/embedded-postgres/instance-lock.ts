import { DatabaseSync } from 'node:sqlite';
import { EmbeddedPostgresError, USE_DATABASE_URL, describeError } from './embedded-postgres-error.ts';

/** SQLITE_BUSY: another process holds the lock. */
const SQLITE_BUSY = 5;

export type InstanceLock = { release: () => void };

/**
 * Takes the exclusive lock of an instance, or answers undefined when another process has it.
 *
 * The lock is an open SQLite transaction on an empty file: the kernel frees it when its holder dies in
 * whatever way, and there is no stale lock file to judge and no race between two judges.
 */
export function tryInstanceLock(lockFile: string): InstanceLock | undefined {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(lockFile, { timeout: 0 });
    database.exec('begin exclusive');
  } catch (error) {
    database?.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) return undefined;
    throw new EmbeddedPostgresError(
      {
        code: 'directory_unusable',
        problem: `The lock file ${lockFile} cannot be used: ${describeError(error)}.`,
        remedy: `Remove that file, or run from a local disk that supports file locks. ${USE_DATABASE_URL}`,
      },
      { cause: error },
    );
  }
  const held = database;
  return { release: () => held.close() };
}
