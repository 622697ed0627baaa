import { chooseCsvPreset } from './choose-preset.ts';
import { columnKey } from './column-name.ts';
import { type CsvHeader, readHeader } from './csv-header.ts';
import type { FileContext, ReadScheduleOptions } from './parsed-game.ts';
import { CSV_PRESETS } from './presets/catalog.ts';
import { nativeCsv } from './presets/native-csv.ts';
import { NATIVE_FIELDS } from './presets/native-fields.ts';
import type { CsvPreset, FileProgress } from './presets/preset.ts';
import type { RowReading } from './raw-game.ts';
import { quoteValue, rejectRow } from './row-rejection.ts';
import type { TimeWatch } from './watch-times.ts';
import { ScheduleFileError } from './schedule-file-error.ts';

/** The header under which rows stand, and how they are read with it. */
export type HeaderInForce = {
  /** As it stands in the file. */
  headerLine: string;
  columns: number;
  read: (cells: readonly string[]) => RowReading;
};

/** A row with so many names of columns, and hardly anything else, is a header. */
const FEWEST_NAMES = 3;
const SHARE_OF_NAMES = 0.6;

/** A row that repeats so many names of the header, each in its own column, is a header as well. */
const FEWEST_REPEATED = 2;

/** What headers call their columns in the languages of the leagues; a row of such words and no digit is a header. */
const HEADER_WORDS =
  /^(?:.*(?:date|time|team|home|away|visitor|venue|stadium|arena|score|points|week|round|league|season|status|datum|uhrzeit|anst[oß]|spieltag|heim|gast|fecha|hora|local|visitante|jornada|heure|domicile|ext[eé]rieur|journ[eé]e|giorno|casa|ospite|trasferta|giornata).*|data|day|ko|ora|jour)$/i;

const KNOWN_NAMES: ReadonlySet<string> = new Set<string>(Object.values(NATIVE_FIELDS).flat());

/**
 * Reads the rows of a CSV file under the header that is in force: files that were put together from several have a
 * header in the middle, which may name other columns or another order. `take` returns undefined for such a line.
 * Rows under a header that cannot be used are refused, because they would be read into wrong columns.
 */
export function followHeaders(
  first: { header: CsvHeader; headerLine: string; preset: CsvPreset },
  options: ReadScheduleOptions,
  context: FileContext,
): {
  inForce: () => HeaderInForce;
  /** Shows the watch the cells that nobody reads. */
  watchUnused: (cells: readonly string[], watch: TimeWatch) => void;
  take: (line: number, raw: string, cells: readonly string[]) => RowReading | undefined;
} {
  const progress: FileProgress = { isAfterRegularSeason: false };
  let { header } = first;
  let inForce: HeaderInForce = {
    headerLine: first.headerLine,
    columns: header.names.length,
    read: first.preset.bind(header, context, progress),
  };
  return {
    inForce: () => inForce,
    watchUnused(cells, watch) {
      const { used } = progress;
      if (!used || watch.isDone()) return;
      watch.row(used.hasTime);
      for (const [index, cell] of cells.entries()) {
        if (!used.columns.has(index)) watch.see(header.names[index] ?? '', cell);
      }
    },
    take(line, raw, cells) {
      if (!isHeader(cells, header)) return inForce.read(cells);
      const next = readHeader(cells);
      if (sameColumns(next, header)) return undefined;
      header = next;
      inForce = { headerLine: raw, columns: cells.length, read: readerOf(line, raw, next) };
      return undefined;
    },
  };

  function readerOf(line: number, raw: string, next: CsvHeader): HeaderInForce['read'] {
    try {
      return first.preset.bind(next, context, progress);
    } catch (error) {
      if (!(error instanceof ScheduleFileError)) throw error;
    }
    try {
      return chooseCsvPreset(next, options, context).bind(next, context, progress);
    } catch (error) {
      if (!(error instanceof ScheduleFileError)) throw error;
      const why = error.message;
      return () =>
        rejectRow(
          'unusable_header',
          `the row stands under the header of line ${line}, ${quoteValue(raw)}, which cannot be used: ${why}`,
          'Correct that header, or ingest its rows as a file of their own.',
        );
    }
  }
}

/** A number, a date or a time: no header has such a cell, and nearly all other rows do. */
const VALUE = /^\s*\d+(?:[-/.:]\d|\s*$)/;

function isHeader(cells: readonly string[], inForce: CsvHeader): boolean {
  if (cells.some((cell) => VALUE.test(cell))) return false;
  const filled = cells.map((cell) => cell.trim()).filter((cell) => cell !== '');
  if (filled.length < FEWEST_NAMES) return false;
  const repeated = cells.filter(
    (cell, index) => columnKey(cell) !== '' && columnKey(cell) === columnKey(inForce.names[index] ?? ''),
  ).length;
  if (repeated >= FEWEST_REPEATED) return true;
  const header = readHeader(filled);
  if (CSV_PRESETS.some((preset) => preset !== nativeCsv && preset.recognises(header))) return true;
  const { columns } = header;
  const known = columns.filter(
    ({ key }, index) =>
      key !== '' &&
      (KNOWN_NAMES.has(key) || inForce.keys.includes(key) || isNamed(filled[index] ?? '', inForce)),
  ).length;
  if (known >= FEWEST_NAMES && known >= filled.length * SHARE_OF_NAMES) return true;
  const words = filled.filter((cell) => HEADER_WORDS.test(cell)).length;
  return (
    words >= FEWEST_NAMES &&
    words >= filled.length * SHARE_OF_NAMES &&
    !filled.some((cell) => /\d/.test(cell))
  );
}

function isNamed(cell: string, { names }: CsvHeader): boolean {
  return names.some((name) => name !== '' && columnKey(name) === columnKey(cell));
}

/** Whether both have the same columns in the same order, however their names are written. */
function sameColumns(one: CsvHeader, other: CsvHeader): boolean {
  const named = (header: CsvHeader): string =>
    header.columns.map(({ key, zone }) => `${key} ${JSON.stringify(zone?.meaning ?? null)}`).join('|');
  return named(one) === named(other);
}
