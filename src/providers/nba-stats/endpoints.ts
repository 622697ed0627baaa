/** A question to one of the two hosts. */
export type NbaStatsQuestion = { endpoint: string; query: Readonly<Record<string, string>> };

const LEAGUE = { LeagueID: '00' };

/** Files of cdn.nba.com. */
export const CDN = {
  schedule: (): NbaStatsQuestion => ({
    endpoint: '/static/json/staticData/scheduleLeagueV2.json',
    query: {},
  }),
  todaysBoard: (): NbaStatsQuestion => ({
    endpoint: '/static/json/liveData/scoreboard/todaysScoreboard_00.json',
    query: {},
  }),
  boxScore: (gameId: string): NbaStatsQuestion => ({
    endpoint: '/static/json/liveData/boxscore/boxscore_{gameId}.json',
    query: { gameId },
  }),
};

/** Questions to stats.nba.com. Those of the third version: the second dies endpoint by endpoint. */
export const STATS = {
  /** `2023-24` for 2023. */
  schedule: (season: string): NbaStatsQuestion => ({
    endpoint: '/stats/scheduleleaguev2',
    query: { ...LEAGUE, Season: season },
  }),
  /** The games of a day by the league's clock. */
  board: (easternDate: string): NbaStatsQuestion => ({
    endpoint: '/stats/scoreboardv3',
    query: { GameDate: easternDate, ...LEAGUE },
  }),
  boxScore: (gameId: string): NbaStatsQuestion => ({
    endpoint: '/stats/boxscoretraditionalv3',
    query: { GameID: gameId },
  }),
  advanced: (gameId: string): NbaStatsQuestion => ({
    endpoint: '/stats/boxscoreadvancedv3',
    query: { GameID: gameId },
  }),
  /** Everybody who ever was in the league, as it stands in a season: `2025-26`. Of the second version; there is no third. */
  leaguePlayers: (season: string): NbaStatsQuestion => ({
    endpoint: '/stats/commonallplayers',
    query: { ...LEAGUE, Season: season, IsOnlyCurrentSeason: '0' },
  }),
  summary: (gameId: string): NbaStatsQuestion => ({
    endpoint: '/stats/boxscoresummaryv3',
    query: { GameID: gameId },
  }),
};
