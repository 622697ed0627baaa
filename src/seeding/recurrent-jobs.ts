import type { Config } from '../config/config.ts';
import { RESULT_SPORTS } from '../domain/sport.ts';
import { DAILY_ZONE } from '../jobs/schedules/daily-jobs.ts';
import type { RecurrentJobs } from '../jobs/schedules/recurrent-job.ts';
import type { ProviderRegistry } from '../providers/registry.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

/** The recurrent jobs of seeding. */
export function seedingJobs(
  { seeding }: Config,
  { canAsk, sourcesOf }: Pick<ProviderRegistry, 'canAsk' | 'sourcesOf'>,
) {
  const canAskScores = canAsk('live-score', seeding.sportsEnabled);
  const canCompare = seeding.sportsEnabled.some(
    (sport) => canAsk('live-score', [sport]) && sourcesOf('live-score', sport).length > 1,
  );
  const followed = RESULT_SPORTS.filter((sport) => seeding.sportsEnabled.includes(sport));
  return {
    'finish-early': {
      description:
        'Looks at games that are on, and brings those forward that are over before their window; writes results of sports whose box scores are not collected.',
      runsOn: 'workers',
      // The step of each sport says how often a provider is asked.
      cadence: { everyMs: 30 * SECOND_MS },
      offBecause: seeding.isEarlyFinishOn ? keyReason(canAskScores) : 'EARLY_FINISH and LIVE_SCORES are off',
      timeoutMs: 10 * MINUTE_MS,
    },
    'follow-results': {
      description:
        'Asks for the results of games that may be over, of sports whose box scores are not collected.',
      runsOn: 'workers',
      // The step of each sport says how often a provider is asked.
      cadence: { everyMs: 30 * SECOND_MS },
      offBecause: canAsk('live-score', followed) ? undefined : keyReason(false),
      timeoutMs: 10 * MINUTE_MS,
    },
    update_games: {
      description: 'Asks for the results of games of the days before today that have none yet.',
      runsOn: 'workers',
      cadence: { cron: '0 3 * * *', timeZone: DAILY_ZONE },
      offBecause: keyReason(canAskScores),
      timeoutMs: 30 * MINUTE_MS,
    },
    'compare-sources': {
      description: 'Compares the results of the last three days with what the other sources of scores say.',
      runsOn: 'workers',
      cadence: { everyMs: 30 * MINUTE_MS },
      offBecause: canCompare ? undefined : 'no sport has two sources of scores',
      timeoutMs: 20 * MINUTE_MS,
    },
    'cut-far-leases': {
      description: 'Cuts claims of games that no worker can have made and that would never end.',
      runsOn: 'control',
      cadence: { everyMs: 10 * SECOND_MS },
      timeoutMs: MINUTE_MS,
    },
  } as const satisfies RecurrentJobs;
}

function keyReason(canAskScores: boolean): string | undefined {
  return canAskScores ? undefined : 'no source of live scores has a key';
}
