import type { ProviderApi } from '../client/provider-api.ts';
import type { ProviderPorts } from '../ports.ts';
import type { ConfiguredProvider, PortDeps } from '../registry.ts';
import { createEspnClient } from './espn-client.ts';
import { createFootballBoxScores } from './football-port.ts';
import { createHistoryPort } from './history.ts';
import { createInjuriesPort } from './injuries.ts';
import { createLineupSource } from './lineup.ts';
import { createBoxScores } from './box-scores.ts';
import { nflPlayerLines, nflTeamLines } from './nfl-lines.ts';
import { nbaPlayerLines, nbaTeamLines } from './summary.ts';
import { createOddsPort } from './odds.ts';
import { createOfficialsPort } from './officials.ts';
import { createStandingsPort } from './standings.ts';
import type { EspnBoxScoreSport, EspnSport } from './espn-leagues.ts';

/** ESPN behind the ports. Apart from the definition, which every command loads. */
export function openEspn({ apis }: Pick<ConfiguredProvider, 'apis'>, deps: PortDeps): ProviderPorts {
  const resultsOf = (sport: EspnSport) => {
    const api = apiOf(apis, sport);
    const client = createEspnClient({ ...deps, api, sport });
    const parts = { pipeline: deps.pipeline, api, sport };
    const odds = createOddsPort({ ...parts, clock: deps.clock, client });
    return { schedule: client, liveScore: client, odds, history: createHistoryPort(parts) };
  };
  const portsOf = (sport: EspnBoxScoreSport) => {
    const api = apiOf(apis, sport);
    const client = createEspnClient({ ...deps, api, sport });
    const parts = { pipeline: deps.pipeline, api, sport };
    return {
      client,
      api,
      sport,
      ports: {
        schedule: client,
        liveScore: client,
        history: createHistoryPort(parts),
        injuries: createInjuriesPort(parts),
        standings: createStandingsPort(parts),
        odds: createOddsPort({ ...parts, clock: deps.clock, client }),
        officials: createOfficialsPort({ client }),
        lineup: createLineupSource({ client, api, sport, clock: deps.clock }),
      },
    };
  };
  const nba = portsOf('NBA');
  const nfl = portsOf('NFL');
  const football = portsOf('FOOTBALL');
  const ofFootball = createFootballBoxScores({ ...football, clock: deps.clock });
  const ofNba = createBoxScores(nba, { players: nbaPlayerLines, teams: nbaTeamLines });
  const ofNfl = createBoxScores(nfl, { players: nflPlayerLines, teams: nflTeamLines });
  return {
    NBA: { ...nba.ports, liveScore: ofNba, boxScore: ofNba },
    NFL: { ...nfl.ports, liveScore: ofNfl, boxScore: ofNfl },
    FOOTBALL: { ...football.ports, liveScore: ofFootball, boxScore: ofFootball },
    NHL: resultsOf('NHL'),
    MLB: resultsOf('MLB'),
  };
}

function apiOf(apis: ConfiguredProvider['apis'], sport: EspnSport): ProviderApi {
  const api = apis[sport];
  if (!api) throw new RangeError(`ESPN is not configured for ${sport}`);
  return api;
}
