import { parse } from 'csv-parse/sync';
import { LoadFileError } from '../../loads/load-error.ts';
import type { QuarantinedRow } from '../../loads/load-record.ts';

/** A row of a weekly list of injuries, as nflverse publishes it. */
export type WeeklyReport = {
  /** The header is line 1. */
  line: number;
  season: number;
  week: number;
  team: string;
  name: string;
  status: string;
};

/** A row that was read, as the quarantine keeps it. */
export function rawOf({ season, week, team, name, status }: WeeklyReport): object {
  return { season, week, team, full_name: name, report_status: status };
}

const COLUMNS = ['season', 'week', 'team', 'full_name', 'report_status'] as const;
type Column = (typeof COLUMNS)[number];

/** Characters that the columns of injuries take. */
const LONGEST: Readonly<Partial<Record<Column, number>>> = { team: 200, full_name: 200, report_status: 60 };

/**
 * The rows of a file with the columns `season`, `week`, `team`, `full_name` and `report_status`, in any order; others
 * are left alone. Throws LoadFileError for a file that has not these columns, or no row.
 */
export function readInjuryFile(text: string): { reports: WeeklyReport[]; refused: QuarantinedRow[] } {
  const rows = recordsOf(text);
  const [header, ...records] = rows;
  const names = header?.record.map((cell) => cell.trim().toLowerCase()) ?? [];
  const missing = COLUMNS.filter((column) => !names.includes(column));
  if (missing.length > 0) {
    throw new LoadFileError(
      'unknown_layout',
      `the file has no column ${missing.join(', ')}`,
      `Files of injuries have the columns ${COLUMNS.join(', ')}.`,
    );
  }
  if (records.length === 0)
    throw new LoadFileError('empty_file', 'the file has no rows', 'Fetch it again, and look at its size.');
  const reports: WeeklyReport[] = [];
  const refused: QuarantinedRow[] = [];
  for (const { record, info } of records) {
    const cell = (column: Column): string => (record[names.indexOf(column)] ?? '').trim();
    const read = readRow(info.lines, cell);
    if ('reason' in read)
      refused.push({ ...read, raw: Object.fromEntries(COLUMNS.map((one) => [one, cell(one)])) });
    else reports.push(read);
  }
  return { reports, refused };
}

function recordsOf(text: string): { record: string[]; info: { lines: number } }[] {
  try {
    return parse(text, {
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }) as unknown as { record: string[]; info: { lines: number } }[];
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new LoadFileError(
      'broken_file',
      `the file is no CSV: ${problem}`,
      'Mend the line, or fetch it again.',
      {
        cause: error,
      },
    );
  }
}

function readRow(line: number, cell: (column: Column) => string): WeeklyReport | Omit<QuarantinedRow, 'raw'> {
  const refuse = (field: Column, reason: string, problem: string, remedy: string) => ({
    line,
    field,
    value: cell(field),
    reason,
    problem,
    remedy,
  });
  for (const field of COLUMNS) {
    if (cell(field) === '' || cell(field) === 'NA')
      return refuse(field, 'missing_value', `${field} is missing`, 'Fill it in, and load the file again.');
    const longest = LONGEST[field];
    if (longest !== undefined && cell(field).length > longest)
      return refuse(
        field,
        'too_long',
        `${field} has more than ${longest} characters`,
        'Look whether a quote is missing.',
      );
  }
  const season = Number(cell('season'));
  if (!/^\d{4}$/.test(cell('season')))
    return refuse(
      'season',
      'bad_season',
      'the season is no year',
      'Write the year in which it starts: 2025.',
    );
  const week = Number(cell('week'));
  if (!/^\d{1,2}$/.test(cell('week')) || week < 1)
    return refuse('week', 'bad_week', 'the week is no number from 1 on', 'Write its number: 7.');
  return { line, season, week, team: cell('team'), name: cell('full_name'), status: cell('report_status') };
}
