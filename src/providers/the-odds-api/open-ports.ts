import type { Sport } from '../../domain/sport.ts';
import type { ProviderApi } from '../client/provider-api.ts';
import type { ProviderPorts } from '../ports.ts';
import type { ConfiguredProvider, PortDeps } from '../registry.ts';
import { createOddsClient } from './client.ts';
import { createLiveScores } from './scores.ts';

/** A final game stays final; this long its slate is not paid for again on its behalf. */
const SCORES_KEPT_MS = 5 * 60_000;

/** The clients of The Odds API behind the ports. Apart from the definition, which every command loads. */
export function openTheOddsApi(
  { apis }: Pick<ConfiguredProvider, 'apis'>,
  { pipeline, clock, coalescer, freshMs }: PortDeps,
): ProviderPorts {
  const partsOf = (sport: Sport) => ({ pipeline, clock, api: apiOf(apis, sport) });
  const scoresOf = (sport: Exclude<Sport, 'FOOTBALL'>) =>
    createLiveScores(
      { ...partsOf(sport), coalescer, freshMs: freshMs(sport), keptMs: SCORES_KEPT_MS },
      { code: sport, ids: {} },
    );
  const oddsAndScores = (sport: Exclude<Sport, 'FOOTBALL'>) => ({
    odds: createOddsClient(partsOf(sport)),
    liveScore: scoresOf(sport),
  });
  return {
    NBA: oddsAndScores('NBA'),
    NFL: oddsAndScores('NFL'),
    FOOTBALL: { odds: createOddsClient(partsOf('FOOTBALL')) },
    NHL: oddsAndScores('NHL'),
    MLB: oddsAndScores('MLB'),
  };
}

function apiOf(apis: ConfiguredProvider['apis'], sport: Sport): ProviderApi {
  const api = apis[sport];
  if (!api) throw new RangeError(`The Odds API is not configured for ${sport}`);
  return api;
}
