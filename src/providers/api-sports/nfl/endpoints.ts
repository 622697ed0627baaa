/** The NFL among the leagues of the API; 2 is college football. */
export const NFL_LEAGUE = '1';

/** Paths and parameters of American Football v1 that are used, as the provider spells them. */
export const NFL_ENDPOINTS = {
  gamesOn: (dateUtc: string) => ({ endpoint: '/games', query: { date: dateUtc } }),
  gameById: (providerGameId: string) => ({ endpoint: '/games', query: { id: providerGameId } }),
  seasonGames: (season: number) => ({
    endpoint: '/games',
    query: { league: NFL_LEAGUE, season: String(season) },
  }),
  playerLines: (providerGameId: string, providerTeamId?: string) => ({
    endpoint: '/games/statistics/players',
    query: ofTeam({ id: providerGameId }, providerTeamId),
  }),
  teamLines: (providerGameId: string, providerTeamId?: string) => ({
    endpoint: '/games/statistics/teams',
    query: ofTeam({ id: providerGameId }, providerTeamId),
  }),
  roster: (providerTeamId: string, season: number) => ({
    endpoint: '/players',
    query: { team: providerTeamId, season: String(season) },
  }),
  teams: (season: number) => ({ endpoint: '/teams', query: { league: NFL_LEAGUE, season: String(season) } }),
} as const;

function ofTeam(query: { id: string }, providerTeamId: string | undefined): Record<string, string> {
  return providerTeamId === undefined ? query : { ...query, team: providerTeamId };
}
