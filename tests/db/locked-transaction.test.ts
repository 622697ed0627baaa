import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DatabaseHandle, openDatabase } from '../../src/db/database.ts';
import { rowsOf } from '../../src/db/rows.ts';
import { together } from '../../src/db/together.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { type TcpProxy, startProxyOf } from '../support/tcp-proxy.ts';
import { type TestDatabase, createTestDatabase } from '../support/test-database.ts';

describe('a transaction whose ends take no round trips', () => {
  let server: TestDatabase;
  let proxy: TcpProxy;
  let database: DatabaseHandle;
  beforeEach(async () => {
    server = await createTestDatabase();
    proxy = await startProxyOf(server.url);
    database = openDatabase({
      url: proxy.through(server.url),
      poolMax: 1,
      applicationName: 'transaction-under-test',
      logger: silentLogger(),
    });
    await database.db.execute(sql`create table parent (id int primary key)`);
    await database.db.execute(
      sql`create table note (id int primary key, parent int references parent deferrable initially deferred)`,
    );
    await database.db.execute(sql`insert into parent values (1)`);
  });
  afterEach(async () => {
    await database.close();
    await proxy.close();
    await server.drop();
  });
  const LOCK = sql`select id from parent where id = 1 for update`;
  const notes = async (): Promise<unknown[]> =>
    (await rowsOf(database.db, sql`select id from note order by id`)).map((row) => Reflect.get(row, 'id'));

  it('begins with its first statement and ends with its last', async () => {
    const before = proxy.roundTrips();
    const found = await database.db.lockedTransaction(async (tx, last) => {
      const rows = await rowsOf(tx, LOCK);
      await last.execute(sql`insert into note values (1, 1)`);
      return rows;
    });
    expect(proxy.roundTrips() - before).toBe(2);
    expect(found).toEqual([{ id: 1 }]);
    expect(await notes()).toEqual([1]);
  });

  it('sends what does not need another answer along with it', async () => {
    const before = proxy.roundTrips();
    const [, found] = await database.db.lockedTransaction(async (tx) => {
      await rowsOf(tx, LOCK);
      return together(
        rowsOf(tx, sql`insert into note values (1, 1)`),
        // It sees what was sent before it.
        rowsOf(tx, sql`select id from note`),
      );
    });
    // The lock, the two, and the commit, which nothing was told to go along with.
    expect(proxy.roundTrips() - before).toBe(3);
    expect(found).toEqual([{ id: 1 }]);
    expect(await notes()).toEqual([1]);
  });

  it('keeps nothing when its last statement fails, and tells of that', async () => {
    const failing = database.db.lockedTransaction(async (tx, last) => {
      await rowsOf(tx, LOCK);
      await tx.execute(sql`insert into note values (1, 1)`);
      await last.execute(sql`insert into note values (1, 1)`);
    });
    await expect(failing).rejects.toMatchObject({ cause: { code: '23505' } });
    expect(await notes()).toEqual([]);
  });

  it('keeps nothing when the commit that goes along fails', async () => {
    const failing = database.db.lockedTransaction(async (tx, last) => {
      await rowsOf(tx, LOCK);
      await last.execute(sql`insert into note values (1, 2)`);
    });
    await expect(failing).rejects.toMatchObject({ cause: { code: '23503' } });
    expect(await notes()).toEqual([]);
  });

  it('keeps nothing when the work throws, before or after its last statement was refused', async () => {
    const failing = database.db.lockedTransaction(async (tx) => {
      await rowsOf(tx, LOCK);
      await tx.execute(sql`insert into note values (1, 1)`);
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    await expect(
      database.db.lockedTransaction(() => Promise.reject(new Error('never began'))),
    ).rejects.toThrow('never began');
    expect(await notes()).toEqual([]);
  });

  it('takes nothing after its last statement', async () => {
    const failing = database.db.lockedTransaction(async (tx, last) => {
      await last.execute(sql`insert into note values (1, 1)`);
      await tx.execute(sql`insert into note values (2, 1)`);
    });
    await expect(failing).rejects.toMatchObject({ cause: { message: /after the last one/ } });
    expect(await notes()).toEqual([1]);
  });

  it('keeps nothing where the work goes on as if its last statement had not failed', async () => {
    const failing = database.db.lockedTransaction(async (tx, last) => {
      await rowsOf(tx, LOCK);
      await tx.execute(sql`insert into note values (1, 1)`);
      await last.execute(sql`insert into note values (1, 1)`).catch(() => undefined);
    });
    await expect(failing).rejects.toMatchObject({ cause: { message: /taken back/ } });
    expect(await notes()).toEqual([]);
  });

  it('waits for all statements that go together before it takes them back', async () => {
    let slower: Promise<unknown> | undefined;
    const failing = database.db.lockedTransaction(async (tx) => {
      await rowsOf(tx, LOCK);
      const wrong = rowsOf(tx, sql`insert into note values (1 / 0, 1)`);
      slower = goOnAfter(wrong);
      await together(wrong, slower);
      async function goOnAfter(failed: Promise<unknown>): Promise<void> {
        await failed.catch(() => undefined);
        await new Promise((resolve) => setImmediate(resolve));
        await rowsOf(tx, sql`insert into note values (2, 1)`);
      }
    });
    await expect(failing).rejects.toMatchObject({ cause: { code: '22012' } });
    await slower?.catch(() => undefined);
    expect(await notes()).toEqual([]);
  });
});
