import type { EloRules } from '../../sports/rating-rules.ts';
import type { RatedGame, ResultToRate } from './rated-game.ts';

/** Points of rating by which one side is ten times as likely to win as the other. */
export const POINTS_OF_TEN_TO_ONE = 400;

/** By how many points the home side is the better one, its advantage in it. */
export function leadOf(
  rules: EloRules,
  before: { home: number; away: number },
  { isNeutral }: Pick<ResultToRate, 'isNeutral'>,
): number {
  return before.home + (isNeutral ? 0 : rules.homeAdvantage) - before.away;
}

/** What a side with this lead is expected to get of a game, 0 to 1. */
export function expectedShare(lead: number): number {
  return 1 / (1 + 10 ** (-lead / POINTS_OF_TEN_TO_ONE));
}

/** One game: the ratings before it and its result in, its row out. What one side gains, the other loses. */
export function rateGame<G extends ResultToRate>(
  rules: EloRules,
  before: { home: number; away: number },
  game: G,
): RatedGame<G> {
  const lead = leadOf(rules, before, game);
  const probability = expectedShare(lead);
  const margin = game.homeScore - game.awayScore;
  const factor = rules.marginFactor(Math.abs(margin), Math.sign(margin) * lead);
  const shift = rules.weight * factor * ((Math.sign(margin) + 1) / 2 - probability);
  return {
    game,
    home: { before: before.home, after: before.home + shift },
    away: { before: before.away, after: before.away - shift },
    probability,
  };
}
