import { LoadFileError } from '../../loads/load-error.ts';

/** Names of the columns that a field may stand under, in lower case. */
export type FieldNames<F extends string> = Readonly<Record<F, readonly string[]>>;

/** Finds the column of a field in the cells of a row; empty where the file has none. */
export type CellsOf<F extends string> = {
  /** The field's column as the file calls it; undefined where it has none. */
  nameOf: (field: F) => string | undefined;
  text: (cells: readonly string[], field: F) => string;
};

/** Binds fields to the columns of a header. Throws LoadFileError where one is missing or has two readings. */
export function bindColumns<F extends string>(
  source: string,
  columns: readonly string[],
  names: FieldNames<F>,
  optional: ReadonlySet<F>,
): CellsOf<F> {
  const lower = columns.map((column) => column.toLowerCase());
  const positions = new Map<F, number>();
  for (const field of Object.keys(names) as F[]) {
    const found = [...lower.entries()].filter(([, column]) => names[field].includes(column));
    const [first, second] = found;
    if (second !== undefined)
      throw twoReadings(
        source,
        field,
        found.map(([index]) => columns[index] ?? ''),
      );
    if (first !== undefined) positions.set(field, first[0]);
    else if (!optional.has(field)) throw missing(source, columns, field, names[field]);
  }
  const textAt = (cells: readonly string[], position: number | undefined): string =>
    position === undefined ? '' : (cells[position] ?? '').trim();
  return {
    nameOf: (field) => columns[positions.get(field) ?? -1],
    text: (cells, field) => textAt(cells, positions.get(field)),
  };
}

function missing(source: string, columns: readonly string[], field: string, names: readonly string[]) {
  const has = columns.filter((column) => column !== '').join(', ');
  return new LoadFileError(
    'missing_column',
    `${source} has no column for ${inWords(field)}; its columns are ${has.slice(0, 300)}`,
    `Call it ${names.join(' or ')}, and part columns with commas.`,
  );
}

function twoReadings(source: string, field: string, found: readonly string[]) {
  return new LoadFileError(
    'ambiguous_column',
    `${source} has ${found.length} columns that may be the ${inWords(field)}: ${found.join(', ')}`,
    'Leave out the ones that are not meant, or call them otherwise.',
  );
}

/** `home_score` and `fieldGoalAttempts` as people say them. */
function inWords(field: string): string {
  return field.replaceAll('_', ' ').replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
