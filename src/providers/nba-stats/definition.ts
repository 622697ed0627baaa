import { ledgerLimits, windowsOf } from '../client/limits.ts';
import type { ConfiguredProvider, ProviderDefinition } from '../registry.ts';
import { gamesOfBody } from './games-of-body.ts';
import { NBA_STATS_LIMITS } from './limits.ts';
import { nbaStatsApi } from './nba-stats-api.ts';

/** The league's own statistics: stats.nba.com and cdn.nba.com, as a second opinion. */
const NBA_STATS: ProviderDefinition = {
  name: 'nba-stats',
  displayName: 'NBA Stats',
  capabilities: { NBA: ['schedule', 'box-score', 'live-score', 'officials', 'lineup', 'players'] },
  limits: NBA_STATS_LIMITS,
  bodies: { gamesOfBody, onlyGames: (response) => response },
};

/** What an installation says about the league's own hosts. */
export type NbaStatsSettings = { isOn: boolean; statsUrl: string; cdnUrl: string; timeoutMs: number };

/** The files of cdn.nba.com lead: they answer from more places than stats.nba.com, which is asked for the rest. */
export function configureNbaStats({
  isOn,
  statsUrl,
  cdnUrl,
  timeoutMs,
}: NbaStatsSettings): ConfiguredProvider {
  return {
    definition: NBA_STATS,
    apis: { NBA: nbaStatsApi({ baseUrl: cdnUrl, timeoutMs, takesConditions: true }) },
    moreApis: { NBA: [nbaStatsApi({ baseUrl: statsUrl, timeoutMs, takesConditions: false })] },
    ...(isOn ? {} : { offBecause: 'NBA_STATS_ENABLED is not true' }),
    limits: ledgerLimits(windowsOf(NBA_STATS_LIMITS.only)),
  };
}
