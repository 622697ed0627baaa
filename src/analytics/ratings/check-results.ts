import type { FileResult } from './file-result.ts';
import { inOrderOfPlay } from './rated-game.ts';
import type { RowProblems } from '../tables/row-problems.ts';

/** Two rows of one day that are hard to tell from one game written twice are told of; so many of them. */
const MOST_NOTES = 5;

/** Brings games into the order of play, and notes what no order of play has. */
export function checkResults(
  games: readonly FileResult[],
  problems: RowProblems,
): { inOrder: readonly FileResult[]; notes: readonly string[] } {
  const inOrder = inOrderOfPlay(games);
  noteSeasonsGoingBack(inOrder, problems);
  return { inOrder, notes: noteTwice(games, problems) };
}

/** A team is in one season after the other. */
function noteSeasonsGoingBack(inOrder: readonly FileResult[], problems: RowProblems): void {
  const seasons = new Map<string, FileResult>();
  for (const game of inOrder) {
    for (const team of [game.home, game.away]) {
      const last = seasons.get(team);
      if (last === undefined || last.season <= game.season) seasons.set(team, game);
      else
        problems.add(
          game.id,
          'season',
          String(game.season),
          `comes after a game of ${team} in season ${last.season} on ${last.date} (line ${last.id})`,
          'Correct the season or the date of one of them.',
        );
    }
  }
}

/**
 * The same game twice is a mistake, also with its sides exchanged, as files with a row for each team have it; another
 * score on the same day may be one, or the rest of a game that was stopped.
 */
function noteTwice(games: readonly FileResult[], problems: RowProblems): string[] {
  const seen = new Map<string, FileResult>();
  const notes: string[] = [];
  for (const game of games) {
    const [one, other] = game.home < game.away ? [game.home, game.away] : [game.away, game.home];
    // With the length of the first name no two pairs read the same.
    const key = `${game.date} ${one.length} ${one} ${other}`;
    const first = seen.get(key);
    seen.set(key, first ?? game);
    if (first === undefined) continue;
    const isSame =
      scoreOf(first, game.home) === game.homeScore && scoreOf(first, game.away) === game.awayScore;
    if (isSame)
      problems.add(
        game.id,
        'row',
        `${game.date} ${game.homeName} ${game.awayName}`,
        `is the game of line ${first.id} again`,
        'Leave one out.',
      );
    else
      notes.push(
        `${game.homeName} and ${game.awayName} have two games on ${game.date} (lines ${first.id} and ${game.id}): both count.`,
      );
  }
  return notes.length > MOST_NOTES
    ? [...notes.slice(0, MOST_NOTES), `There are ${notes.length - MOST_NOTES} more such days.`]
    : notes;
}

function scoreOf({ home, homeScore, awayScore }: FileResult, team: FileResult['home']): number | null {
  return team === home ? homeScore : awayScore;
}
