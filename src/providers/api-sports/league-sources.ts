import type { League } from '../../domain/league.ts';
import { ProviderError } from '../../domain/provider-error.ts';
import { scoracleCommand } from '../../domain/shell-command.ts';
import type { GamesById } from '../../domain/scheduled-game.ts';
import type { RosterPort, SchedulePort } from '../ports.ts';
import type { FootballClient } from './football/client.ts';
import type { NbaClient } from './nba/client.ts';
import { NBA_LEAGUE } from './nba/parse.ts';
import { NFL_LEAGUE } from './nfl/endpoints.ts';
import type { NflClient } from './nfl/client.ts';

/** What the clients tell of a league beside its box scores. */
type LeagueSource = SchedulePort & RosterPort;

export function createNbaSource(
  client: Pick<NbaClient, 'seasonGames' | 'scheduledGame' | 'roster'>,
  host: string,
): LeagueSource {
  return {
    async seasonGames(league, season, context) {
      mustBe(NBA_LEAGUE, league, host);
      return client.seasonGames(season, context);
    },
    gamesById: (_league, ids, context) =>
      inTurn(
        ids.map((id) => [id]),
        ([id = '']) => client.scheduledGame(id, context),
      ),
    roster: client.roster,
  };
}

export function createNflSource(
  client: Pick<NflClient, 'seasonGames' | 'scheduledGame' | 'roster'>,
  host: string,
): LeagueSource {
  return {
    async seasonGames(league, season, context) {
      mustBe(NFL_LEAGUE, league, host);
      return client.seasonGames(season, context);
    },
    gamesById: (_league, ids, context) =>
      inTurn(
        ids.map((id) => [id]),
        ([id = '']) => client.scheduledGame(id, context),
      ),
    // The provider lists a season's members only.
    roster: async (providerTeamId, season, context) =>
      (await client.roster(providerTeamId, season, context)).map((player) => ({ ...player, isActive: null })),
  };
}

export function createFootballSource(
  client: Pick<FootballClient, 'seasonGames' | 'scheduledGames' | 'roster'>,
  host: string,
): LeagueSource {
  return {
    seasonGames: (league, season, context) => client.seasonGames(idOf(league, host), season, context),
    gamesById: (league, ids, context) =>
      inTurn(chunks(ids, MAX_IDS), (some) => client.scheduledGames(idOf(league, host), some, context)),
    roster: (providerTeamId, _season, context) => client.roster(providerTeamId, context),
  };
}

/** One call after the other: quota is scarce, and the answers are wanted together. */
async function inTurn(
  parts: readonly (readonly string[])[],
  ask: (ids: readonly string[]) => Promise<GamesById>,
): Promise<GamesById> {
  const found: GamesById['found'][number][] = [];
  const missing: string[] = [];
  for (const part of parts) {
    const answer = await ask(part);
    found.push(...answer.found);
    missing.push(...answer.missing);
  }
  return { found, missing };
}

/** The most matches that one call of API-Football takes. */
const MAX_IDS = 20;

function chunks(ids: readonly string[], size: number): string[][] {
  const parts: string[][] = [];
  for (let start = 0; start < ids.length; start += size) parts.push(ids.slice(start, start + size));
  return parts;
}

/** What API-Sports calls a league. Throws ProviderError where that is not known. */
function idOf({ sport, name, ids }: League, host: string): string {
  const id = ids['api-sports'];
  if (id !== undefined) return id;
  const options = { '--sport': sport, '--league': name, '--id': 'api-sports=ID' };
  throw new ProviderError(
    `API-Sports has no id of ${name} yet: tell it with ${scoracleCommand('leagues update', { options })}`,
    { kind: 'bad_request', host, endpoint: '/games' },
  );
}

/** Two of the APIs are asked for one league of theirs only; the list of it is nobody else's. */
function mustBe(known: string, league: League, host: string): void {
  if (idOf(league, host) === known) return;
  throw new ProviderError(
    `${host} is asked for no other league than ${known}: ${league.name} comes from files.`,
    {
      kind: 'bad_request',
      host,
      endpoint: '/games',
    },
  );
}
