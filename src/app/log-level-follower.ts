import { readAskedLogLevel } from '../fleet/log-levels.ts';
import { type PeriodicTask, createPeriodicTask } from '../platform/periodic-task.ts';
import type { App } from './app.ts';

/** Soon enough for whoever waits for the lines; the look is one short statement. */
const INTERVAL_MS = 5_000;

/**
 * Lets the process log at the level that somebody asked of all processes through the database, for as long as that
 * was asked; then as configured. Acts only when what is asked changes, so that a signal to this process alone counts
 * meanwhile.
 */
export function createLogLevelFollower(
  { database, clock, logger }: Pick<App, 'database' | 'clock' | 'logger'>,
  intervalMs = INTERVAL_MS,
): PeriodicTask {
  const ordinary = logger.level;
  let obeyed: number | undefined;
  return createPeriodicTask({
    name: 'log-level',
    intervalMs,
    clock,
    logger,
    async run() {
      const asked = await readAskedLogLevel(database.db);
      if (asked?.id === obeyed) return;
      obeyed = asked?.id;
      logger.level = asked?.level ?? ordinary;
      if (asked)
        logger.info({ level: asked.level, until: asked.until, by: asked.by }, 'log level: as asked of all');
      else logger.info({ level: ordinary }, 'log level: as configured again');
    },
  });
}
