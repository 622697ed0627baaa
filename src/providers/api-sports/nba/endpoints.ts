/** Paths and parameters of API-NBA v2 that are used, as the provider spells them. */
export const NBA_ENDPOINTS = {
  gamesOn: (dateUtc: string) => ({ endpoint: '/games', query: { date: dateUtc } }),
  gameById: (providerGameId: string) => ({ endpoint: '/games', query: { id: providerGameId } }),
  seasonGames: (season: number) => ({
    endpoint: '/games',
    query: { league: 'standard', season: String(season) },
  }),
  playerLines: (providerGameId: string, providerPlayerId?: string) => ({
    endpoint: '/players/statistics',
    query: {
      ...(providerPlayerId === undefined ? {} : { id: providerPlayerId }),
      game: providerGameId,
    },
  }),
  teamLines: (providerGameId: string) => ({ endpoint: '/games/statistics', query: { id: providerGameId } }),
  roster: (providerTeamId: string, season: number) => ({
    endpoint: '/players',
    query: { team: providerTeamId, season: String(season) },
  }),
  teams: () => ({ endpoint: '/teams', query: {} }),
} as const;
