import { Param, Placeholder, SQL, StringChunk, sql } from 'drizzle-orm';
import { type AnyPgColumn, PgDialect } from 'drizzle-orm/pg-core';

/**
 * Stands for a value that each use of a text gives anew: as it is, or as the column writes it. Dates and objects need a
 * column, and lists a cast.
 */
export type From<Values> = <Value>(read: (values: Values) => Value, column?: AnyPgColumn) => SQL<Value>;

/** The values of a part, which come with those of the whole. */
export function within<Values, Part>(from: From<Values>, partOf: (values: Values) => Part): From<Part> {
  return (read, column) => from((values) => read(partOf(values)), column);
}

/** What else of a text may differ, compared as `Map` does. Few of each: a text is kept for every shape. */
type ShapePart = string | number | boolean | object | undefined;

/** More texts than this are those of a shape that is none; they are put together anew then, not kept for good. */
const MOST_SHAPES = 200;

/**
 * A statement, or a part of one, whose text is put together once and only filled in afterwards. What `build` makes of it
 * may depend on the shape; values come in through `from` alone. The queries of a game cost a worker a fifth of its
 * processor time while their texts, of the same few kilobytes each time, were put together for every game.
 */
export function fixedText<Values, Shape extends readonly ShapePart[], Fixed extends SQL>(
  build: (from: From<Values>, ...shape: Shape) => Fixed,
): (values: Values, ...shape: Shape) => Fixed {
  let root: Node<Values> = { next: new Map() };
  let shapes = 0;
  return (values, ...shape) => {
    let node = root;
    for (const part of shape) {
      let next = node.next.get(part);
      if (next === undefined) node.next.set(part, (next = { next: new Map() }));
      node = next;
    }
    if (node.text === undefined) {
      node.text = textOf<Values>((from) => build(from, ...shape));
      if ((shapes += 1) > MOST_SHAPES) [root, shapes] = [{ next: new Map() }, 0];
    }
    // The rows of a statement are part of its type alone.
    return new FixedText(node.text.pieces, node.text.whole, valuesOf(node.text, values)) as SQL as Fixed;
  };
}

/**
 * The same for a statement that is put together of parts with fixed texts of their own: its text is kept for each shape
 * and sequence of parts, and filled in with their values. With a part that has none it is put together each time.
 */
export function fixedTextOfParts<Shape extends ShapePart, Fixed extends SQL>(
  build: (parts: readonly SQL[], shape: Shape) => Fixed,
): (parts: readonly SQL[], shape: Shape) => Fixed {
  const whole = fixedText(
    (from: From<readonly FixedText[]>, shape: Shape, ...texts: readonly FixedText['pieces'][]) =>
      build(
        texts.map((pieces, part) =>
          withPlaces(pieces, (index) => from((parts) => parts[part]?.values[index])),
        ),
        shape,
      ),
  );
  return (parts, shape) =>
    parts.every((part) => part instanceof FixedText)
      ? whole(parts, shape, ...parts.map(({ pieces }) => pieces))
      : build(parts, shape);
}

function withPlaces(pieces: FixedText['pieces'], placeOf: (index: number) => SQL): SQL {
  return new SQL(pieces.flatMap((piece, index) => (index === 0 ? [piece] : [placeOf(index - 1), piece])));
}

type Node<Values> = { next: Map<ShapePart, Node<Values>>; text?: Text<Values> };

/** What lies between the values, the same in one, and where the values come from. */
type Text<Values> = {
  pieces: readonly StringChunk[];
  whole: string;
  reads: readonly ((values: Values) => unknown)[];
};

/** Stands between pieces; PostgreSQL knows no text with it. */
const PLACE = '\u0000';

class PlacesDialect extends PgDialect {
  override escapeParam(): string {
    return PLACE;
  }
}

class Place<Values> extends Placeholder<string, unknown> {
  readonly read: (values: Values) => unknown;

  constructor(read: (values: Values) => unknown) {
    super('value');
    this.read = read;
  }
}

function textOf<Values>(build: (from: From<Values>) => SQL): Text<Values> {
  const from: From<Values> = (read, column) => {
    const place = new Place<Values>(read);
    return column === undefined ? sql`${place}` : sql`${sql.param(place, column)}`;
  };
  const query = new PlacesDialect().sqlToQuery(build(from));
  const pieces = query.sql.split(PLACE);
  return {
    pieces: pieces.map((piece) => new StringChunk(piece)),
    whole: pieces.reduce((text, piece, index) => `${text}$${index}${piece}`),
    reads: query.params.map(readOf<Values>),
  };
}

function readOf<Values>(param: unknown): (values: Values) => unknown {
  if (param instanceof Place) return param.read;
  if (param instanceof Param && param.value instanceof Place) {
    const { encoder } = param;
    const { read } = param.value as Place<Values>;
    return (values) => {
      const value = read(values);
      const written: unknown = value === null ? null : encoder.mapToDriverValue(value);
      return written;
    };
  }
  return () => param;
}

function valuesOf<Values>({ reads }: Text<Values>, values: Values): unknown[] {
  return reads.map((read) => {
    const value = read(values);
    if (value === undefined) throw new TypeError('a value of a statement is left out');
    return value;
  });
}

/** A text with its values, which may be a part of another statement like any other. */
export class FixedText extends SQL {
  /** What lies between its values: the same list for every use of the text. */
  readonly pieces: readonly StringChunk[];
  readonly values: readonly unknown[];
  readonly #whole: string;

  constructor(pieces: readonly StringChunk[], whole: string, values: readonly unknown[]) {
    super([]);
    this.pieces = pieces;
    this.values = values;
    this.#whole = whole;
    pieces.forEach((piece, index) => {
      if (index > 0) this.queryChunks.push(new Param(values[index - 1]));
      this.queryChunks.push(piece);
    });
  }

  override toQuery(config: Parameters<SQL['toQuery']>[0]): ReturnType<SQL['toQuery']> {
    const isPart = config.inlineParams === true || config.paramStartIndex !== undefined;
    return isPart ? super.toQuery(config) : { sql: this.#whole, params: [...this.values] };
  }
}
