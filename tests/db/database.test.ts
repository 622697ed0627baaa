import { sql } from 'drizzle-orm';
import pg from 'pg';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DatabaseHandle, openDatabase } from '../../src/db/database.ts';
import { firstRow } from '../../src/db/rows.ts';
import { WORK_LIMITS } from '../../src/db/work-limits.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { type TestDatabase, createTestDatabase } from '../support/test-database.ts';

describe('the database pool', () => {
  let server: TestDatabase;
  let database: DatabaseHandle;
  let admin: pg.Client;
  beforeEach(async () => {
    server = await createTestDatabase();
    database = openDatabase({
      url: server.url,
      poolMax: 2,
      applicationName: 'pool-under-test',
      limits: { ...WORK_LIMITS.cli, idleInTransactionMs: 300 },
      logger: silentLogger(),
    });
    admin = new pg.Client({ connectionString: server.url });
    await admin.connect();
  });
  afterEach(async () => {
    await admin.end();
    await database.close();
    await server.drop();
  });
  const killAll = () =>
    admin.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'pool-under-test'",
    );

  it('keeps its size when connections die under transactions that are about to begin', async () => {
    for (let round = 0; round < 6; round += 1) {
      await database.db.execute(sql`select 1`);
      const client = await database.pool.connect();
      client.release();
      const killed = killAll();
      // Some of these meet the connection before its end is known here, which is the moment of interest.
      const results = Array.from({ length: 4 }, () =>
        database.db.transaction((tx) => tx.execute(sql`select pg_sleep(0.01)`)).catch(() => undefined),
      );
      await Promise.all([killed, ...results]);
    }
    await expect.poll(() => database.pool.totalCount - database.pool.idleCount).toBe(0);
    const answer = await database.db.transaction((tx) => firstRow(tx, sql`select 1 as one`));
    expect(answer).toEqual({ one: 1 });
  });

  it('gives a connection back when the transaction cannot even begin', async () => {
    for (let round = 0; round < 4; round += 1) {
      const client = await database.pool.connect();
      client.release();
      // An idle client whose socket is gone already but which the pool still offers.
      Reflect.set(client, '_queryable', false);
      await expect(database.db.transaction((tx) => tx.execute(sql`select 1`))).rejects.toThrow(
        /begin|not queryable/i,
      );
    }
    await expect(database.db.execute(sql`select 1`)).resolves.toBeDefined();
  });

  it('survives the loss of a connection between two statements of a transaction', async () => {
    const lost = database.db.transaction(async (tx) => {
      await tx.execute(sql`select 1`);
      await killAll();
      // The loss is noticed while no statement is under way.
      await new Promise((resolve) => setTimeout(resolve, 100));
      await tx.execute(sql`select 1`);
    });
    await expect(lost).rejects.toThrow(/Failed query/);
    await expect(database.db.execute(sql`select 1`)).resolves.toBeDefined();
  });

  it('is silent about connections that the server cuts off while they are being closed', async () => {
    const lines: string[] = [];
    const logger = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) });
    const closing = openDatabase({
      url: server.url,
      poolMax: 2,
      applicationName: 'pool-under-test',
      limits: { ...WORK_LIMITS.cli, idleInTransactionMs: 300 },
      logger,
    });
    const client = await closing.pool.connect();
    const closed = closing.close();
    const cutOff = new Promise<void>((resolve) => client.once('end', resolve));
    await killAll();
    await cutOff;
    client.release(true);
    await closed;
    expect(lines).toEqual([]);
  });

  it('does not let a process that is frozen in a transaction hold its locks for ever', async () => {
    await admin.query('create table held (id int primary key)');
    await admin.query('insert into held values (1)');
    const frozen = database.db.transaction(async (tx) => {
      await tx.execute(sql`select id from held for update`);
      // As a frozen process would: nothing more comes for much longer than the limit.
      await admin.query('update held set id = 2');
      await tx.execute(sql`select 1`);
    });
    await expect(frozen).rejects.toThrow(/Failed query/);
    const { rows } = await admin.query('select id from held');
    expect(rows).toEqual([{ id: 2 }]);
  });
});
