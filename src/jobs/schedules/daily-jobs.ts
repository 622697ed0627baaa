/**
 * The jobs of every day, in the order in which `jobs run all` runs them: results of the days before, what follows from
 * them, and odds.
 */
export const DAILY_JOBS = ['update_games', 'refresh_cache', 'update_odds'] as const;

/** The clocks by which they come: the games of a night are over when it is three in the morning in New York. */
export const DAILY_ZONE = 'America/New_York';
