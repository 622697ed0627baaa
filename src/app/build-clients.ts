import type { Sport } from '../domain/sport.ts';
import { apiSportsApi } from '../providers/api-sports/api-sports-api.ts';
import { type FootballClient, createFootballClient } from '../providers/api-sports/football/client.ts';
import { type NbaClient, createNbaClient } from '../providers/api-sports/nba/client.ts';
import { type NflClient, createNflClient } from '../providers/api-sports/nfl/client.ts';
import type { AnswerExchange } from '../providers/client/answer-exchange.ts';
import type { ProviderApi } from '../providers/client/provider-api.ts';
import type { ProviderPipeline } from '../providers/client/pipeline.ts';
import type { SportAdapter } from '../sports/adapter.ts';
import { createFootballAdapter } from '../sports/football/adapter.ts';
import { type MatchIds, createMatchIds } from '../reference/identities/match-ids.ts';
import { createNbaAdapter } from '../sports/nba/adapter.ts';
import { createNflAdapter } from '../sports/nfl/adapter.ts';
import type { App } from './app.ts';
import { createTeamRecogniser } from '../reference/teams/team-recogniser.ts';

/** One client for each API of API-Sports. */
export type Clients = { nba: NbaClient; nfl: NflClient; football: FootballClient };

/** A slate that is shared among games is at most this old. */
const MAX_SLATE_AGE_MS = 20_000;

/** Makes the clients over a pipeline, be it one that calls or one that answers from what is stored. */
export function buildClients(
  { config, secrets, clock }: Pick<App, 'config' | 'secrets' | 'clock'>,
  pipeline: ProviderPipeline,
  { exchange, ...options }: { batchWindowMs?: number; exchange?: AnswerExchange } = {},
): Clients {
  const apiOf = (sport: Sport): ProviderApi =>
    apiSportsApi({ baseUrl: config.provider.baseUrls[sport], apiKey: secrets.apiSportsKey });
  const freshMs = (sport: Sport): number =>
    Math.min(MAX_SLATE_AGE_MS, config.seeding.notFinalStepMs[sport] / 2);
  return {
    nba: createNbaClient({ pipeline, api: apiOf('NBA'), clock, exchange, slateFreshMs: freshMs('NBA') }),
    nfl: createNflClient({ pipeline, api: apiOf('NFL'), clock, exchange, slateFreshMs: freshMs('NFL') }),
    football: createFootballClient({
      pipeline,
      api: apiOf('FOOTBALL'),
      clock,
      exchange,
      freshMs: freshMs('FOOTBALL'),
      ...options,
    }),
  };
}

/** For who reads stored bodies: nothing is asked along, and what is not known stays so. */
const NO_MATCH_IDS: MatchIds = {
  find: () => Promise.resolve(undefined),
  dueTogether: () => Promise.resolve([]),
};

/** What differs between sports, over their clients; with `sharesCalls`, games that are due together share calls. */
export function buildAdapters(
  { database, clock }: Pick<App, 'database' | 'clock'>,
  { nba, nfl, football }: Clients,
  { sharesCalls }: { sharesCalls: boolean },
): ReadonlyMap<Sport, SportAdapter> {
  const teamsOf = createTeamRecogniser({ db: database.db, sport: 'FOOTBALL', clock });
  const matchIds = sharesCalls
    ? createMatchIds({ db: database.db, client: football, teamsOf })
    : NO_MATCH_IDS;
  return new Map<Sport, SportAdapter>([
    ['NBA', createNbaAdapter(nba)],
    ['NFL', createNflAdapter(nfl)],
    ['FOOTBALL', createFootballAdapter({ client: football, teamsOf, matchIds })],
  ]);
}
