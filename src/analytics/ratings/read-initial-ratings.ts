import { openCsvTable } from '../../loads/csv-table.ts';
import { withinBytes, withinRows } from '../tables/file-limits.ts';
import type { TeamRating } from './rated-game.ts';
import { readRating, readSeason, readTeam } from './result-cells.ts';
import { NOTHING_RATED, RATING_LIMITS } from './nothing-rated.ts';
import { noteProblems } from '../tables/row-problems.ts';
import { type FieldNames, bindColumns } from '../tables/table-columns.ts';
import { isWhole } from '../tables/whole-row.ts';

type Field = 'team' | 'rating' | 'season';

const NAMES: FieldNames<Field> = { team: ['team'], rating: ['rating', 'elo'], season: ['season'] };

/** A rating that a team begins with, and where it stands. */
export type InitialRating = TeamRating & { line: number };

/**
 * Reads the ratings with which teams begin (team, rating and, where it is one of the end of a season, that season).
 * Throws LoadFileError with every problem.
 */
export async function readInitialRatings(
  bytes: AsyncIterable<Buffer>,
  { source, nameOf }: { source: string; nameOf: (team: string) => string },
): Promise<ReadonlyMap<string, InitialRating>> {
  const { columns, records } = await openCsvTable(withinBytes(bytes, source, RATING_LIMITS));
  const cells = bindColumns(source, columns, NAMES, new Set<Field>(['season']));
  const problems = noteProblems();
  const ratings = new Map<string, InitialRating>();
  for await (const record of withinRows(records, source, RATING_LIMITS)) {
    if (!isWhole(record, columns.length, problems)) continue;
    const { line, cells: row } = record;
    const [teamText, ratingText, seasonText] = [
      cells.text(row, 'team'),
      cells.text(row, 'rating'),
      cells.text(row, 'season'),
    ];
    const team = problems.valueOf(line, cells.nameOf('team') ?? 'team', teamText, readTeam(teamText));
    const rating = problems.valueOf(line, cells.nameOf('rating') ?? '', ratingText, readRating(ratingText));
    const season =
      seasonText === ''
        ? null
        : problems.valueOf(line, 'season', seasonText, readSeason(seasonText, undefined));
    if (team === undefined || rating === undefined || season === undefined) continue;
    const name = nameOf(team);
    const before = ratings.get(name)?.line;
    if (before !== undefined)
      problems.add(line, 'team', team, `has a rating in line ${before} already`, 'Leave one out.');
    ratings.set(name, { rating, season, line, isGiven: true });
  }
  problems.refuse(source, NOTHING_RATED);
  return ratings;
}
