import type { Sport } from '../domain/sport.ts';
import { apiSportsApi } from '../providers/api-sports/api-sports-api.ts';
import { type FootballClient, createFootballClient } from '../providers/api-sports/football/client.ts';
import { type NbaClient, createNbaClient } from '../providers/api-sports/nba/client.ts';
import { type NflClient, createNflClient } from '../providers/api-sports/nfl/client.ts';
import type { ProviderApi } from '../providers/http/provider-api.ts';
import type { ProviderPipeline } from '../providers/http/pipeline.ts';
import type { SportAdapter } from '../sports/adapter.ts';
import { createFootballAdapter } from '../sports/football/adapter.ts';
import { createNbaAdapter } from '../sports/nba/adapter.ts';
import { createNflAdapter } from '../sports/nfl/adapter.ts';
import type { App } from './app.ts';
import { createTeamRecogniser } from './team-recogniser.ts';

/** One client for each API of API-Sports. */
export type Clients = { nba: NbaClient; nfl: NflClient; football: FootballClient };

/** A slate that is shared among games is at most this old. */
const MAX_SLATE_AGE_MS = 20_000;

/** Makes the clients over a pipeline, be it one that calls or one that answers from what is stored. */
export function buildClients(
  { config, secrets, clock }: Pick<App, 'config' | 'secrets' | 'clock'>,
  pipeline: ProviderPipeline,
  options: { batchWindowMs?: number } = {},
): Clients {
  const apiOf = (sport: Sport): ProviderApi =>
    apiSportsApi({ baseUrl: config.provider.baseUrls[sport], apiKey: secrets.apiSportsKey });
  const freshMs = (sport: Sport): number =>
    Math.min(MAX_SLATE_AGE_MS, config.seeding.notFinalStepMs[sport] / 2);
  return {
    nba: createNbaClient({ pipeline, api: apiOf('NBA'), clock, slateFreshMs: freshMs('NBA') }),
    nfl: createNflClient({ pipeline, api: apiOf('NFL'), clock, slateFreshMs: freshMs('NFL') }),
    football: createFootballClient({
      pipeline,
      api: apiOf('FOOTBALL'),
      clock,
      freshMs: freshMs('FOOTBALL'),
      ...options,
    }),
  };
}

/** What differs between sports, over their clients. */
export function buildAdapters(
  { database, clock }: Pick<App, 'database' | 'clock'>,
  { nba, nfl, football }: Clients,
): ReadonlyMap<Sport, SportAdapter> {
  const teamsOf = createTeamRecogniser({ db: database.db, sport: 'FOOTBALL', clock });
  return new Map<Sport, SportAdapter>([
    ['NBA', createNbaAdapter(nba)],
    ['NFL', createNflAdapter(nfl)],
    ['FOOTBALL', createFootballAdapter({ client: football, teamsOf })],
  ]);
}
