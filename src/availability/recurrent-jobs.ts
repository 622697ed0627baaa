import type { Config } from '../config/config.ts';
import type { RecurrentJobs } from '../jobs/schedules/recurrent-job.ts';
import type { ProviderRegistry } from '../providers/registry.ts';

const MINUTE_MS = 60_000;

/** The recurrent jobs of what is known of who can play. */
export function availabilityJobs({ seeding }: Config, { canAsk }: Pick<ProviderRegistry, 'canAsk'>) {
  return {
    'poll-injuries': {
      description:
        'Asks who is injured in leagues that play within 36 hours: every half hour, and every 5 minutes from 90 minutes before a game.',
      runsOn: 'workers',
      cadence: { everyMs: 5 * MINUTE_MS },
      offBecause: canAsk('injuries', seeding.sportsEnabled) ? undefined : 'no source of injuries takes calls',
      timeoutMs: 5 * MINUTE_MS,
    },
  } as const satisfies RecurrentJobs;
}
