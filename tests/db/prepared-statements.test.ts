import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DatabaseHandle, openDatabase } from '../../src/db/database.ts';
import { prepared } from '../../src/db/prepared-statements.ts';
import { rowsOf } from '../../src/db/rows.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { type TestDatabase, createTestDatabase } from '../support/test-database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());

/** A pool of one connection, so that every statement goes through the same. */
function open(options: { isPooled?: boolean } = {}): DatabaseHandle {
  return openDatabase({
    ...options,
    url: database.url,
    applicationName: 'prepared',
    poolMax: 1,
    logger: silentLogger(),
  });
}

const kept = ({ db }: DatabaseHandle): Promise<{ statement: string }[]> =>
  rowsOf<{ statement: string }>(db, sql`select statement from pg_prepared_statements order by prepare_time`);

describe('a marked statement', () => {
  it('is prepared once by a connection, whatever its values', async () => {
    const handle = open();
    for (const number of [1, 2, 3]) {
      const rows = await rowsOf(handle.db, prepared(sql`select ${number}::int * 2 as twice`));
      expect(rows).toEqual([{ twice: number * 2 }]);
    }
    await handle.db.transaction(async (tx) => {
      expect(await rowsOf(tx, prepared(sql`select ${4}::int * 2 as twice`))).toEqual([{ twice: 8 }]);
    });
    await rowsOf(handle.db, sql`select ${5}::int * 3 as thrice`);
    const statements = await kept(handle);
    expect(statements).toHaveLength(1);
    expect(statements[0]?.statement).toMatch(/\* 2 as twice/);
    await handle.close();
  });

  it('is sent as it is through a pooler', async () => {
    const handle = open({ isPooled: true });
    expect(await rowsOf(handle.db, prepared(sql`select ${1}::int as one`))).toEqual([{ one: 1 }]);
    expect(await kept(handle)).toEqual([]);
    await handle.close();
  });

  it('is prepared anew after its table got another column', async () => {
    const handle = open();
    await handle.db.execute(sql`create table changing (id int)`);
    await handle.db.execute(sql`insert into changing values (1)`);
    const all = () => rowsOf(handle.db, prepared(sql`select * from changing where id = ${1}::int`));
    expect(await all()).toEqual([{ id: 1 }]);
    await handle.db.execute(sql`alter table changing add column name text default 'new'`);
    await expect(all()).rejects.toMatchObject({ cause: { code: '0A000' } });
    expect(await all()).toEqual([{ id: 1, name: 'new' }]);
    await handle.close();
  });

  it('does not fill the memory of the server where its text varies', async () => {
    const handle = open();
    for (let index = 0; index < 100; index += 1)
      expect(await rowsOf(handle.db, prepared(sql.raw(`select ${index} as n`)))).toEqual([{ n: index }]);
    expect(await kept(handle)).toHaveLength(64);
    await handle.close();
  });
});
