import { z } from 'zod';
import { type RefusedRow, type RowList, describeRefusedRow } from '../../domain/refused-row.ts';
import { parsedBy } from '../client/parsed-by.ts';
import type { Parsed } from '../client/provider-call.ts';
import { storable } from './fields.ts';

/**
 * Lists of providers, row by row: a row that cannot be read, or that contradicts what was asked for, is left out and
 * named with its value, and the rows beside it are kept. Only a list of which nothing can be read is no answer at all.
 */

type Fault = { kind: 'malformed' | 'mismatch'; row: RefusedRow };

/** What a row says of whom it is about, as far as that can be read. */
export type RowOwner = Omit<RefusedRow, 'problem'>;

/** Collects the good rows of a list and the faults of the others. */
export class RowReading<Row> {
  readonly #rows: Row[] = [];
  readonly #faults: Fault[] = [];

  keep(row: Row): void {
    this.#rows.push(row);
  }

  refuse(kind: Fault['kind'], owner: RowOwner, problem: string): void {
    this.#faults.push({ kind, row: { ...owner, problem } });
  }

  /** Keeps what was read of a row, or notes why it could not be. */
  take(row: Parsed<Row>, owner: () => RowOwner): void {
    if (row.ok) this.keep(row.value);
    else this.refuse(row.kind, owner(), row.problem);
  }

  /** What was left out. */
  faults(): readonly RefusedRow[] {
    return this.#faults.map(({ row }) => row);
  }

  /**
   * The list, unless all of it was refused: then the first fault is that of the answer. An answer about one player or
   * side is a list all the same: what is wrong with it says nothing of the provider.
   */
  result({ isOfSome = false } = {}): Parsed<RowList<Row>> {
    const [first] = this.#faults;
    if (first && this.#rows.length === 0 && !isOfSome) {
      const others = this.#faults.length - 1;
      const more = others === 0 ? '' : ` (and ${others} more rows)`;
      return { ok: false, kind: first.kind, problem: describeRefusedRow(first.row) + more };
    }
    return { ok: true, value: { rows: this.#rows, refused: this.faults() } };
  }
}

/** The rows of a list as they came; a body without a list is malformed. */
export function rawRows(response: unknown): Parsed<readonly unknown[]> {
  return parsedBy(AnyRows, response);
}

const AnyRows = z.array(z.unknown());

/** A row by its schema; the problem names the field and its value. */
export function readRow<T>(
  schema: z.ZodType<T>,
  raw: unknown,
): { ok: true; value: T } | { ok: false; problem: string } {
  const result = schema.safeParse(raw);
  if (result.success) return { ok: true, value: result.data };
  const issue = result.error.issues[0];
  const path = issue?.path ?? [];
  const where = path.map(String).join('.') || 'the row';
  const value = shown(valueAt(raw, path));
  const message = issue?.message ?? 'unknown';
  return {
    ok: false,
    problem: message.startsWith('not ')
      ? `${where}: ${value} is ${message}`
      : `${where}: ${value} cannot be read (${message})`,
  };
}

/** A list whose rows stand alone, with the rows that were left out beside it. */
export function listOf<Row>(reading: RowReading<Row>): Parsed<Row[]> {
  const list = reading.result();
  if (!list.ok) return list;
  const { rows, refused } = list.value;
  return { ok: true, value: [...rows], ...(refused.length > 0 ? { refused } : {}) };
}

/**
 * Rows about players or teams that stand alone, such as a roster; `normalise` leaves out what is of no interest. The
 * rows that cannot be read stand beside the list.
 */
export function rowsBy<Row, Found>(
  schema: z.ZodType<Row>,
  response: unknown,
  normalise: (row: Row) => Found | undefined,
): Parsed<Found[]> {
  const rows = rawRows(response);
  if (!rows.ok) return rows;
  const reading = new RowReading<Found>();
  for (const raw of rows.value) {
    const row = readRow(schema, raw);
    const found = row.ok ? normalise(row.value) : undefined;
    if (found !== undefined) reading.keep(found);
    if (!row.ok) {
      const name = textIn(raw, 'name') ?? textIn(raw, 'lastname');
      reading.refuse(
        'malformed',
        { entityType: 'player', providerEntityId: idIn(raw, 'id'), providerTeamId: null, name },
        row.problem,
      );
    }
  }
  return listOf(reading);
}

/** An id in a row that may be anything. */
export function idIn(raw: unknown, ...path: string[]): string | null {
  const id = valueAt(raw, path);
  return (typeof id === 'number' && Number.isSafeInteger(id)) || (typeof id === 'string' && /^\d+$/.test(id))
    ? nonZero(String(id))
    : null;
}

/** A text in a row that may be anything, on one line and no longer than a name. */
export function textIn(raw: unknown, ...path: string[]): string | null {
  const text = valueAt(raw, path);
  return typeof text === 'string' ? storable(text.replaceAll(/\s+/g, ' ').slice(0, LONGEST_NAME)) : null;
}

const LONGEST_NAME = 100;
const LONGEST_VALUE = 60;

function nonZero(id: string): string | null {
  return id === '0' || id.length > 20 ? null : id;
}

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    raw,
  );
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}
