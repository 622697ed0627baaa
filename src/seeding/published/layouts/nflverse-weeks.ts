import { type Cells, type GamePlace, type RowFault, count } from './layout.ts';

/** The names by which nflverse tells which game a row is of; its weeks run on through the playoffs. */
export const WEEK_COLUMNS = { season: ['season'], week: ['week'] } as const;
export const WEEK_TYPE = { seasonType: ['season_type'], opponent: ['opponent_team'] } as const;

/** A team plays once a week: its row names the game. */
export function weekOf(row: Cells): GamePlace {
  return {
    when: { seasonYear: Number(row['season']), week: Number(row['week']) },
    team: row['team'] ?? '',
    opponent: row['opponent'],
    isPlayoff: row['seasonType'] === undefined ? undefined : row['seasonType'] === 'POST',
  };
}

/** `REG` and `POST` are the two parts of a season. */
export function unknownSeasonType(row: Cells): RowFault | undefined {
  const { seasonType } = row;
  if (seasonType === undefined || seasonType === 'REG' || seasonType === 'POST') return undefined;
  return {
    reason: 'unknown_season_type',
    column: 'seasonType',
    problem: 'there is no such part of a season',
    remedy: 'It is REG or POST; games before the season are not loaded.',
  };
}

/** Yards lost by sacks are told as a loss or as a negative gain, by release of the file. */
export function lostYards(row: Cells, column: string): number | null {
  const yards = count(row, column);
  return yards === null ? null : Math.abs(yards);
}

/** The figures of a part of the game; null each where all of them are nothing, for then the player has no part in it. */
export function partOf<Name extends string>(
  figures: Readonly<Record<Name, number | null>>,
): Record<Name, number | null> {
  const isNothing = Object.values(figures).every((value) => value === null || value === 0);
  if (!isNothing) return { ...figures };
  return Object.fromEntries(Object.keys(figures).map((name) => [name, null])) as Record<Name, null>;
}
