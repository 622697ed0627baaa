import { readdirSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import { PgTable, getTableConfig } from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowsOf } from '../../src/db/rows.ts';
import { BOX_SCORE_SPORTS } from '../../src/domain/sport.ts';
import { keyColumns } from '../../src/sports/season-form.ts';
import { SPORT_DEFINITIONS } from '../../src/sports/sports.ts';
import { PROJECT_ROOT, type TestApp, createTestApp } from '../support/test-app.ts';

const FOLDER = path.join(PROJECT_ROOT, 'src/db/schema');

/** Every table that the schema declares. */
async function declaredTables(): Promise<ReturnType<typeof getTableConfig>[]> {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.ts'));
  const modules = await Promise.all(
    files.map(async (name) => (await import(path.join(FOLDER, name))) as Record<string, unknown>),
  );
  return modules.flatMap((exported) =>
    Object.values(exported).flatMap((one) => (one instanceof PgTable ? [getTableConfig(one)] : [])),
  );
}

/** A column as the database has it: type, whether it may be null, whether it follows from others. */
type Column = { table: string; column: string; type: string; isRequired: boolean; isGenerated: boolean };

describe('the schema in the code', () => {
  let test: TestApp;
  let found: Column[];
  let declared: Awaited<ReturnType<typeof declaredTables>>;

  beforeAll(async () => {
    test = await createTestApp();
    declared = await declaredTables();
    found = await rowsOf<Column>(
      test.app.database.db,
      sql`select class.relname as table, attname as column, format_type(atttypid, atttypmod) as type,
                 attnotnull as "isRequired", attgenerated <> '' as "isGenerated"
          from pg_attribute join pg_class as class on class.oid = attrelid
          where class.relnamespace = 'public'::regnamespace and class.relkind in ('r', 'p')
            and not class.relispartition and attnum > 0 and not attisdropped`,
    );
  });
  afterAll(() => test.close());

  it('declares every table of the database, partitioned ones too', () => {
    const inDatabase = new Set(found.map(({ table }) => table));
    expect(declared.map(({ name }) => name).toSorted()).toEqual([...inDatabase].toSorted());
  });

  it('declares every column as the database has it', () => {
    const columns = declared.flatMap((table) =>
      table.columns.map((column) => ({
        table: table.name,
        column: column.name,
        type: typeInDatabase(column.getSQLType()),
        isRequired: column.notNull,
        isGenerated: column.generated !== undefined,
      })),
    );
    const inOrder = (list: readonly Column[]): string[] => list.map((one) => JSON.stringify(one)).toSorted();
    expect(inOrder(columns)).toEqual(inOrder(found.map(ordered)));
  });

  it('has every figure that seasons are added up to', () => {
    for (const sport of BOX_SCORE_SPORTS) {
      for (const form of Object.values(SPORT_DEFINITIONS[sport].seasons)) {
        const columns = new Set(
          found.filter(({ table }) => table === form.table).map(({ column }) => column),
        );
        const named = [
          ...keyColumns(form),
          ...form.sums.map(({ column }) => column),
          ...form.maxima,
          ...Object.keys(form.rates),
        ];
        expect(
          named.filter((column) => !columns.has(column)),
          form.table,
        ).toEqual([]);
      }
    }
  });
});

function ordered({ table, column, type, isRequired, isGenerated }: Column): Column {
  return { table, column, type, isRequired, isGenerated };
}

/** drizzle's name of a type as PostgreSQL prints it. */
function typeInDatabase(type: string): string {
  const plain: Record<string, string> = { serial: 'integer', bigserial: 'bigint', smallserial: 'smallint' };
  return (plain[type] ?? type)
    .replace(/^varchar/, 'character varying')
    .replace(/^numeric\((\d+), (\d+)\)$/, 'numeric($1,$2)')
    .replace(/^time$/, 'time without time zone');
}
