import CliTable from 'cli-table3';
import { fitColumns } from './fit-columns.ts';
import { oneLine, textWidth } from './plain-text.ts';
import { timesInWords } from './time-words.ts';

export type Column<Row> = {
  title: string;
  /** The cell's text; null and undefined show as `—`. */
  text: (row: Row) => string | number | null | undefined;
  /** Colours the text; it may not change its width. */
  style?: ((text: string, row: Row) => string) | undefined;
  align?: 'left' | 'right';
  /** How early the column is cut when the terminal is narrow: the highest first, 0 (the default) never. */
  yields?: number;
  minWidth?: number;
  /** Left out where there is no room, before anything important is cut to nothing. */
  isOptional?: boolean;
};

const GAP = '  ';
const DEFAULT_MIN_WIDTH = 8;

const NO_BORDERS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: GAP,
};

/**
 * A table without borders, one line per row, at most `width` columns wide: the least important cells are cut
 * with `…`, nothing wraps. `title` styles the header line.
 */
export function renderTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number,
  title: (text: string) => string,
): string {
  const texts = rows.map((row) => columns.map((column) => cellText(column.text(row))));
  const widths = fitColumns(
    columns.map((column, index) => ({
      naturalWidth: Math.max(textWidth(column.title), ...longest(texts, index)),
      minWidth: Math.max(textWidth(column.title), column.minWidth ?? DEFAULT_MIN_WIDTH),
      yields: column.yields ?? 0,
      isOptional: column.isOptional ?? false,
    })),
    width,
    GAP.length,
  );
  const shown = columns
    .map((column, position) => ({ column, position }))
    .filter(({ position }) => widths[position] !== 0);
  const table = new CliTable({
    chars: NO_BORDERS,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
    colWidths: widths.filter((width) => width > 0),
    colAligns: shown.map(({ column }) => column.align ?? 'left'),
    wordWrap: false,
  });
  table.push(shown.map(({ column }) => title(column.title)));
  for (const [index, row] of rows.entries()) {
    table.push(
      shown.map(({ column, position }) => {
        const text = texts[index]?.[position] ?? '';
        return column.style ? column.style(text, row) : text;
      }),
    );
  }
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** One number instead of one per row, so that a long table does not overflow the argument list. */
function longest(texts: readonly (readonly string[])[], index: number): [number] {
  return [texts.reduce((most, cells) => Math.max(most, textWidth(cells[index] ?? '')), 0)];
}

function cellText(value: string | number | null | undefined): string {
  if (value === null || value === undefined || value === '') return '—';
  return timesInWords(oneLine(String(value)));
}
