import { Column, Name, Param, SQL, type SQLChunk, StringChunk, is } from 'drizzle-orm';
import { FixedText } from './fixed-text.ts';

type BuildConfig = Parameters<SQL['toQuery']>[0];
type Query = ReturnType<SQL['toQuery']>;

/** A text that grows, and the values of its parameters so far. */
type Building = { text: string; params: unknown[]; config: BuildConfig };

const [SCHEMA, NAME, IS_ALIAS] = ['Schema', 'Name', 'IsAlias'].map((name) =>
  Symbol.for(`drizzle:${name}`),
) as [symbol, symbol, symbol];

/**
 * The same statement, whose text drizzle need not put together from one object for each of its pieces: that was a twelfth
 * of a worker's processor time, and a quarter of what its collector had to clear away. Pieces that are not known here are
 * drizzle's own to say.
 */
export function quickText(statement: SQL): SQL {
  return statement instanceof FixedText ? statement : new QuickText([statement]);
}

/** Whether a statement says its text by itself. */
export function isQuickText(statement: unknown): statement is SQL {
  return statement instanceof FixedText || statement instanceof QuickText;
}

class QuickText extends SQL {
  override toQuery(config: BuildConfig): Query {
    // A statement within another one, or one whose values are to stand in its text.
    if (config.inlineParams === true || config.paramStartIndex !== undefined) return super.toQuery(config);
    const building: Building = { text: '', params: [], config };
    for (const chunk of this.queryChunks) add(building, chunk);
    return { sql: building.text, params: building.params };
  }
}

function add(building: Building, chunk: SQLChunk): void {
  if (chunk instanceof StringChunk) {
    for (const text of chunk.value) building.text += text;
  } else if (chunk instanceof SQL) {
    addStatement(building, chunk);
  } else if (chunk instanceof Param) {
    addParam(building, chunk);
  } else if (chunk instanceof Column) {
    addColumn(building, chunk);
  } else if (chunk instanceof Name) {
    building.text += building.config.escapeName(chunk.value);
  } else if (chunk === undefined) {
    // A part that is left out.
  } else if (isPlainValue(chunk)) {
    addValue(building, chunk);
  } else {
    addByDrizzle(building, chunk);
  }
}

function addStatement(building: Building, statement: SQL): void {
  // Values that are to stand in the text itself.
  if ((statement as unknown as { shouldInlineParams: boolean }).shouldInlineParams) {
    addByDrizzle(building, statement);
    return;
  }
  for (const chunk of statement.queryChunks) add(building, chunk);
}

function addParam(building: Building, param: Param): void {
  const { value, encoder } = param;
  if (typeof value === 'object' && value !== null && !(value instanceof Date) && !Array.isArray(value)) {
    addByDrizzle(building, param);
    return;
  }
  const mapped: unknown = value === null ? null : encoder.mapToDriverValue(value);
  if (is(mapped, SQL)) addStatement(building, mapped);
  else addValue(building, mapped);
}

function addColumn(building: Building, column: Column): void {
  const { config } = building;
  const table = column.table as unknown as Record<symbol, unknown>;
  if (config.invokeSource !== undefined || (table[SCHEMA] !== undefined && table[IS_ALIAS] !== true)) {
    addByDrizzle(building, column);
    return;
  }
  building.text += `${config.escapeName(String(table[NAME]))}.${config.escapeName(config.casing.getColumnCasing(column))}`;
}

function addValue(building: Building, value: unknown): void {
  building.text += building.config.escapeParam(building.params.length, value);
  building.params.push(value);
}

/** What drizzle sends as a parameter as it is. */
function isPlainValue(chunk: unknown): boolean {
  return chunk === null || (typeof chunk !== 'object' && typeof chunk !== 'function');
}

function addByDrizzle(building: Building, chunk: SQLChunk): void {
  const { config, params } = building;
  const query = new SQL([chunk]).toQuery({ ...config, paramStartIndex: { value: params.length } });
  building.text += query.sql;
  params.push(...query.params);
}
