import type { AlertSecrets, AlertsConfig } from './areas/alerts.ts';
import type { BackupConfig } from './areas/backups.ts';
import type { DatabaseConfig, DatabaseSecrets } from './areas/database.ts';
import type { FeaturesConfig } from './areas/features.ts';
import type { GoalserveConfig, GoalserveSecrets } from './areas/goalserve.ts';
import type { HttpConfig, HttpSecrets } from './areas/http.ts';
import type { NbaStatsConfig } from './areas/nba-stats.ts';
import type { OddsConfig } from './areas/odds.ts';
import type { ProviderConfig, ProviderSecrets } from './areas/providers.ts';
import type { QueueConfig, QueueSecrets } from './areas/queue.ts';
import type { LogConfig, PayloadConfig, RefreshConfig } from './areas/refresh.ts';
import type { SeedingConfig } from './areas/seeding.ts';
import type { TraceConfig, TraceSecrets } from './areas/traces.ts';

/** Everything that can be configured and is not secret, in our units. */
export type Config = {
  isProduction: boolean;
  /** How the command line is called here, for texts that offer commands. */
  commandLine: string;
  logLevel: string;
  database: DatabaseConfig;
  queue: QueueConfig;
  http: HttpConfig;
  provider: ProviderConfig;
  nbaStats: NbaStatsConfig;
  goalserve: GoalserveConfig;
  odds: OddsConfig;
  features: FeaturesConfig;
  seeding: SeedingConfig;
  refresh: RefreshConfig;
  payloads: PayloadConfig;
  logs: LogConfig;
  backups: BackupConfig;
  traces: TraceConfig;
  alerts: AlertsConfig;
};

/** What must never be printed; kept apart from `Config` so that the latter can be. */
export type Secrets = DatabaseSecrets &
  QueueSecrets &
  HttpSecrets &
  ProviderSecrets &
  GoalserveSecrets &
  AlertSecrets &
  TraceSecrets;

/** Every problem of the environment at once, in words that say how to mend it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      `The configuration has ${problems.length} problem${problems.length === 1 ? '' : 's'}:\n  - ${problems.join('\n  - ')}`,
    );
    this.problems = problems;
  }
}
