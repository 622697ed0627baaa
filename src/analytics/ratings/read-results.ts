import type { CsvRecord } from '../../loads/csv-records.ts';
import { openCsvTable } from '../../loads/csv-table.ts';
import { LoadFileError } from '../../loads/load-error.ts';
import type { FranchiseCode, ResumedGame } from '../../sports/rating-rules.ts';
import { checkResults } from './check-results.ts';
import { onDayOfPlay } from './day-of-play.ts';
import { type FileLimits, withinBytes, withinRows } from '../tables/file-limits.ts';
import type { FileResult } from './file-result.ts';
import { franchiseOf } from './franchise-of.ts';
import { leaguesApart } from './leagues-apart.ts';
import { startYearOf } from './rated-game.ts';
import { readDay, readNeutral, readPoints, readSeason, readTeam } from './result-cells.ts';
import { NOTHING_RATED, RATING_LIMITS } from './nothing-rated.ts';
import { type RowProblems, noteProblems } from '../tables/row-problems.ts';
import { type CellsOf, type FieldNames, bindColumns } from '../tables/table-columns.ts';
import { isWhole } from '../tables/whole-row.ts';

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
  /** Clubs go up and down, each within its league: a file of several must say which one a game is of. */
  doLeaguesMatter: boolean;
  limits?: FileLimits;
};

type Field = 'date' | 'season' | 'league' | 'neutral' | 'home' | 'away' | 'home_score' | 'away_score';

/** Names that published files have for the fields. */
const NAMES: FieldNames<Field> = {
  date: ['date', 'gameday', 'game_date'],
  season: ['season'],
  league: ['league', 'div'],
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
  const { source, limits = RATING_LIMITS } = reading;
  const { columns, records } = await openCsvTable(withinBytes(bytes, source, limits));
  const cells = bindColumns(source, columns, NAMES, OPTIONAL);
  const problems = noteProblems();
  const games: FileResult[] = [];
  let unplayed = 0;
  for await (const record of withinRows(records, source, limits)) {
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
  problems.refuse(source, NOTHING_RATED);
  if (reading.doLeaguesMatter && cells.nameOf('league') === undefined) refuseSeveralLeagues(inOrder, source);
  return { games: inOrder, unplayed, notes: [...moved.map(resumedWords), ...notes] };
}

function resumedWords({ homeName, awayName, id, date }: FileResult): string {
  return `${homeName} and ${awayName} ended the game of line ${id} on ${date}: it counts on that day.`;
}

/** Without a column for leagues all games are of one; clubs that never meet are not. */
function refuseSeveralLeagues(games: readonly FileResult[], source: string): void {
  const apart = leaguesApart(games);
  if (apart === undefined) return;
  const shown = apart.groups
    .slice(0, 3)
    .map((clubs) => `${clubs.slice(0, 3).join(', ')} … (${clubs.length})`);
  throw new LoadFileError(
    'several_leagues',
    `${source} has several leagues and no column that tells them apart: in season ${apart.season} these clubs play only among themselves: ${shown.join('; ')}`,
    'Add a column league, for clubs go up and down within their own; or rate each league from a file of its own.',
  );
}

function isUnplayed(row: readonly string[], cells: CellsOf<Field>): boolean {
  return ['home_score', 'away_score'].every((field) => /^(NA|)$/.test(cells.text(row, field as Field)));
}

function gameOf(
  { line, cells: row }: CsvRecord,
  cells: CellsOf<Field>,
  problems: RowProblems,
  { franchiseCodes, canEndLevel, doLeaguesMatter }: ResultsReading,
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
  const leagueColumn = cells.nameOf('league');
  if (doLeaguesMatter && leagueColumn !== undefined && league === '')
    problems.add(
      line,
      leagueColumn,
      '',
      'is empty',
      'Name the league of every game, or leave the column out.',
    );
  return { id: line, date, season, league, isNeutral, home, away, homeName, awayName, homeScore, awayScore };
}
