import { sql } from 'drizzle-orm';
import { markDeadProcesses } from '../fleet/process-watch.ts';
import { WORKER_ALIVE_SECONDS } from '../fleet/workers.ts';
import { type PeriodicTask, createPeriodicTask } from '../platform/periodic-task.ts';
import type { App } from './app.ts';

/** How often is looked for processes that fell silent. */
const INTERVAL_MS = 2_000;

/** Looks for processes that fell silent, marks them as dead and says so. */
export function createProcessWatch({ clock, database, logger }: App): PeriodicTask {
  let watchingSinceMs = clock.nowMs();
  let lastLookAtMs = watchingSinceMs;

  return createPeriodicTask({
    name: 'watch-processes',
    intervalMs: INTERVAL_MS,
    clock,
    logger,
    async run() {
      await database.db.execute(sql`select 1`);
      const nowMs = clock.nowMs();
      // After a pause of this process or of Postgres, everybody gets the time to say that they live.
      if (nowMs - lastLookAtMs > 3 * INTERVAL_MS) watchingSinceMs = nowMs;
      lastLookAtMs = nowMs;
      if (nowMs - watchingSinceMs < WORKER_ALIVE_SECONDS * 1000) return;
      for (const { kind, id, was_stopping: wasStopping } of await markDeadProcesses(database.db)) {
        if (wasStopping) logger.warn({ kind, id }, 'a process was killed while it was stopping');
        else logger.error({ kind, id }, 'a process has died without a word');
      }
    },
  });
}
