import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

/** The rows that a file has of a league in a month, as a file of the same layout. */
export type FileSlice = {
  league: string;
  /** The month, `2024-01`. */
  unit: string;
  /** The first and the last day of its rows. */
  fromDay: string;
  toDay: string;
  rows: number;
  games: number;
  /** Packed with gzip; the same rows are the same bytes. */
  content: Buffer;
  /** SHA-256 of the rows. */
  hash: string;
};

/** A file divided by leagues and months. */
export type SlicedFile = {
  /** The name of its layout, by which the publisher is told. */
  preset: string;
  slices: readonly FileSlice[];
  /** Rows of other leagues or days than those that are wanted. */
  rowsOutside: number;
  /** Rows that no month can be told of, because they cannot be read or are of no game that is known. */
  rowsLeft: number;
};

/** Where a row belongs: its league, its day, and what tells its game from others. */
export type SliceRow = { line: number; league: string; day: string; game: string; text: string };

/** Rows as they come, by league and month. */
export function createSlices(header: string | undefined) {
  const slices = new Map<string, { rows: SliceRow[]; games: Set<string> }>();
  return {
    add(row: SliceRow): void {
      const key = `${row.league}\n${row.day.slice(0, 7)}`;
      const slice = slices.get(key) ?? { rows: [], games: new Set<string>() };
      slice.rows.push(row);
      slice.games.add(row.game);
      slices.set(key, slice);
    },
    /** By month, then league. */
    all: (): FileSlice[] =>
      [...slices.values()]
        .map(({ rows, games }) => sliceOf(rows, games.size, header))
        .toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1)),
  };
}

function keyOf({ unit, league }: FileSlice): string {
  return `${unit} ${league}`;
}

function sliceOf(rows: readonly SliceRow[], games: number, header: string | undefined): FileSlice {
  const days = rows.map(({ day }) => day).toSorted();
  const league = rows[0]?.league ?? '';
  const hash = createHash('sha256').update(JSON.stringify([header, rows.map(({ text }) => text)]));
  return {
    league,
    unit: days[0]?.slice(0, 7) ?? '',
    fromDay: days[0] ?? '',
    toDay: days.at(-1) ?? '',
    rows: rows.length,
    games,
    content: gzipSync(header === undefined ? jsonOf(rows) : csvOf(header, rows)),
    hash: hash.digest('hex'),
  };
}

/** Rows stand on the lines that they have in the file, so that what is said of a line is said of the file's. */
function csvOf(header: string, rows: readonly SliceRow[]): string {
  const parts = [header];
  let line = 1 + lineBreaks(header);
  for (const row of rows) {
    parts.push('\n'.repeat(Math.max(1, row.line - line)), row.text);
    line = Math.max(row.line, line + 1) + lineBreaks(row.text);
  }
  return `${parts.join('')}\n`;
}

function jsonOf(rows: readonly SliceRow[]): string {
  return `[${rows.map(({ text }) => text).join(',\n')}]\n`;
}

function lineBreaks(text: string): number {
  return text.match(/\n/g)?.length ?? 0;
}

/** A row of a CSV file from its cells. */
export function csvRow(cells: readonly string[]): string {
  return cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',');
}
