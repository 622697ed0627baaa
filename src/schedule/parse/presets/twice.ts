import { textOf } from '../cell-text.ts';
import type { CsvHeader } from '../csv-header.ts';
import { quoteValue, type RowRejection, rejectRow } from '../row-rejection.ts';

/** Columns of one meaning: the one that is read, and others that are called the same. */
export type Twins = { name: string; index: number; others: readonly number[] };

/** The columns among `used` that stand in the header more than once; those of other zones are other columns. */
export function twinsOf(header: CsvHeader, used: readonly number[]): readonly Twins[] {
  const same = (one: number, other: number): boolean =>
    header.keys[one] === header.keys[other] &&
    JSON.stringify(header.columns[one]?.zone?.meaning) ===
      JSON.stringify(header.columns[other]?.zone?.meaning);
  return [...new Set(used)].flatMap((index) => {
    if (index < 0 || header.keys[index] === '') return [];
    const others = [...header.keys.keys()].filter((other) => other !== index && same(index, other));
    return others.length === 0 ? [] : [{ name: header.names[index] ?? '', index, others }];
  });
}

/** The cells with blanks filled from columns of the same name; refused where two of them say different things. */
export function mergeTwins(
  cells: readonly string[],
  twins: readonly Twins[],
): readonly string[] | RowRejection {
  if (twins.length === 0) return cells;
  const merged = [...cells];
  for (const { name, index, others } of twins) {
    for (const other of others) {
      const one = textOf(merged[index]);
      const two = textOf(cells[other]);
      if (one === undefined && two !== undefined) merged[index] = two;
      else if (two !== undefined && one !== undefined && one !== two) return twiceRejection(name, one, two);
    }
  }
  return merged;
}

export function twiceRejection(name: string, one: string, other: string): RowRejection {
  return rejectRow(
    'column_twice',
    `column ${quoteValue(name)} is given twice and says ${quoteValue(one)} and ${quoteValue(other)}`,
    'Remove the column that is wrong, or name the right one with --columns.',
  );
}
