import type { Config } from '../../config/config.ts';
import type { DatabaseClock } from '../../db/database-clock.ts';
import type { DatabaseHandle } from '../../db/database.ts';
import type { Reconciler } from '../../jobs/reconciler.ts';
import type { QueueStore } from '../../jobs/store.ts';
import type { ProviderRegistry } from '../../providers/registry.ts';
import type { FactLook } from '../facts/fact.ts';
import type { TonightReader } from '../overview/read-tonight.ts';
import type { providerExpectations } from '../providers/provider-expectations.ts';
import type { ProviderStatusReader } from '../providers/provider-status.ts';
import type { HostForecast } from '../quota/quota-forecast.ts';
import type { Verdict } from './finding.ts';

/** What the doctor looks at. */
export type DoctorSubjects = {
  config: Config;
  registry: ProviderRegistry;
  database: DatabaseHandle;
  /** Past a pooler, see `App`. */
  directDatabase: DatabaseHandle;
  store: QueueStore;
  reconciler: Reconciler;
  clock: DatabaseClock;
  projectRoot: string;
  version: string;
  providerStatus: ProviderStatusReader;
  /** Whether tonight is safe, as the dashboard says it; without it doctor does not say. */
  readTonight?: TonightReader | undefined;
  /** What the coming days need of each provider; without it doctor looks at today only. */
  forecast?: (() => Promise<readonly HostForecast[]>) | undefined;
};

/** What a check works with: the subjects, the facts of one look, and what is expected of providers. */
export type CheckDeps = DoctorSubjects &
  Pick<ReturnType<typeof providerExpectations>, 'keyProblem' | 'terms'> & { look: FactLook };

/** Something that commonly goes wrong: what asks and judges. An outage on the way is a finding of its own. */
export type Check = readonly [
  name: string,
  examine: (deps: CheckDeps) => Promise<Verdict | readonly Verdict[]>,
];
