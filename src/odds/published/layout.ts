import type { Sport } from '../../domain/sport.ts';
import type { RowFault } from '../load/read-row.ts';
import type { Cells, ReadLines, ToldLine } from './published-row.ts';

/** How a publisher lays out its archive of lines. */
export type PublishedLayout = {
  preset: string;
  /** For people. */
  what: string;
  format: 'csv' | 'json' | 'parquet';
  sport: Sport;
  /** The league of all rows; undefined where each row names its own. */
  league: string | undefined;
  /** Columns that no other layout has together. */
  recognises: (columns: ReadonlySet<string>) => boolean;
  /** What a row says, or why nothing of it can be used. */
  read: (cells: Cells) => ReadLines | RowFault;
  /** Rows of one group stay in one batch, because they are judged together; undefined where a row is judged alone. */
  groupOf?: (cells: Cells) => string;
  /** What the lines of one game say only together; they keep their order. */
  arrange?: <Line extends ToldLine>(lines: readonly Line[]) => readonly Line[];
  /** The layout of schedule files that reads its games; undefined where they are written out anew. */
  schedulePreset?: string;
  /** Columns of lines that cannot be read without a guess, and why. */
  leftOut?: Readonly<Record<string, string>>;
};

/** A layout whose columns depend on the file's header is bound to it first. */
export type LayoutFamily = Omit<PublishedLayout, 'read'> & {
  bind: (columns: readonly string[]) => PublishedLayout['read'];
  /** Columns of the header that cannot be read, and why. */
  leftOutOf: (columns: readonly string[]) => Readonly<Record<string, string>>;
};
