/** The most matches that one call with `ids` takes. */
export const MAX_IDS = 20;

/** Paths and parameters of API-Football v3 that are used, as the provider spells them. */
export const FOOTBALL_ENDPOINTS = {
  gamesOn: (dateUtc: string) => ({ endpoint: '/fixtures', query: { date: dateUtc } }),
  leagueGamesOn: (dateUtc: string, league: { providerLeagueId: string; season: number }) => ({
    endpoint: '/fixtures',
    query: { date: dateUtc, league: league.providerLeagueId, season: String(league.season) },
  }),
  seasonGames: (providerLeagueId: string, season: number) => ({
    endpoint: '/fixtures',
    query: { league: providerLeagueId, season: String(season) },
  }),
  roster: (providerTeamId: string) => ({ endpoint: '/players/squads', query: { team: providerTeamId } }),
  boxScores: (providerGameIds: readonly string[]) => ({
    endpoint: '/fixtures',
    query: { ids: providerGameIds.join('-') },
  }),
  lineups: (providerGameId: string) => ({
    endpoint: '/fixtures/lineups',
    query: { fixture: providerGameId },
  }),
  /** One team's players, or its figures, in a match. */
  ofTeam: (what: 'players' | 'statistics', providerGameId: string, providerTeamId: string) => ({
    endpoint: `/fixtures/${what}`,
    query: { fixture: providerGameId, team: providerTeamId },
  }),
} as const;
