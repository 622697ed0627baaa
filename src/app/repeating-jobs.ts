import type { Config } from '../config/config.ts';
import type { JobKind } from '../jobs/catalog.ts';
import type { ProviderRegistry } from '../providers/registry.ts';

/** A chore that comes every `everyMs`; 0 where it is switched off. */
export type RepeatingJob = { kind: Exclude<JobKind, 'seed-game'>; everyMs: number };

/**
 * How often is looked for a league or a team whose turn it is. PostgreSQL knows whose turn it is and until when a
 * call waits, so a look costs one statement.
 */
const REFRESH_LOOK_INTERVAL_MS = 60_000;

/** How often is looked for games that may be over; the sport's step says how often a provider is asked. */
const EARLY_FINISH_LOOK_MS = 30_000;

/** How often sweeps over a season are looked at; a look costs one statement while there is none. */
const SWEEP_INTERVAL_MS = 5_000;

/**
 * The jobs that a control process keeps in place for the workers. Without a key nobody is asked; a sweep is taken up
 * nevertheless, so that it can say what it waits for.
 */
export function repeatingJobs(config: Config, { canAsk }: Pick<ProviderRegistry, 'canAsk'>): RepeatingJob[] {
  const { scheduleIntervalMs, areRostersOn } = config.refresh;
  return [
    { kind: 'reconcile', everyMs: config.queue.reconcileIntervalMs },
    { kind: 'refresh-schedule', everyMs: canAsk && scheduleIntervalMs > 0 ? REFRESH_LOOK_INTERVAL_MS : 0 },
    { kind: 'sweep-seasons', everyMs: SWEEP_INTERVAL_MS },
    { kind: 'finish-early', everyMs: canAsk && config.seeding.isEarlyFinishOn ? EARLY_FINISH_LOOK_MS : 0 },
    { kind: 'refresh-rosters', everyMs: canAsk && areRostersOn ? REFRESH_LOOK_INTERVAL_MS : 0 },
  ];
}
