import { type ColumnName, columnKey, readColumnName } from './column-name.ts';
import { editDistance } from '../../domain/edit-distance.ts';
import { isTimedKey } from './presets/native-fields.ts';
import { ScheduleFileError } from './schedule-file-error.ts';

/** The header of a CSV file, with its columns found by name however they are written. */
export type CsvHeader = {
  /** The names as they stand in the file; publishers leave some blank. */
  names: readonly string[];
  /** What the columns hold, as `columnKey` has it; without the zone that a name may tell. */
  keys: readonly string[];
  columns: readonly ColumnName[];
};

export function readHeader(cells: readonly string[]): CsvHeader {
  const names = cells.map((cell) => cell.trim());
  const columns = names.map((name) => readColumnName(name, isTimedKey));
  return { names, keys: columns.map(({ key }) => key), columns };
}

/** The position of the column with this very name, however it is written; -1 when there is none. */
export function findNamedColumn(header: CsvHeader, name: string): number {
  const exact = header.names.indexOf(name.trim());
  return exact >= 0 ? exact : header.names.findIndex((candidate) => columnKey(candidate) === columnKey(name));
}

/** The position of the `occurrence`-th column (0 is the first) with one of these names; -1 when there is none. */
export function findColumn(header: CsvHeader, keys: readonly string[], occurrence = 0): number {
  for (const key of keys) {
    let seen = 0;
    for (const [index, candidate] of header.keys.entries()) {
      if (candidate !== key) continue;
      if (seen === occurrence) return index;
      seen += 1;
    }
  }
  return -1;
}

/** Like `findColumn`, but a missing column is an error that lists what was found and suggests near names. */
export function needColumn(
  header: CsvHeader,
  keys: readonly string[],
  meaning: string,
  occurrence = 0,
): number {
  const index = findColumn(header, keys, occurrence);
  if (index >= 0) return index;
  const found = header.names.filter((name) => name !== '');
  const near = found.filter((name) => keys.some((key) => isNear(columnKey(name), key)));
  const hint = near.length > 0 ? ` Did you mean ${near.join(' or ')}?` : '';
  throw new ScheduleFileError(
    'missing_column',
    `the file has no column for the ${meaning} (${keys[0]}); columns found: ${found.slice(0, 40).join(', ') || 'none'}.${hint}`,
    'Add the column, or say which one it is with --columns, for example --columns home=HomeTeam,away=AwayTeam.',
  );
}

/** Finds the separator that splits the header line into the most fields. */
export function detectDelimiter(headerLine: string): ',' | ';' | '\t' {
  const withoutQuoted = headerLine.replace(/"[^"]*"/g, '');
  const count = (delimiter: string): number => withoutQuoted.split(delimiter).length;
  const candidates = [',', ';', '\t'] as const;
  return candidates.reduce((best, candidate) => (count(candidate) > count(best) ? candidate : best));
}

/** Near enough to suggest: one contains the other, or a few letters differ. */
function isNear(found: string, wanted: string): boolean {
  if (found.length < 3) return false;
  if (found.includes(wanted) || wanted.includes(found)) return true;
  return editDistance(found, wanted) <= Math.max(1, Math.floor(wanted.length / 4));
}
