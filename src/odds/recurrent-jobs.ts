import type { RecurrentJobs } from '../jobs/schedules/recurrent-job.ts';

const MINUTE_MS = 60_000;

/** The recurrent jobs of odds. */
export function oddsJobs() {
  return {
    'make-odds-partitions': {
      description:
        'Gives the present month of odds, the next three, and months of stray rows their partitions.',
      runsOn: 'control',
      cadence: { everyMs: 60 * MINUTE_MS },
      timeoutMs: 60 * MINUTE_MS,
    },
    'link-odds-events': {
      description: 'Gives events of odds the games that schedules have brought meanwhile.',
      runsOn: 'control',
      cadence: { everyMs: MINUTE_MS / 2 },
      timeoutMs: 5 * MINUTE_MS,
    },
    'compute-closing-lines': {
      description: 'Computes closing lines of games that have begun, or whose start or odds have changed.',
      runsOn: 'control',
      cadence: { everyMs: MINUTE_MS / 4 },
      timeoutMs: 30 * MINUTE_MS,
    },
  } as const satisfies RecurrentJobs;
}
