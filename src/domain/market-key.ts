import { UnknownNameError } from './unknown-name.ts';

/** Markets of a game as feeds of odds name them, of props and players by how their names begin; a period may follow. */
const MARKET_KEY =
  /^(h2h|spreads|totals|team_totals|btts|draw_no_bet|double_chance|outrights|alternate_[a-z0-9_]+|(player|batter|pitcher)_[a-z0-9_]+)(_[a-z0-9]+)*$/;

/** The key of a market as it was given, in small letters. Throws UnknownNameError where nothing is ever called so. */
export function needMarketKey(value: string): string {
  const key = value.trim().toLowerCase();
  if (MARKET_KEY.test(key)) return key;
  throw new UnknownNameError(
    'market',
    `"${value}" is no market`,
    'Use h2h, spreads, totals, or one of them with alternate_ before or a period after, such as alternate_spreads or h2h_q1; props are called player_points and the like.',
  );
}
