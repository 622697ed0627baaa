import type { AlertsConfig } from '../../config/areas/alerts.ts';
import type { Database } from '../../db/database.ts';
import type { FreshnessTerms } from '../../datasets/freshness.ts';
import type { QueueStore } from '../../jobs/store.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import type { ProviderStatusReader } from '../providers/provider-status.ts';
import type { HostForecast } from '../quota/quota-forecast.ts';
import type { AlertChannel } from './channels/channel.ts';
import type { AlertFacts } from './facts.ts';
import type { DatabaseOutage } from './outage.ts';

/** What the watch over alerts works with. */
export type AlertWatchOptions = {
  db: Database;
  store: QueueStore;
  channels: readonly AlertChannel[];
  outage: DatabaseOutage;
  config: AlertsConfig;
  /** What keeps every process from asking the provider; undefined when nothing does. */
  keyProblem: string | undefined;
  terms: AlertFacts['terms'];
  /** The computed datasets of the catalog. */
  datasets: readonly FreshnessTerms[];
  forecast: () => Promise<readonly HostForecast[]>;
  /** The providers with their breakers. */
  providerStatus: ProviderStatusReader;
  clock: Clock;
  logger: Logger;
};
