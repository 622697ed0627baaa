import type { Config } from '../../config/config.ts';
import type { RecurrentJobs } from '../../jobs/schedules/recurrent-job.ts';
import type { ProviderRegistry } from '../../providers/registry.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/**
 * The recurrent jobs that keep schedules and rosters as the provider has them. PostgreSQL knows whose turn it is and
 * until when a call waits, so that a look costs one statement.
 */
export function refreshJobs({ refresh, seeding }: Config, { canAsk }: Pick<ProviderRegistry, 'canAsk'>) {
  const everyMs = MINUTE_MS;
  const keyReason = (capability: 'schedule' | 'roster'): string | undefined =>
    canAsk(capability, seeding.sportsEnabled) ? undefined : `no source of ${capability}s has a key`;
  return {
    'refresh-schedules': {
      description: 'Asks for the schedule of the league whose turn it is, and brings in what changed.',
      runsOn: 'workers',
      cadence: { everyMs },
      offBecause: refresh.scheduleIntervalMs > 0 ? keyReason('schedule') : 'SCHEDULE_REFRESH_HOURS is 0',
      timeoutMs: 15 * MINUTE_MS,
    },
    'refresh-rosters': {
      description: 'Asks for the players of teams that play soon.',
      runsOn: 'workers',
      cadence: { everyMs },
      offBecause: refresh.areRostersOn ? keyReason('roster') : 'ROSTER_REFRESH is off',
      timeoutMs: 15 * MINUTE_MS,
    },
    'refresh-players': {
      description: 'Asks for the players of whole leagues that are on, for their ids and facts: once a day.',
      runsOn: 'workers',
      cadence: { everyMs: DAY_MS },
      offBecause: !refresh.areRostersOn
        ? 'ROSTER_REFRESH is off'
        : canAsk('players', seeding.sportsEnabled)
          ? undefined
          : 'no source of the players of a league takes calls',
      timeoutMs: 15 * MINUTE_MS,
    },
  } as const satisfies RecurrentJobs;
}
