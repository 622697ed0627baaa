import { duration, trueOrFalse, url } from '../values.ts';
import { type ValuesOf, variable } from '../variable.ts';

const WEB_PROTOCOLS = ['http', 'https'] as const;

/** The league's own hosts of the NBA, which want no key. */
export const nbaStatsVariables = {
  NBA_STATS_ENABLED: variable(
    trueOrFalse().prefault('false'),
    'Whether stats.nba.com and cdn.nba.com are asked, after the other providers: they answer few servers, and publish no terms for them.',
  ),
  NBA_STATS_URL: variable(url(WEB_PROTOCOLS).prefault('https://stats.nba.com'), 'Base URL of stats.nba.com.'),
  NBA_CDN_URL: variable(
    url(WEB_PROTOCOLS).prefault('https://cdn.nba.com'),
    'Base URL of cdn.nba.com, which has the board of today, box scores and the schedule as files.',
  ),
  NBA_STATS_TIMEOUT_SECONDS: variable(
    duration('seconds', { min: 1, max: 600 }).prefault('10'),
    'Longest time for a call to either of them at the first attempt; longer by that at each retry of a game, up to four times.',
  ),
};

export type NbaStatsConfig = { isOn: boolean; statsUrl: string; cdnUrl: string; timeoutMs: number };

export function nbaStatsConfig(values: ValuesOf<typeof nbaStatsVariables>): NbaStatsConfig {
  return {
    isOn: values.NBA_STATS_ENABLED,
    statsUrl: values.NBA_STATS_URL,
    cdnUrl: values.NBA_CDN_URL,
    timeoutMs: values.NBA_STATS_TIMEOUT_SECONDS,
  };
}
