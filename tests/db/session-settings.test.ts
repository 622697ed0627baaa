import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { type DatabaseHandle, openDatabase } from '../../src/db/database.ts';
import { firstRow } from '../../src/db/rows.ts';
import {
  assertSessionSettings,
  connectionTo,
  findWrongSettings,
  toolConnection,
} from '../../src/db/session-settings.ts';
import { WORK_LIMITS } from '../../src/db/work-limits.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { ODD_SETTINGS, oddDefaults } from '../support/odd-settings.ts';
import { findPgBouncer, startPgBouncer } from '../support/pgbouncer.ts';
import { type TestDatabase, createTestDatabase } from '../support/test-database.ts';

const ANSWERS = sql`
  select '2026-03-04 05:06:07.008+00'::timestamptz as instant, '2026-03-04'::date::text as day,
         (0.1::double precision + 0.2::double precision)::text as figure, '\\xff'::bytea as bytes,
         (interval '1 day 02:03:04')::text as span, 'ä€'::text as word, 'a\\b'::text as plain,
         current_setting('transaction_isolation') as isolation`;

const GOOD_ANSWERS = {
  instant: new Date('2026-03-04T05:06:07.008Z'),
  day: '2026-03-04',
  figure: '0.30000000000000004',
  bytes: Buffer.from([0xff]),
  span: '1 day 02:03:04',
  word: 'ä€',
  plain: 'a\\b',
  isolation: 'read committed',
};

describe('the settings of a session', () => {
  const cleanUps: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  });

  async function oddDatabase(names?: readonly string[]): Promise<TestDatabase> {
    const database = await createTestDatabase([oddDefaults(names)]);
    cleanUps.push(database.drop);
    return database;
  }

  function open(url: string, isPooled = false): DatabaseHandle {
    const handle = openDatabase({
      url,
      poolMax: 2,
      applicationName: 'settings',
      limits: WORK_LIMITS.control,
      isPooled,
      logger: silentLogger(),
    });
    cleanUps.push(handle.close);
    return handle;
  }

  async function assertAtHome({ db, pool }: DatabaseHandle): Promise<void> {
    expect(await firstRow(db, ANSWERS)).toEqual(GOOD_ANSWERS);
    expect(await db.transaction((tx) => firstRow(tx, ANSWERS))).toEqual(GOOD_ANSWERS);
    await db.execute(sql`insert into system_events (kind, subject, message) values ('test', 'a', 'b')`);
    expect(await findWrongSettings(pool)).toEqual([]);
    await expect(assertSessionSettings(pool)).resolves.toBeUndefined();
  }

  it('are our own, whatever the defaults of the database', async () => {
    await assertAtHome(open((await oddDatabase()).url));
  });

  it.each(ODD_SETTINGS)('are our own where only %s is %s', async (name) => {
    await assertAtHome(open((await oddDatabase([name])).url));
  });

  it('are our own also with options in the address', async () => {
    const url = new URL((await oddDatabase()).url);
    url.searchParams.set('options', '-c DateStyle=German -c work_mem=5MB');
    const handle = open(url.href);
    await assertAtHome(handle);
    expect(await firstRow(handle.db, sql`select current_setting('work_mem') as memory`)).toEqual({
      memory: '5MB',
    });
  });

  it.skipIf(!findPgBouncer())(
    'are our own behind a pooler in transaction mode (needs pgbouncer)',
    async () => {
      const database = await oddDatabase();
      const pooler = await startPgBouncer(database.url);
      cleanUps.push(pooler.stop);
      await assertAtHome(open(pooler.through(database.url), true));
    },
  );

  it('are told with the commands that mend them where something drops them', async () => {
    const database = await oddDatabase(['DateStyle', 'search_path']);
    const handle = open(database.url);
    const client = await handle.pool.connect();
    cleanUps.push(async () => client.release(true));
    await client.query('reset all');
    await client.query("set datestyle = 'German'; set search_path = pg_catalog");
    const wrong = await findWrongSettings(client);
    expect(wrong.map(({ name }) => name)).toEqual(expect.arrayContaining(['DateStyle', 'search_path']));
    await expect(assertSessionSettings(client)).rejects.toMatchObject({
      name: 'SessionSettingsError',
      remedy: expect.stringMatching(/ALTER ROLE current_user SET DateStyle = 'ISO, MDY'/),
    });
  });

  it('go into the address as one text, in which a search path is kept', () => {
    const plain = connectionTo('postgres://a@h/db?sslmode=require', { limits: WORK_LIMITS.worker });
    expect(plain.connectionString).toBe('postgres://a@h/db?sslmode=require');
    expect(plain.options).toContain('-c default_transaction_isolation=read\\ committed');
    expect(plain.options).toContain('-c search_path=public');
    const given = connectionTo('postgres://a@h/db?options=-c%20search_path%3Dapp%2Cpublic&sslmode=require', {
      limits: WORK_LIMITS.worker,
    });
    expect(given.connectionString).toBe('postgres://a@h/db?sslmode=require');
    expect(given.options).toMatch(/^-c search_path=app,public /);
    expect(given.options).not.toContain('search_path=public');
    expect(toolConnection('postgres://a@h/db?options=-c+work_mem%3D5MB')).toMatchObject({
      url: 'postgres://a@h/db',
      options: expect.stringMatching(/^-c work_mem=5MB -c DateStyle=ISO,\\ MDY/),
    });
  });
});
