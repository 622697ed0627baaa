/** Providers that come with this version, by their names in configuration, in options and on rows. */
export const PROVIDER_NAMES = ['api-sports', 'nba-stats', 'espn', 'the-odds-api'] as const;
