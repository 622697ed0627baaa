import { type Config, ConfigError, type Secrets } from '../config/config.ts';
import { configureApiSports } from '../providers/api-sports/definition.ts';
import { configureGoalserve } from '../providers/goalserve/definition.ts';
import { configureNbaStats } from '../providers/nba-stats/definition.ts';
import { configureEspn } from '../providers/espn/definition.ts';
import { configureTheOddsApi } from '../providers/the-odds-api/definition.ts';
import {
  type ConfiguredProvider,
  type ProviderRegistry,
  UnknownSourceError,
  createProviderRegistry,
} from '../providers/registry.ts';

/**
 * The providers of this installation: a new one is configured here, and nowhere else outside its own folder.
 * `others` are those that a caller brings along. Throws ConfigError where a source is named that cannot serve.
 */
export function buildRegistry(
  config: Config,
  secrets: Secrets,
  others: readonly ConfiguredProvider[] = [],
): ProviderRegistry {
  const { baseUrls, plan, limits, timeoutMs, sources, theOddsApi } = config.provider;
  const apiSports = configureApiSports({ baseUrls, apiKey: secrets.apiSportsKey, plan, limits, timeoutMs });
  const nbaStats = configureNbaStats(config.nbaStats);
  const espn = configureEspn(config.provider.espn);
  const odds = configureTheOddsApi({ ...theOddsApi, apiKey: secrets.theOddsApiKey });
  const goalserve = configureGoalserve({ ...config.goalserve, apiKey: secrets.goalserveApiKey });
  // In the order in which they are asked by default: hosts that answer few servers come last.
  const providers = [apiSports, espn, odds, goalserve, nbaStats, ...others];
  try {
    return createProviderRegistry(providers, sources);
  } catch (error) {
    if (error instanceof UnknownSourceError) throw new ConfigError([error.message]);
    throw error;
  }
}
