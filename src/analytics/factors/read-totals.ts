import type { CsvRecord } from '../../loads/csv-records.ts';
import { openCsvTable } from '../../loads/csv-table.ts';
import { type FileLimits, withinBytes, withinRows } from '../tables/file-limits.ts';
import { type RowProblems, noteProblems } from '../tables/row-problems.ts';
import { type CellsOf, type FieldNames, bindColumns } from '../tables/table-columns.ts';
import { isWhole } from '../tables/whole-row.ts';
import { type GivenTotals, completeTotals } from './complete-totals.ts';
import type { TeamTotals } from './team-totals.ts';
import { readMinutes, readTotal } from './total-cells.ts';

/** What parts one row from the others; a file need not have all of it. */
export const LABELS = ['season', 'league', 'game', 'date', 'team', 'team_id'] as const;
export type Label = (typeof LABELS)[number];

export type TotalsRow = {
  line: number;
  /** As the file has them; empty where it has no such column. */
  labels: Readonly<Record<Label, string>>;
  /** NaN where the file does not say it. */
  games: number;
  totals: TeamTotals;
};

export type TotalsFile = {
  source: string;
  rows: readonly TotalsRow[];
  /** Labels that the file has a column for. */
  labels: readonly Label[];
  /** Rows that can't be used, with the reason: line, field, value, how to mend it. */
  refused: readonly string[];
  refusedCount: number;
  /** Rows whose sums are off by the rounding of means. */
  rounded: number;
};

type Field = Label | 'games' | keyof GivenTotals;

/** Names that published tables have, and those of the project's own. */
const NAMES: FieldNames<Field> = {
  season: ['season', 'year', 'season_year'],
  league: ['lg', 'league'],
  game: ['game_id', 'game'],
  date: ['date', 'game_date'],
  team: ['team', 'team_name'],
  team_id: ['team_id'],
  games: ['g', 'gp', 'games', 'games_played'],
  minutes: ['mp', 'min', 'minutes'],
  fieldGoals: ['fg', 'fgm', 'fg_made', 'field_goals_made', 'field_goals'],
  fieldGoalAttempts: ['fga', 'fg_attempted', 'field_goals_attempted'],
  threes: ['x3p', '3p', 'fg3m', 'tpm', 'three_made', 'three_pointers_made'],
  threeAttempts: ['x3pa', '3pa', 'fg3a', 'tpa', 'three_attempted', 'three_pointers_attempted'],
  freeThrows: ['ft', 'ftm', 'ft_made', 'free_throws_made'],
  freeThrowAttempts: ['fta', 'ft_attempted', 'free_throws_attempted'],
  offensiveRebounds: ['orb', 'oreb', 'offensive_rebounds'],
  defensiveRebounds: ['drb', 'dreb', 'defensive_rebounds'],
  rebounds: ['trb', 'reb', 'rebounds', 'total_rebounds'],
  turnovers: ['tov', 'turnovers'],
  points: ['pts', 'points'],
};

/** Without these no figure at all comes about. */
const NEEDED: ReadonlySet<Field> = new Set(['team', 'fieldGoals', 'fieldGoalAttempts', 'freeThrowAttempts']);
const OPTIONAL = new Set((Object.keys(NAMES) as Field[]).filter((field) => !NEEDED.has(field)));

/** All rows of a file are held at once: two hundred years of a league of a hundred teams, game by game. */
const LIMITS: FileLimits = {
  bytes: 256 * 1024 * 1024,
  rows: 500_000,
  remedy: 'Split it by season: no figure needs the rows of another one.',
};

/**
 * Reads totals of teams, or with `prefix` those of their opponents, whose columns may be led by it. Throws LoadFileError
 * for a file without the columns that every figure needs; a row that cannot be is left out with its reason.
 */
export async function readTotals(
  bytes: AsyncIterable<Buffer>,
  { source, prefix }: { source: string; prefix?: string },
): Promise<TotalsFile> {
  const { columns, records } = await openCsvTable(withinBytes(bytes, source, LIMITS));
  const isLed = prefix !== undefined && columns.some((column) => column.toLowerCase().startsWith(prefix));
  const cells = bindColumns(source, columns, isLed ? led(prefix) : NAMES, OPTIONAL);
  const problems = noteProblems();
  const rows: TotalsRow[] = [];
  let [refusedCount, rounded] = [0, 0];
  for await (const record of withinRows(records, source, LIMITS)) {
    const read = isWhole(record, columns.length, problems) ? rowOf(record, cells, problems) : undefined;
    if (read === undefined) refusedCount += 1;
    else {
      rows.push(read.row);
      if (read.isRounded) rounded += 1;
    }
  }
  const labels = LABELS.filter((label) => cells.nameOf(label) !== undefined);
  return { source, rows, labels, refused: problems.words(), refusedCount, rounded };
}

/** The names of totals, led by a prefix; labels, games and minutes are those of the team itself. */
function led(prefix: string): FieldNames<Field> {
  const own = new Set<string>([...LABELS, 'games', 'minutes']);
  return Object.fromEntries(
    Object.entries(NAMES).map(([field, names]) => [
      field,
      own.has(field) ? names : names.map((name) => `${prefix}${name}`),
    ]),
  ) as FieldNames<Field>;
}

function rowOf(
  { line, cells: row }: CsvRecord,
  cells: CellsOf<Field>,
  problems: RowProblems,
): { row: TotalsRow; isRounded: boolean } | undefined {
  const before = problems.count();
  const text = (field: Field): string => cells.text(row, field);
  const numberIn = (field: Field, read = readTotal): number =>
    problems.valueOf(line, cells.nameOf(field) ?? field, text(field), read(text(field))) ?? Number.NaN;
  const given: GivenTotals = {
    minutes: numberIn('minutes', readMinutes),
    fieldGoals: numberIn('fieldGoals'),
    fieldGoalAttempts: numberIn('fieldGoalAttempts'),
    threes: numberIn('threes'),
    threeAttempts: numberIn('threeAttempts'),
    freeThrows: numberIn('freeThrows'),
    freeThrowAttempts: numberIn('freeThrowAttempts'),
    offensiveRebounds: numberIn('offensiveRebounds'),
    defensiveRebounds: numberIn('defensiveRebounds'),
    rebounds: numberIn('rebounds'),
    turnovers: numberIn('turnovers'),
    points: numberIn('points'),
  };
  const games = numberIn('games');
  const labels = Object.fromEntries(LABELS.map((label) => [label, text(label)])) as Record<Label, string>;
  if (labels.team === '')
    problems.add(line, cells.nameOf('team') ?? 'team', '', 'is empty', 'Name the team.');
  const { totals, misfits, isRounded } = completeTotals(given);
  for (const { field, problem, remedy } of misfits)
    problems.add(line, cells.nameOf(field) ?? field, text(field), problem, remedy);
  return problems.count() > before ? undefined : { row: { line, labels, games, totals }, isRounded };
}
