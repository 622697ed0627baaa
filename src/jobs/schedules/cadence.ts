import { CronExpressionParser } from 'cron-parser';
import type { Cadence } from './recurrent-job.ts';

type CronPattern = Extract<Cadence, { cron: string }>;

/**
 * When a job is due after a run. A run that took long is followed by a pause of at least half its cadence, so that a
 * slow database is not asked without end. What was missed meanwhile is not made up again: the run stands for all of it.
 */
export function nextDueMs(
  cadence: Cadence,
  { dueAtMs, startedAtMs, endedAtMs }: { dueAtMs: number; startedAtMs: number; endedAtMs: number },
): number {
  if ('everyMs' in cadence) return Math.max(startedAtMs + cadence.everyMs, endedAtMs + cadence.everyMs / 2);
  // Past the time it was due, whatever a clock says that is a little behind: else the same time would come twice.
  return firstMatchMs(cadence, Math.max(dueAtMs <= startedAtMs ? dueAtMs : 0, endedAtMs));
}

/**
 * The first time after `afterMs` that a pattern names. A time that the clocks skip in spring comes an hour later; one
 * that they show twice in autumn comes once, the first time. Throws for a pattern or zone that does not exist.
 */
export function firstMatchMs({ cron, timeZone }: CronPattern, afterMs: number): number {
  return CronExpressionParser.parse(cron, { tz: timeZone, currentDate: new Date(afterMs) })
    .next()
    .getTime();
}

/** Late after this long at least: a restart of all processes is no reason to tell anybody. */
const LEAST_LATE_MS = 5 * 60_000;

/** The same of a job that comes at a time of day. */
const LATE_FOR_THE_CLOCK_MS = 60 * 60_000;

/** The usual patience with a job: five times from one start to the next, and five minutes at least. */
export function usualPatienceMs(cadence: Cadence): number {
  return 'everyMs' in cadence ? Math.max(LEAST_LATE_MS, 5 * cadence.everyMs) : LATE_FOR_THE_CLOCK_MS;
}
