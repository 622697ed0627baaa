import type { Config } from '../../config/config.ts';
import type { DatasetCatalog } from '../../datasets/catalog.ts';
import type { NamesRunOn, RecurrentJobs, RunJob } from '../../jobs/schedules/recurrent-job.ts';
import type { ProviderRegistry } from '../../providers/registry.ts';
import type { App } from '../app.ts';
import type { Providers } from '../build-providers.ts';

/** What the jobs of a control process work with. A job whose work is undefined here does not run in this process. */
export type ControlJobDeps = {
  app: App;
  datasets: DatasetCatalog;
  /** Undefined where no provider is wired, as is the next. */
  watchProviders: RunJob | undefined;
  deliverAlerts: RunJob | undefined;
};

/** What the jobs of workers work with. */
export type WorkerJobDeps = {
  app: App;
  providers: Providers;
  /** Does the work as one of the runs of this process, so that a stop waits for it and then aborts it. */
  whileRunning: (work: (signal: AbortSignal) => Promise<string>) => RunJob;
};

type Work = Readonly<Record<string, RunJob | undefined>>;

/** The recurrent jobs of a feature with their work. */
export type JobGroup = {
  declare: (config: Config, registry: Pick<ProviderRegistry, 'canAsk' | 'sourcesOf'>) => RecurrentJobs;
  control: (deps: ControlJobDeps) => Work;
  workers: (deps: WorkerJobDeps) => Work;
};

type WorkOf<Jobs extends RecurrentJobs, Where extends 'control' | 'workers'> = Readonly<
  Record<NamesRunOn<Jobs, Where | 'both'>, RunJob | undefined>
>;

/** Ties jobs to their work, by the kind of process that does it. A job without work does not compile. */
export function jobGroup<Jobs extends RecurrentJobs>(
  declare: (config: Config, registry: Pick<ProviderRegistry, 'canAsk' | 'sourcesOf'>) => Jobs,
  work: {
    control: (deps: ControlJobDeps) => WorkOf<Jobs, 'control'>;
    workers: (deps: WorkerJobDeps) => WorkOf<Jobs, 'workers'>;
  },
): JobGroup {
  return { declare, ...work };
}

/** The recurrent jobs of several features as those of one. */
export function joinedJobs(groups: readonly JobGroup[]): JobGroup {
  const joined = <Value>(parts: readonly Readonly<Record<string, Value>>[]): Record<string, Value> =>
    Object.assign({}, ...parts) as Record<string, Value>;
  return {
    declare: (config, registry) => joined(groups.map((group) => group.declare(config, registry))),
    control: (deps) => joined(groups.map((group) => group.control(deps))),
    workers: (deps) => joined(groups.map((group) => group.workers(deps))),
  };
}
