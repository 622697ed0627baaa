/** Why a whole row waits in quarantine although it may be right: it is read again when the cause is mended. */
export const ROW_REASONS = [
  'unknown_team',
  'ambiguous_team',
  'unknown_league',
  'other_league',
  'no_game',
  'several_games',
  'sides_exchanged',
  'same_team_twice',
  'score_differs',
  'season_differs',
  'week_differs',
] as const;
