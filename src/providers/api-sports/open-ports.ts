import type { Sport } from '../../domain/sport.ts';
import { type ProviderApi, hostOf } from '../client/provider-api.ts';
import type { ProviderPorts } from '../ports.ts';
import type { ConfiguredProvider, PortDeps } from '../registry.ts';
import { createFootballClient } from './football/client.ts';
import { createFootballSource, createNbaSource, createNflSource } from './league-sources.ts';
import { createNbaClient } from './nba/client.ts';
import { createNflClient } from './nfl/client.ts';

/** The clients of API-Sports behind the ports. Apart from the definition, which every command loads. */
export function openApiSports(
  { apis }: Pick<ConfiguredProvider, 'apis'>,
  { pipeline, clock, leagueIds, coalescer, freshMs, batchWindowMs }: PortDeps,
): ProviderPorts {
  const apiOf = (sport: Sport): ProviderApi => {
    const api = apis[sport];
    if (!api) throw new RangeError(`API-Sports is not configured for ${sport}`);
    return api;
  };
  const shared = (sport: 'NBA' | 'NFL') => ({
    pipeline,
    api: apiOf(sport),
    clock,
    coalescer,
    slateFreshMs: freshMs(sport),
  });
  const nba = createNbaClient(shared('NBA'));
  const nfl = createNflClient(shared('NFL'));
  const football = createFootballClient({
    pipeline,
    api: apiOf('FOOTBALL'),
    clock,
    leagueIds: () => leagueIds('api-sports', 'FOOTBALL'),
    coalescer,
    freshMs: freshMs('FOOTBALL'),
    ...(batchWindowMs === undefined ? {} : { batchWindowMs }),
  });
  const [ofNba, ofNfl, ofFootball] = [
    createNbaSource(nba, hostOf(apiOf('NBA').baseUrl)),
    createNflSource(nfl, hostOf(apiOf('NFL').baseUrl)),
    createFootballSource(football, hostOf(apiOf('FOOTBALL').baseUrl)),
  ];
  return {
    NBA: { schedule: ofNba, roster: ofNba, liveScore: nba, boxScore: nba },
    NFL: { schedule: ofNfl, roster: ofNfl, liveScore: nfl, boxScore: nfl },
    FOOTBALL: {
      schedule: ofFootball,
      roster: ofFootball,
      liveScore: football,
      boxScore: football,
      lineup: football.lineup,
      officials: football.officials,
    },
  };
}
