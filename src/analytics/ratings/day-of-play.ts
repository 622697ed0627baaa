import type { ResumedGame } from '../../sports/rating-rules.ts';
import type { ResultToRate } from './rated-game.ts';

/** The game on the day on which it was ended, where that is known to be another than it is listed on. */
export function onDayOfPlay<G extends ResultToRate>(game: G, resumed: readonly ResumedGame[]): G {
  const found = resumed.find(
    (one) =>
      one.listedOn.includes(game.date) &&
      one.home === game.home &&
      one.away === game.away &&
      one.homeScore === game.homeScore &&
      one.awayScore === game.awayScore,
  );
  return found === undefined ? game : { ...game, date: found.endedOn };
}
