import { markDeadProcesses } from '../../fleet/process-watch.ts';
import { WORKER_ALIVE_SECONDS } from '../../fleet/workers.ts';
import type { RunJob } from '../../jobs/schedules/recurrent-job.ts';
import type { App } from '../app.ts';

/** Marks processes as dead that fell silent, once this one has seen the database long enough to judge. */
export function processWatch({ clock, database, logger }: App): RunJob {
  return async ({ steadySinceMs }) => {
    // After a pause of this process or of Postgres, everybody gets the time to say that they live.
    if (clock.nowMs() - steadySinceMs < WORKER_ALIVE_SECONDS * 1_000)
      return { note: 'every process gets the time to say that it is alive', isSkipped: true };
    const dead = await markDeadProcesses(database.db);
    for (const { kind, id, was_stopping: wasStopping } of dead) {
      if (wasStopping) logger.warn({ kind, id }, 'a process was killed while it was stopping');
      else logger.error({ kind, id }, 'a process has died without a word');
    }
    return { note: dead.length === 0 ? 'every process is alive' : `${dead.length} processes have died` };
  };
}
