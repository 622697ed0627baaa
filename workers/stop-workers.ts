import type { Clock } from '../src/platform/clock.ts';
import type { Logger } from '../src/platform/logger.ts';
import type { ActiveRuns } from './run-registry.ts';

/** After the deadline, runs get this long to notice the abort and release their tasks. */
const RELEASE_GRACE_MS = 5_000;

/** Lets runs end within `deadlineMs`, then aborts the rest and waits for them to release what they have. */
export async function endRuns(
  runs: ActiveRuns,
  { deadlineMs, clock, logger }: { deadlineMs: number; clock: Clock; logger: Logger },
): Promise<void> {
  const running = runs.size();
  if (running > 0) logger.info({ running }, 'waiting for runs to finish');
  await idleWithin(runs, clock, deadlineMs);
  const late = runs.size();
  // Also those that are still to begin: a job may have been on its way when the intake was paused.
  runs.abortAll('the worker is stopping');
  if (late === 0) return;
  logger.warn({ running: late }, 'the deadline is over: runs are aborted and released');
  await idleWithin(runs, clock, RELEASE_GRACE_MS);
}

async function idleWithin(runs: ActiveRuns, clock: Clock, limitMs: number): Promise<void> {
  const isOver = new AbortController();
  await Promise.race([runs.idle(), clock.sleep(limitMs, isOver.signal).catch(() => undefined)]);
  isOver.abort();
}
