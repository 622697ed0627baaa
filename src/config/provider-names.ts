/** Providers that come with this version, by their names in configuration, in options and on rows. */
export const PROVIDER_NAMES = ['api-sports', 'espn', 'the-odds-api', 'goalserve', 'nba-stats'] as const;
