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
    'poll-lineups': {
      description:
        'Asks for the line-ups of games that start soon, and of those that just began: the nearer the start, the more often.',
      runsOn: 'workers',
      cadence: { everyMs: MINUTE_MS },
      offBecause: canAsk('lineup', seeding.sportsEnabled) ? undefined : 'no source of line-ups takes calls',
      timeoutMs: 10 * MINUTE_MS,
    },
    'poll-officials': {
      description:
        'Asks who officiates games within 12 hours of their start, and those of the last 48 hours that are over.',
      runsOn: 'workers',
      cadence: { everyMs: 15 * MINUTE_MS },
      offBecause: canAsk('officials', seeding.sportsEnabled)
        ? undefined
        : 'no source of officials takes calls',
      timeoutMs: 15 * MINUTE_MS,
    },
    'follow-lineups': {
      description: 'Has line-ups follow the starters of box scores, and whom the ids of players mean.',
      runsOn: 'control',
      cadence: { everyMs: MINUTE_MS / 4 },
      timeoutMs: 10 * MINUTE_MS,
    },
  } as const satisfies RecurrentJobs;
}
