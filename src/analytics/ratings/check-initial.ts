import type { FileResult } from './file-result.ts';
import type { InitialRating } from './read-initial-ratings.ts';
import { NOTHING_RATED } from './nothing-rated.ts';
import { noteProblems } from '../tables/row-problems.ts';

/** Teams that are named in a note. */
const MOST_TOLD = 10;

/**
 * Holds the ratings that teams begin with against their first games, in the order of play. Throws LoadFileError with every
 * rating of a season that is not over before the team's first game; returns what may not be meant, in words.
 */
export function checkInitial(
  ratings: ReadonlyMap<string, InitialRating>,
  games: readonly FileResult[],
  source: string,
): readonly string[] {
  const firsts = firstGames(games);
  const problems = noteProblems();
  const unused: string[] = [];
  const early: string[] = [];
  for (const [team, { season, line }] of ratings) {
    const first = firsts.get(team);
    if (first === undefined) unused.push(team);
    else if (season === null || season === first.season - 1) continue;
    else if (season < first.season - 1) early.push(`${team} (${season}, first game in ${first.season})`);
    else
      problems.add(
        line,
        'season',
        String(season),
        `is not over before the first game of ${team}, on ${first.date} in season ${first.season}`,
        'Give the rating of the end of the season before, or leave the season empty for the rating of that game.',
      );
  }
  problems.refuse(source, NOTHING_RATED);
  return [
    ...notesOf('Initial ratings of teams that play none of the games', unused),
    ...notesOf('Initial ratings of seasons long before the first game, carried over once', early),
  ];
}

function firstGames(games: readonly FileResult[]): ReadonlyMap<string, FileResult> {
  const firsts = new Map<string, FileResult>();
  for (const game of games)
    for (const team of [game.home, game.away]) if (!firsts.has(team)) firsts.set(team, game);
  return firsts;
}

function notesOf(what: string, teams: readonly string[]): string[] {
  if (teams.length === 0) return [];
  const more = teams.length > MOST_TOLD ? ` and ${teams.length - MOST_TOLD} more` : '';
  return [`${what}: ${teams.slice(0, MOST_TOLD).join(', ')}${more}.`];
}
