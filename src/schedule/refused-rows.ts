import type { QuarantinedRow } from './ingest-request.ts';
import { createPackedList } from './packed-list.ts';
import type { ParsedGame } from './parse/parsed-game.ts';

/** A row that cannot be used, with everything needed to try it again. */
export type RejectedRow = QuarantinedRow & {
  raw: string | object;
  leagueName: string | null;
  /** The row as far as it was understood: only its teams, or its place among the games, are in question. */
  game?: ParsedGame;
  /** Where the row stands under another header than the first of its file. */
  headerLine?: string;
  /** Names of the row that no team of the league bears, and that may be those of new ones. */
  newTeams?: readonly string[];
  /** The season that the row seems to be of, where its date lies outside of the one asked for. */
  probableSeason?: number;
};

/**
 * Rows that cannot be used, in the order in which they came, in memory that hardly grows with their number: each round
 * over many of them makes them anew.
 */
export type RefusedRows = Iterable<RejectedRow> & {
  readonly length: number;
  push: (row: RejectedRow) => void;
  /** The same rows, each as `change` makes it whenever it is read. What is pushed to either is not changed. */
  changed: (change: (row: RejectedRow) => RejectedRow) => RefusedRows;
  /** These and others after them. */
  with: (others: Rows) => RefusedRows;
};

type Rows = Iterable<RejectedRow> & { readonly length: number };

/** Rows of which none has been refused yet. */
export function createRefusedRows(heldRows?: number): RefusedRows {
  return after([], heldRows);
}

/** A list that begins with the rows of others as they are now, and goes on with its own. */
function after(others: readonly Rows[], heldRows: number | undefined): RefusedRows {
  const own = createPackedList<RejectedRow>(heldRows);
  const before = others.map(asTheyAre);
  const rows: RefusedRows = {
    get length() {
      return before.reduce((sum, { length }) => sum + length, own.length);
    },
    *[Symbol.iterator]() {
      for (const one of before) yield* one;
      yield* own;
    },
    push: own.push,
    changed: (change) => after([changedRows(rows, change)], heldRows),
    with: (more) => after([rows, more], heldRows),
  };
  return rows;
}

/** The first rows of a list, however many come to it later. */
function asTheyAre(rows: Rows): Rows {
  const { length } = rows;
  return {
    length,
    *[Symbol.iterator]() {
      let left = length;
      if (left === 0) return;
      for (const row of rows) {
        yield row;
        left -= 1;
        if (left === 0) return;
      }
    },
  };
}

function changedRows(rows: Rows, change: (row: RejectedRow) => RejectedRow): Rows {
  return {
    length: rows.length,
    *[Symbol.iterator]() {
      for (const row of rows) yield change(row);
    },
  };
}
