import type { League } from '../../domain/league.ts';
import type { GamesById } from '../../domain/scheduled-game.ts';
import type { RosterPort, SchedulePort } from '../ports.ts';
import type { FootballClient } from './football/client.ts';
import type { NbaClient } from './nba/client.ts';
import type { NflClient } from './nfl/client.ts';

/** What the clients tell of a league beside its box scores. */
type LeagueSource = SchedulePort & RosterPort;

export function createNbaSource(
  client: Pick<NbaClient, 'seasonGames' | 'scheduledGame' | 'roster'>,
): LeagueSource {
  return {
    seasonGames: (_league, season, context) => client.seasonGames(season, context),
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
): LeagueSource {
  return {
    seasonGames: (_league, season, context) => client.seasonGames(season, context),
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
): LeagueSource {
  return {
    seasonGames: (league, season, context) => client.seasonGames(idOf(league), season, context),
    gamesById: (league, ids, context) =>
      inTurn(chunks(ids, MAX_IDS), (some) => client.scheduledGames(idOf(league), some, context)),
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

/** What API-Football calls a league. */
function idOf({ name, ids }: League): string {
  const id = ids['api-sports'];
  if (id === undefined) throw new RangeError(`API-Football has no league ${name}`);
  return id;
}
