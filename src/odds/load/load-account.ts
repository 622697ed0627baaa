/** What became of the rows of a file; each row is one of these. */
export type LoadCounts = {
  /** Rows of the file, one for each price. */
  rows: number;
  /** Changes that are kept now and were not before. */
  changes: number;
  /** Rows that show what was known. */
  same: number;
  /** Rows that stand in the file twice. */
  repeated: number;
  quarantined: number;
};

export const NO_ROWS: LoadCounts = { rows: 0, changes: 0, same: 0, repeated: 0, quarantined: 0 };

export function addCounts(a: LoadCounts, b: LoadCounts): LoadCounts {
  return {
    rows: a.rows + b.rows,
    changes: a.changes + b.changes,
    same: a.same + b.same,
    repeated: a.repeated + b.repeated,
    quarantined: a.quarantined + b.quarantined,
  };
}

/** The counts that are kept of a load, of whichever version. */
export function countsOf(kept: Readonly<Record<string, number>>): LoadCounts {
  const { rows = 0, changes = 0, same = 0, repeated = 0, quarantined = 0 } = kept;
  return { rows, changes, same, repeated, quarantined };
}
