import type { League } from '../domain/league.ts';
import type { RosterMember, ScheduledGame } from '../domain/scheduled-game.ts';
import type { SeasonYear } from '../domain/season.ts';
import type { FootballClient } from '../providers/api-sports/football/client.ts';
import type { NbaClient } from '../providers/api-sports/nba/client.ts';
import type { NflClient } from '../providers/api-sports/nfl/client.ts';
import type { CallContext } from '../providers/http/provider-call.ts';

/** What a provider tells of a league beside its box scores. Every method makes one call and rejects with ProviderError. */
export type LeagueSource = {
  /** Every game of a season whose sides are known, without the preseason. */
  seasonGames: (
    league: League,
    season: SeasonYear,
    context: CallContext,
  ) => Promise<readonly ScheduledGame[]>;
  /** Who plays for a team in a season. */
  roster: (
    providerTeamId: string,
    season: SeasonYear,
    context: CallContext,
  ) => Promise<readonly RosterMember[]>;
};

export function createNbaSource(client: Pick<NbaClient, 'seasonGames' | 'roster'>): LeagueSource {
  return {
    seasonGames: (_league, season, context) => client.seasonGames(season, context),
    roster: client.roster,
  };
}

export function createNflSource(client: Pick<NflClient, 'seasonGames' | 'roster'>): LeagueSource {
  return {
    seasonGames: (_league, season, context) => client.seasonGames(season, context),
    // The provider lists a season's members only.
    roster: async (providerTeamId, season, context) =>
      (await client.roster(providerTeamId, season, context)).map((player) => ({ ...player, isActive: null })),
  };
}

export function createFootballSource(client: Pick<FootballClient, 'seasonGames' | 'roster'>): LeagueSource {
  return {
    seasonGames: (league, season, context) => client.seasonGames(league.apiSportsId, season, context),
    roster: (providerTeamId, _season, context) => client.roster(providerTeamId, context),
  };
}
