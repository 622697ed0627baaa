/** When a rating that is given counts: at a team's first game, as that of the end of a season, or at the start of one. */
export const GIVEN_MOMENTS = ['first_game', 'season_end', 'season_start'] as const;
export type GivenMoment = (typeof GIVEN_MOMENTS)[number];
