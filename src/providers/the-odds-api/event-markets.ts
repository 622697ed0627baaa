import type { Sport } from '../../domain/sport.ts';

/**
 * Markets that come by event only, by sport: props of players, alternates, and the markets beside the featured ones.
 * From https://the-odds-api.com/sports-odds-data/betting-markets.html, 2025; which bookmakers have them differs, and
 * what none has costs nothing. Periods are the market of the game with one of `PERIODS` behind it.
 */
const OF_EVERY_SPORT = [
  'h2h',
  'spreads',
  'totals',
  'h2h_3_way',
  'alternate_spreads',
  'alternate_totals',
  'team_totals',
  'alternate_team_totals',
] as const;

const PROPS: Readonly<Partial<Record<Sport, readonly string[]>>> = {
  NBA: [
    'player_points',
    'player_rebounds',
    'player_assists',
    'player_threes',
    'player_blocks',
    'player_steals',
    'player_blocks_steals',
    'player_turnovers',
    'player_points_rebounds_assists',
    'player_points_rebounds',
    'player_points_assists',
    'player_rebounds_assists',
    'player_field_goals',
    'player_frees_made',
    'player_frees_attempts',
    'player_first_basket',
    'player_first_team_basket',
    'player_double_double',
    'player_triple_double',
    'player_points_alternate',
    'player_rebounds_alternate',
    'player_assists_alternate',
    'player_threes_alternate',
  ],
  NFL: [
    'player_pass_yds',
    'player_pass_tds',
    'player_pass_attempts',
    'player_pass_completions',
    'player_pass_interceptions',
    'player_pass_longest_completion',
    'player_pass_rush_yds',
    'player_rush_yds',
    'player_rush_attempts',
    'player_rush_longest',
    'player_rush_tds',
    'player_rush_reception_yds',
    'player_rush_reception_tds',
    'player_receptions',
    'player_reception_yds',
    'player_reception_longest',
    'player_reception_tds',
    'player_anytime_td',
    'player_1st_td',
    'player_last_td',
    'player_tds_over',
    'player_sacks',
    'player_solo_tackles',
    'player_tackles_assists',
    'player_defensive_interceptions',
    'player_field_goals',
    'player_kicking_points',
    'player_pats',
    'player_pass_yds_alternate',
    'player_rush_yds_alternate',
    'player_reception_yds_alternate',
    'player_receptions_alternate',
  ],
  FOOTBALL: [
    'btts',
    'draw_no_bet',
    'player_goal_scorer_anytime',
    'player_first_goal_scorer',
    'player_last_goal_scorer',
    'player_to_receive_card',
    'player_to_receive_red_card',
    'player_shots_on_target',
    'player_shots',
    'player_assists',
  ],
};

/** Parts of a game that have markets of their own. */
const PERIODS: Readonly<Partial<Record<Sport, readonly string[]>>> = {
  NBA: ['q1', 'q2', 'q3', 'q4', 'h1', 'h2'],
  NFL: ['q1', 'q2', 'q3', 'q4', 'h1', 'h2'],
  FOOTBALL: ['h1', 'h2'],
};

/** The markets that an event of a sport may be asked for. */
export function eventMarketsOf(sport: Sport): readonly string[] {
  const ofPeriods = (PERIODS[sport] ?? []).flatMap((period) =>
    [...OF_EVERY_SPORT].map((market) => `${market}_${period}`),
  );
  return [...OF_EVERY_SPORT, ...ofPeriods, ...(PROPS[sport] ?? [])];
}
