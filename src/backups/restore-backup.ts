import { sql } from 'drizzle-orm';
import type { Database, DatabaseHandle } from '../db/database.ts';
import { seedReferenceData } from '../reference/seed-reference-data.ts';
import { firstRow } from '../db/rows.ts';
import { selecting } from '../db/selecting.ts';
import { games } from '../db/schema/games.ts';
import { jobSchedules } from '../db/schema/job-schedules.ts';
import { choreLeases, controlProcesses, queueStores, workerHeartbeats } from '../db/schema/operations.ts';
import { seedingTasks } from '../db/schema/tasks.ts';
import { workItems } from '../db/schema/work-items.ts';
import { recordSystemEvent } from '../db/system-events.ts';
import { gamesRestSql } from '../jobs/ledger/game-standing.ts';
import { forgetRunsSql } from '../jobs/ledger/write-transitions.ts';
import type { Reconciler } from '../jobs/reconciler.ts';
import { readControls } from '../fleet/control-processes.ts';
import { readWorkers } from '../fleet/workers.ts';
import { BackupError } from './backup-error.ts';
import { type BackupManifest, assertUndamaged } from './backup-files.ts';
import { type LoadOptions, bringUpToDate, loadBackup } from './load-backup.ts';

export type RestoreOptions = Omit<LoadOptions, 'pool'> & {
  database: DatabaseHandle;
  reconciler: Reconciler;
  /** Replace what is there, and do it although processes are alive. */
  isForced: boolean;
  actor: string;
};

/**
 * Brings a backup back in the place of what is in the database, then makes queue and tasks agree. Refuses a database
 * that holds games, or whose processes are alive, unless forced. Returns whether the queue was reached; where it was
 * not, any control process does the rest.
 */
export async function restoreBackup(
  manifest: BackupManifest,
  { database, reconciler, isForced, actor, ...options }: RestoreOptions,
): Promise<{ isQueueInOrder: boolean }> {
  const { db, pool } = database;
  if (!isForced) await assertFree(db);
  await assertUndamaged(options.folder, manifest);
  await emptyDatabase(db);
  await loadBackup(manifest, { ...options, pool });
  await bringUpToDate(pool, options.projectRoot);
  await seedReferenceData(db);
  await forgetTheFuture(db);
  await recordSystemEvent(db, {
    kind: 'backup_restored',
    subject: manifest.name,
    message: `${actor} restored the backup ${manifest.name} of ${manifest.created_at.toISOString()}.`,
  });
  const isQueueInOrder = await reconciler.run().then(
    (report) => report.isRun,
    () => false,
  );
  return { isQueueInOrder };
}

async function assertFree(db: Database): Promise<void> {
  const alive = [
    ...(await readWorkers(db)).filter((one) => one.is_alive).map((one) => `worker ${one.worker_id}`),
    ...(await readControls(db)).filter((one) => one.is_alive).map((one) => `control ${one.control_id}`),
  ];
  if (alive.length > 0) {
    throw new BackupError({
      code: 'refused',
      message: `processes are at work on this database: ${alive.slice(0, 5).join(', ')}`,
      remedy: 'Stop them all first (`scheduler stop`, and the workers where they run), or add --force.',
    });
  }
  const row = await firstRow(
    db,
    selecting({ games: sql<number>`count(*)` }, (list) => sql`select ${list} from ${games}`),
  );
  if (row && row.games > 0) {
    throw new BackupError({
      code: 'refused',
      message: `the database holds ${row.games} games, which would be lost`,
      remedy: 'Make a backup of it first, then add --force; or name an empty database in DATABASE_URL.',
    });
  }
}

/** Drops our tables and views, and those of the queue; the schema `public` itself stays, with the rights that were given on it. */
async function emptyDatabase(db: Database): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.execute(
      sql.raw(`
      do $$
      declare one record;
      begin
        for one in select format('drop %s if exists %s cascade', case prokind when 'p' then 'procedure' else 'function' end,
                                 proc.oid::regprocedure) as statement
                   from pg_proc as proc
                   where pronamespace = 'public'::regnamespace and pg_has_role(proowner, 'usage')
                     and not exists (select 1 from pg_depend where objid = proc.oid and deptype = 'e') loop
          execute one.statement;
        end loop;
        for one in select format('drop %s if exists public.%I cascade',
                                 case relkind when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence' else 'table' end,
                                 relname) as statement
                   from pg_class as class
                   where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'S') and not relispartition
                     and not exists (select 1 from pg_depend where objid = class.oid and deptype = 'e') loop
          execute one.statement;
        end loop;
      end $$`),
    );
    await tx.execute(sql`drop schema if exists nba cascade`);
    await tx.execute(sql`drop schema if exists drizzle cascade`);
    await tx.execute(sql`drop schema if exists bullmq cascade`);
  });
}

/** Larger than the number of claims that any task sees: no run from before the restore holds a fence beyond it. */
const FENCE_LEAP = 1_000_000;

/**
 * Nothing runs in a database that comes from a backup: claims are taken back, fences leap beyond those of runs that
 * may still be going on, and no queue store is known any more, so that every open task is published again.
 */
async function forgetTheFuture(db: Database): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.execute(forgetRunsSql(seedingTasks, FENCE_LEAP));
    await tx.execute(forgetRunsSql(workItems, FENCE_LEAP));
    await tx.execute(gamesRestSql());
    for (const table of [workerHeartbeats, controlProcesses, choreLeases, queueStores])
      await tx.delete(table);
    // Pauses and the record of runs stay; a process that ran a job then does so no more.
    const { fence } = jobSchedules;
    await tx
      .update(jobSchedules)
      .set({ holder: null, leaseExpiresAt: null, fence: sql`${fence} + ${FENCE_LEAP}` });
  });
}
