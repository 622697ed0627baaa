/** A statement carries 65,535 parameters at most; this many rows of up to 16 columns fit. */
const ROWS_OF_STATEMENT = 4_000;

/** Rows in slices, in their order, each of which one `insert … values` can carry. */
export function* slicesOf<Row>(rows: readonly Row[]): Generator<Row[]> {
  for (let from = 0; from < rows.length; from += ROWS_OF_STATEMENT) {
    yield rows.slice(from, from + ROWS_OF_STATEMENT);
  }
}
