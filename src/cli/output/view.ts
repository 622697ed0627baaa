import type { Colors } from 'picocolors/types.js';
import { type Column, renderTable } from './table.ts';

/** What a command has at hand to tell its result to people. */
export type View = {
  colors: Colors;
  /** Columns of the terminal; Infinity where there is none, so that nothing is cut in a pipe. */
  width: number;
  nowMs: number;
  /** A table, or `emptyText` when there are no rows. */
  table: <Row>(columns: readonly Column<Row>[], rows: readonly Row[], emptyText: string) => string;
};

export function createView(options: { colors: Colors; width: number; nowMs: number }): View {
  return {
    ...options,
    table(columns, rows, emptyText) {
      if (rows.length === 0) return emptyText;
      return renderTable(columns, rows, options.width, options.colors.bold);
    },
  };
}
