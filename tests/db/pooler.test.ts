import { sql } from 'drizzle-orm';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../src/app/build-app.ts';
import { type DatabaseHandle, openDatabase } from '../../src/db/database.ts';
import { firstRow } from '../../src/db/rows.ts';
import { lookAtPooler } from '../../src/monitoring/doctor/look-at-pooler.ts';
import { WORK_LIMITS } from '../../src/db/work-limits.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { type PgBouncer, findPgBouncer, startPgBouncer } from '../support/pgbouncer.ts';
import { PROJECT_ROOT } from '../support/test-app.ts';
import { type TestDatabase, createTestDatabase } from '../support/test-database.ts';

const IDLE_LIMIT = sql`select current_setting('idle_in_transaction_session_timeout') as limit`;

describe.skipIf(!findPgBouncer())('behind a pooler in transaction mode (needs pgbouncer)', () => {
  let server: TestDatabase;
  let pooler: PgBouncer;
  const opened: DatabaseHandle[] = [];
  beforeAll(async () => {
    server = await createTestDatabase();
    pooler = await startPgBouncer(server.url);
  });
  afterEach(async () => {
    for (const handle of opened.splice(0)) await handle.close();
  });
  afterAll(async () => {
    await pooler.stop();
    await server.drop();
  });

  function open(url: string, isPooled: boolean): DatabaseHandle {
    const handle = openDatabase({
      url,
      poolMax: 2,
      applicationName: 'pool-under-test',
      limits: { ...WORK_LIMITS.cli, idleInTransactionMs: 400 },
      isPooled,
      logger: silentLogger(),
    });
    opened.push(handle);
    return handle;
  }

  it('limits idle transactions one by one, and leaves nothing behind on a shared connection', async () => {
    const { db, pool } = open(pooler.through(server.url), true);
    const inside = await db.transaction((tx) => firstRow(tx, IDLE_LIMIT));
    expect(inside).toEqual({ limit: '400ms' });
    expect(await firstRow(db, IDLE_LIMIT)).toEqual({ limit: '400ms' });
    // Another who shares the connections finds nothing of it.
    const other = new pg.Client({ connectionString: pooler.through(server.url) });
    await other.connect();
    for (let round = 0; round < 6; round += 1) {
      const { rows } = await other.query(
        "select current_setting('idle_in_transaction_session_timeout') as limit",
      );
      expect(rows).toEqual([{ limit: '0' }]);
    }
    await other.end();
    const idle = db.transaction(async (tx) => {
      await tx.execute(sql`select 1`);
      await new Promise((resolve) => setTimeout(resolve, 1_200));
      await tx.execute(sql`select 1`);
    });
    await expect(idle).rejects.toThrow(/Failed query/);
    const client = await pool.connect();
    await client.query('begin');
    const { rows } = await client.query(
      "select current_setting('idle_in_transaction_session_timeout') as limit",
    );
    await client.query('rollback');
    client.release();
    expect(rows).toEqual([{ limit: '400ms' }]);
  });

  it('refuses to start on the pooler alone, and says what is missing', async () => {
    const environment = { DATABASE_URL: pooler.through(server.url), LOG_LEVEL: 'silent' };
    for (const processName of ['control', 'cli'] as const) {
      const failure = buildApp({ processName, environment, projectRoot: PROJECT_ROOT });
      await expect(failure).rejects.toMatchObject({
        name: 'DirectAddressNeededError',
        remedy: expect.stringContaining('DATABASE_DIRECT_URL'),
      });
    }
  });

  it('notices when the two addresses lead to different databases', async () => {
    const other = await createTestDatabase();
    const pooled = open(pooler.through(server.url), true);
    expect(await lookAtPooler(pooled, open(server.url, false))).toMatchObject([{ status: 'ok' }]);
    expect(await lookAtPooler(pooled, open(other.url, false))).toMatchObject([{ status: 'fail' }]);
    const plain = open(server.url, false);
    expect(await lookAtPooler(plain, plain)).toEqual([]);
    for (const handle of opened.splice(0)) await handle.close();
    await other.drop();
  });
});
