/** Feeds as JSON, which some of them are not even then. The second word is spelled as the provider spells it. */
const AS_JSON = { json: '1' };

export const GOALSERVE = {
  nbaSchedule: { endpoint: '/bsktbl/nba-shedule', query: AS_JSON },
  nflSchedule: { endpoint: '/football/nfl-shedule', query: AS_JSON },
  /** A day with all of its box scores: `05.11.2025`. */
  nbaScores: (date: string) => ({ endpoint: '/bsktbl/nba-scores', query: { date, ...AS_JSON } }),
  /** The prices of basketball; other leagues than ours come along. */
  basketballOdds: { endpoint: '/getodds/soccer', query: { cat: 'basket_10', ...AS_JSON } },
} as const;
