import type pg from 'pg';
import type { Clock } from '../platform/clock.ts';

/** How far a backup is: rows of the present step, and which part (0 to 1) of that step is done. */
export type BackupProgress = {
  step: 'counting' | 'writing' | 'loading' | 'comparing';
  rows: number;
  fraction: number;
};

export type OnBackupProgress = (progress: BackupProgress) => void;

/** Pause between two looks at what the tools of PostgreSQL are copying. */
const LOOK_EVERY_MS = 300;

/**
 * Tells how many rows pg_dump or pg_restore have copied in this database while `work` runs: the server counts them
 * for each table. A table that is copied between two looks is not seen, so that the end may come before the whole.
 */
export async function watchCopies<T>(
  { pool, clock, onRows }: { pool: pg.Pool; clock: Clock; onRows: ((rows: number) => void) | undefined },
  work: () => Promise<T>,
): Promise<T> {
  if (!onRows) return work();
  const done = new AbortController();
  const rowsByTable = new Map<string, number>();

  async function look(): Promise<void> {
    for (;;) {
      const { rows } = await pool.query<{ table: string; rows: string }>(
        'select relid::text as table, tuples_processed as rows from pg_stat_progress_copy where datname = current_database()',
      );
      if (done.signal.aborted) return;
      for (const { table, rows: copied } of rows) rowsByTable.set(table, Number(copied));
      onRows?.([...rowsByTable.values()].reduce((sum, count) => sum + count, 0));
      await clock.sleep(LOOK_EVERY_MS, done.signal);
    }
  }

  // A look that fails ends the display only: the work itself reports what is wrong with the database.
  void look().catch(() => undefined);
  try {
    return await work();
  } finally {
    done.abort();
  }
}

/** Which part `rows` are of all rows of some tables; all of them where there are none. */
export function fractionOf(rows: number, tables: Readonly<Record<string, { rows: number }>>): number {
  const total = Object.values(tables).reduce((sum, table) => sum + table.rows, 0);
  return total === 0 ? 1 : Math.min(1, rows / total);
}
