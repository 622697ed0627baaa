import type { Sport } from '../../../domain/sport.ts';
import type { ColumnZone } from '../column-name.ts';
import type { CsvHeader } from '../csv-header.ts';
import type { FileContext } from '../parsed-game.ts';
import type { TimeWatch } from '../watch-times.ts';
import type { RawGame, RowReading } from '../raw-game.ts';
import type { RowRejection } from '../row-rejection.ts';

/** What rows tell about those after them, whatever header comes between. */
export type FileProgress = {
  isAfterRegularSeason: boolean;
  /** Columns that the native layout reads; undefined where the layout is a publisher's, whose columns are known. */
  used?: { columns: ReadonlySet<number>; hasTime: boolean };
};

/** A CSV layout that a publisher uses. */
export type CsvPreset = {
  name: string;
  kind: 'csv';
  /** The sports that this publisher's files are about. */
  sports: readonly Sport[];
  /** Whether a header is of this layout. */
  recognises: (header: CsvHeader) => boolean;
  /** Finds the columns once and returns the reader of rows; throws `ScheduleFileError` for a missing column. */
  bind: (
    header: CsvHeader,
    context: FileContext,
    progress: FileProgress,
  ) => (cells: readonly string[]) => RowReading;
};

/** A JSON document opened: its rows, and what it says about itself. */
export type JsonSchedule = {
  /** The list of the document that has the games; of a long one, the first entry stands for all. */
  rows: readonly unknown[];
  read: (row: Readonly<Record<string, unknown>>) => RawGame | RowRejection;
  /** Shows the watch what of a row nobody reads; absent where the layout is a publisher's. */
  watchUnused?: (row: Readonly<Record<string, unknown>>, watch: TimeWatch) => void;
  /** What the document names; a disagreement with what the user asked for is an error of the file. */
  sport?: string | undefined;
  season?: string | undefined;
  league?: string | undefined;
  timezone?: string | undefined;
};

/** A JSON layout that a publisher uses. */
export type JsonPreset = {
  name: string;
  kind: 'json';
  sports: readonly Sport[];
  recognises: (document: unknown) => boolean;
  open: (document: unknown, context: FileContext) => JsonSchedule;
};

export type Preset = CsvPreset | JsonPreset;

/** A cell by position; a column that the file does not have (-1) is as good as blank. */
export function cellAt(cells: readonly string[], index: number): string | undefined {
  return index < 0 ? undefined : cells[index];
}

/** What the name of a column says of the zone of its times. */
export function zoneAt(header: CsvHeader, index: number): ColumnZone | undefined {
  return header.columns[index]?.zone;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The text of a JSON value that may stand for one (a string, a number); undefined for everything else. */
export function jsonText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined;
}
