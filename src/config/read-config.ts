import { alertConfig, alertSecrets, alertVariables } from './areas/alerts.ts';
import { backupConfig, backupVariables } from './areas/backups.ts';
import { databaseConfig, databaseSecrets, databaseVariables } from './areas/database.ts';
import { featureVariables, featuresConfig } from './areas/features.ts';
import { goalserveConfig, goalserveSecrets, goalserveVariables } from './areas/goalserve.ts';
import { httpConfig, httpSecrets, httpVariables } from './areas/http.ts';
import { processVariables } from './areas/process.ts';
import { nbaStatsConfig, nbaStatsVariables } from './areas/nba-stats.ts';
import { oddsConfig, oddsVariables } from './areas/odds.ts';
import { providerConfig, providerSecrets, providerVariables } from './areas/providers.ts';
import { queueConfig, queueSecrets, queueVariables } from './areas/queue.ts';
import { logConfig, payloadConfig, refreshConfig, refreshVariables } from './areas/refresh.ts';
import { seedingConfig, seedingVariables } from './areas/seeding.ts';
import { traceConfig, traceSecrets, traceVariables } from './areas/traces.ts';
import { problemsTogether } from './check-together.ts';
import { type Config, ConfigError, type Secrets } from './config.ts';
import { loadEnvironment } from './load-environment.ts';
import { type AreaSource, readArea } from './read-area.ts';
import { VARIABLES } from './variables.ts';

/**
 * Reads the configuration out of the environment (and `.env` in `projectRoot`).
 * Throws one ConfigError that lists every problem.
 */
export function readConfig(
  processEnvironment: Readonly<Record<string, string | undefined>>,
  projectRoot: string,
): { config: Config; secrets: Secrets } {
  const environment = loadEnvironment(processEnvironment, projectRoot, [...VARIABLES, { name: 'NODE_ENV' }]);
  const source: AreaSource = { ...environment, refused: new Set() };
  const areas = readAreas(source);
  const config = configOf(areas, source.values['NODE_ENV'] === 'production', projectRoot);
  const secrets = secretsOf(areas);
  source.problems.push(...problemsTogether(config, secrets, source.refused));
  if (source.problems.length > 0) throw new ConfigError(source.problems);
  return { config, secrets };
}

function readAreas(source: AreaSource) {
  return {
    database: readArea(databaseVariables, source),
    queue: readArea(queueVariables, source),
    providers: readArea(providerVariables, source),
    nbaStats: readArea(nbaStatsVariables, source),
    goalserve: readArea(goalserveVariables, source),
    odds: readArea(oddsVariables, source),
    features: readArea(featureVariables, source),
    seeding: readArea(seedingVariables, source),
    refresh: readArea(refreshVariables, source),
    http: readArea(httpVariables, source),
    alerts: readArea(alertVariables, source),
    backups: readArea(backupVariables, source),
    traces: readArea(traceVariables, source),
    process: readArea(processVariables, source),
  };
}

type Areas = ReturnType<typeof readAreas>;

function configOf(areas: Areas, isProduction: boolean, projectRoot: string): Config {
  const provider = providerConfig(areas.providers);
  return {
    isProduction,
    commandLine: areas.process.COMMAND_LINE,
    logLevel: areas.process.LOG_LEVEL,
    database: databaseConfig(areas.database),
    queue: queueConfig(areas.queue),
    http: httpConfig(areas.http),
    provider,
    nbaStats: nbaStatsConfig(areas.nbaStats),
    goalserve: goalserveConfig(areas.goalserve),
    odds: oddsConfig(areas.odds),
    features: featuresConfig(areas.features),
    seeding: seedingConfig(areas.seeding),
    refresh: refreshConfig(areas.refresh, provider),
    payloads: payloadConfig(areas.refresh),
    logs: logConfig(areas.refresh),
    backups: backupConfig(areas.backups, projectRoot),
    traces: traceConfig(areas.traces),
    alerts: alertConfig(areas.alerts),
  };
}

function secretsOf(areas: Areas): Secrets {
  return {
    ...databaseSecrets(areas.database),
    ...queueSecrets(areas.queue),
    ...httpSecrets(areas.http),
    ...providerSecrets(areas.providers),
    ...goalserveSecrets(areas.goalserve),
    ...alertSecrets(areas.alerts),
    ...traceSecrets(areas.traces),
  };
}
