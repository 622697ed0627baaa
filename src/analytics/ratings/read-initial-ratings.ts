import { openCsvTable } from '../../loads/csv-table.ts';
import type { TeamRating } from './rated-game.ts';
import { readRating, readSeason, readTeam } from './result-cells.ts';
import { noteProblems } from './row-problems.ts';
import { type FieldNames, bindColumns } from './table-columns.ts';

type Field = 'team' | 'rating' | 'season';

const NAMES: FieldNames<Field> = { team: ['team'], rating: ['rating', 'elo'], season: ['season'] };

/**
 * Reads the ratings with which teams begin (team, rating and, where it is one of the end of a season, that season).
 * Throws LoadFileError with every problem.
 */
export async function readInitialRatings(
  bytes: AsyncIterable<Buffer>,
  { source, nameOf }: { source: string; nameOf: (team: string) => string },
): Promise<ReadonlyMap<string, TeamRating>> {
  const { columns, records } = await openCsvTable(bytes);
  const cells = bindColumns(source, columns, NAMES, new Set<Field>(['season']));
  const problems = noteProblems();
  const ratings = new Map<string, TeamRating>();
  const lines = new Map<string, number>();
  for await (const { line, cells: row } of records) {
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
    const before = lines.get(name);
    if (before !== undefined)
      problems.add(line, 'team', team, `has a rating in line ${before} already`, 'Leave one out.');
    lines.set(name, line);
    ratings.set(name, { rating, season });
  }
  problems.refuse(source);
  return ratings;
}
