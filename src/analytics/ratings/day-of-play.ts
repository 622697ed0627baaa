import type { ResumedGame } from '../../sports/rating-rules.ts';
import type { FileResult } from './file-result.ts';

/** The game on the day on which it was ended, where that is known to be another than the file's. */
export function onDayOfPlay(game: FileResult, resumed: readonly ResumedGame[]): FileResult {
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
