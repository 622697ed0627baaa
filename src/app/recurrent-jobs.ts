import { archiveJobs } from '../archive/recurrent-jobs.ts';
import { backupJobs } from '../backups/recurrent-jobs.ts';
import type { Config } from '../config/config.ts';
import { datasetJobs } from '../datasets/recurrent-jobs.ts';
import { fleetJobs } from '../fleet/recurrent-jobs.ts';
import { queueJobs } from '../jobs/queue-jobs.ts';
import type { NamesRunOn, RunJob } from '../jobs/schedules/recurrent-job.ts';
import { monitoringJobs } from '../monitoring/recurrent-jobs.ts';
import type { ProviderRegistry } from '../providers/registry.ts';
import { refreshJobs } from '../schedule/refresh/recurrent-jobs.ts';
import { seedingJobs } from '../seeding/recurrent-jobs.ts';

/** The catalog of everything that recurs: each room hands in its own jobs. */
export function recurrentJobs(config: Config, registry: Pick<ProviderRegistry, 'canAsk'>) {
  return {
    ...queueJobs(config),
    ...seedingJobs(config, registry),
    ...refreshJobs(config, registry),
    ...datasetJobs(),
    ...archiveJobs(),
    ...backupJobs(config),
    ...fleetJobs(),
    ...monitoringJobs(config),
  };
}

type Catalog = ReturnType<typeof recurrentJobs>;

/** The work that a control process brings for its jobs: one that is missing does not compile. */
export type ControlWork = Record<NamesRunOn<Catalog, 'control' | 'both'>, RunJob>;

/** The same of a worker process. */
export type WorkerWork = Record<NamesRunOn<Catalog, 'workers' | 'both'>, RunJob>;
