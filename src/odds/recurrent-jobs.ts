import type { Config } from '../config/config.ts';
import { SPORTS } from '../domain/sport.ts';
import type { RecurrentJobs } from '../jobs/schedules/recurrent-job.ts';
import type { ProviderRegistry } from '../providers/registry.ts';
import { oddsOffBecause } from './odds-side.ts';

const MINUTE_MS = 60_000;

/** The recurrent jobs of odds. */
export function oddsJobs(
  config: Pick<Config, 'features' | 'odds'>,
  { sourcesOf }: Pick<ProviderRegistry, 'sourcesOf'>,
) {
  const sideOffBecause = oddsOffBecause(config);
  const areThereOdds = SPORTS.some((sport) => sourcesOf('odds', sport).length > 0);
  return {
    update_odds: {
      description: 'Plans the looks at the odds of the month by its credits, and takes those that are due.',
      runsOn: 'workers',
      cadence: { everyMs: MINUTE_MS },
      offBecause:
        sideOffBecause ??
        (config.odds.isOn
          ? areThereOdds
            ? undefined
            : 'no provider of odds is on'
          : 'ODDS_COLLECTION is off'),
      timeoutMs: 5 * MINUTE_MS,
    },
    'make-odds-partitions': {
      description:
        'Gives the present month of odds, the next three, and months of stray rows their partitions.',
      runsOn: 'control',
      cadence: { everyMs: 60 * MINUTE_MS },
      offBecause: sideOffBecause,
      timeoutMs: 60 * MINUTE_MS,
    },
    'compact-odds-sightings': {
      description:
        'Cuts down the sightings of unchanged prices of events that are long over to those from which lines follow.',
      runsOn: 'control',
      cadence: { everyMs: 6 * 60 * MINUTE_MS },
      offBecause: sideOffBecause,
      timeoutMs: 60 * MINUTE_MS,
    },
    'link-odds-events': {
      description: 'Gives events of odds the games that schedules have brought meanwhile.',
      runsOn: 'control',
      cadence: { everyMs: MINUTE_MS / 2 },
      offBecause: sideOffBecause,
      timeoutMs: 5 * MINUTE_MS,
    },
    'compute-closing-lines': {
      description: 'Computes closing lines of games that have begun, or whose start or odds have changed.',
      runsOn: 'control',
      cadence: { everyMs: MINUTE_MS / 4 },
      offBecause: sideOffBecause,
      timeoutMs: 30 * MINUTE_MS,
    },
  } as const satisfies RecurrentJobs;
}
