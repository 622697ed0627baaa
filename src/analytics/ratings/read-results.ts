import type { CsvRecord } from '../../loads/csv-records.ts';
import { openCsvTable } from '../../loads/csv-table.ts';
import type { FranchiseCode, ResumedGame } from '../../sports/rating-rules.ts';
import { checkResults } from './check-results.ts';
import { onDayOfPlay } from './day-of-play.ts';
import type { FileResult } from './file-result.ts';
import { franchiseOf } from './franchise-of.ts';
import { startYearOf } from './rated-game.ts';
import { readDay, readNeutral, readPoints, readSeason, readTeam } from './result-cells.ts';
import { type RowProblems, noteProblems } from './row-problems.ts';
import { type CellsOf, type FieldNames, bindColumns } from './table-columns.ts';

export type FileResults = {
  /** In the order of play. */
  games: readonly FileResult[];
  /** Rows without scores: games that were not played. */
  unplayed: number;
  /** What may not be meant, in words. */
  notes: readonly string[];
};

export type ResultsReading = {
  /** What to call the file in messages. */
  source: string;
  franchiseCodes: readonly FranchiseCode[];
  resumedGames: readonly ResumedGame[];
  canEndLevel: boolean;
};

type Field = 'date' | 'season' | 'league' | 'neutral' | 'home' | 'away' | 'home_score' | 'away_score';

/** Names that published files have for the fields. */
const NAMES: FieldNames<Field> = {
  date: ['date', 'gameday', 'game_date'],
  season: ['season'],
  league: ['league'],
  neutral: ['neutral', 'location'],
  home: ['home', 'home_team', 'team1'],
  away: ['away', 'away_team', 'team2'],
  home_score: ['home_score', 'home_points', 'score1'],
  away_score: ['away_score', 'away_points', 'score2'],
};

const OPTIONAL: ReadonlySet<Field> = new Set(['league', 'neutral']);

/** Reads results of games as they come. Throws LoadFileError with every problem, its line, field and value. */
export async function readResults(
  bytes: AsyncIterable<Buffer>,
  reading: ResultsReading,
): Promise<FileResults> {
  const { columns, records } = await openCsvTable(bytes);
  const cells = bindColumns(reading.source, columns, NAMES, OPTIONAL);
  const problems = noteProblems();
  const games: FileResult[] = [];
  let unplayed = 0;
  for await (const record of records) {
    if (!isWhole(record, columns.length, problems)) continue;
    if (isUnplayed(record.cells, cells)) unplayed += 1;
    else {
      const game = gameOf(record, cells, problems, reading);
      if (game !== undefined) games.push(game);
    }
  }
  const played = games.map((game) => onDayOfPlay(game, reading.resumedGames));
  const moved = played.filter((game, index) => game !== games[index]);
  const { inOrder, notes } = checkResults(played, problems);
  problems.refuse(reading.source);
  return { games: inOrder, unplayed, notes: [...moved.map(resumedWords), ...notes] };
}

function resumedWords({ homeName, awayName, id, date }: FileResult): string {
  return `${homeName} and ${awayName} ended the game of line ${id} on ${date}: it counts on that day.`;
}

/** A row that ends before its header does was cut off. */
function isWhole({ line, cells, isUnclosed }: CsvRecord, width: number, problems: RowProblems): boolean {
  if (isUnclosed) {
    const value = cells.find((cell) => cell.includes('"')) ?? '';
    problems.add(line, 'row', value, 'has a quotation mark that is not closed', 'Close it, or double it.');
    return false;
  }
  const isTooWide = cells.slice(width).some((cell) => cell.trim() !== '');
  if (cells.length >= width && !isTooWide) return true;
  const problem = `has ${cells.length} columns, the header ${width}`;
  problems.add(line, 'row', cells.join(','), problem, 'Look for a comma too many or too few.');
  return false;
}

function isUnplayed(row: readonly string[], cells: CellsOf<Field>): boolean {
  return ['home_score', 'away_score'].every((field) => /^(NA|)$/.test(cells.text(row, field as Field)));
}

function gameOf(
  { line, cells: row }: CsvRecord,
  cells: CellsOf<Field>,
  problems: RowProblems,
  { franchiseCodes, canEndLevel }: ResultsReading,
): FileResult | undefined {
  const text = (field: Field): string => cells.text(row, field);
  const read = <T>(field: Field, of: Parameters<typeof problems.valueOf<T>>[3]): T | undefined =>
    problems.valueOf(line, cells.nameOf(field) ?? field, text(field), of);
  const date = read('date', readDay(text('date')));
  const season = read('season', readSeason(text('season'), date));
  const isNeutral = read('neutral', readNeutral(text('neutral')));
  const homeName = read('home', readTeam(text('home')));
  const awayName = read('away', readTeam(text('away')));
  const homeScore = read('home_score', readPoints(text('home_score')));
  const awayScore = read('away_score', readPoints(text('away_score')));
  if (date === undefined || season === undefined || isNeutral === undefined) return undefined;
  if (homeName === undefined || awayName === undefined) return undefined;
  if (homeScore === undefined || awayScore === undefined) return undefined;
  const [home, away] = [homeName, awayName].map((name) =>
    franchiseOf(franchiseCodes, name, startYearOf(date)),
  ) as [string, string];
  if (home === away)
    problems.add(line, cells.nameOf('away') ?? 'away', awayName, 'is the home team as well', 'Correct one.');
  if (homeScore === awayScore && !canEndLevel) {
    const remedy = 'Correct the score: no game of this sport ends level.';
    problems.add(line, cells.nameOf('away_score') ?? '', String(awayScore), 'is the score of both', remedy);
  }
  const league = text('league');
  return { id: line, date, season, league, isNeutral, home, away, homeName, awayName, homeScore, awayScore };
}
