import { sql } from 'drizzle-orm';
import pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { type DatabaseHandle, openDatabase } from '../../src/db/database.ts';
import { isDatabaseUnavailable, isWaitOver } from '../../src/db/errors.ts';
import { migrateDatabase } from '../../src/db/migrate.ts';
import { WORK_LIMITS, type WorkLimits } from '../../src/db/work-limits.ts';
import { lookAtLocks } from '../../src/monitoring/doctor/look-at-sessions.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { findPgBouncer, startPgBouncer } from '../support/pgbouncer.ts';
import { createSeedingWorld } from '../support/seeding-world.ts';
import { PROJECT_ROOT } from '../support/test-app.ts';
import { type TestDatabase, createTestDatabase } from '../support/test-database.ts';

const NAME = 'row-locks-under-test';
const POOL_MAX = 3;

/** Far below what production waits for, and far above what a busy machine takes. */
const IMPATIENT: WorkLimits = { lockMs: 400, statementMs: 1_500, idleInTransactionMs: 60_000 };

describe('rows that somebody else holds', () => {
  const cleanUps: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  });

  async function makeDatabase(): Promise<TestDatabase> {
    const database = await createTestDatabase([
      'create table held (id int primary key)',
      'insert into held values (1)',
    ]);
    cleanUps.push(database.drop);
    return database;
  }

  function open(url: string, limits: WorkLimits, isPooled = false): DatabaseHandle {
    const handle = openDatabase({
      url,
      poolMax: POOL_MAX,
      applicationName: NAME,
      limits,
      isPooled,
      logger: silentLogger(),
    });
    cleanUps.push(handle.close);
    return handle;
  }

  /** A transaction that holds what `statement` locks, and says nothing more; `admin` is another connection. */
  async function hold(
    url: string,
    statement: string,
  ): Promise<{ admin: pg.Client; letGo: () => Promise<unknown> }> {
    const admin = new pg.Client({ connectionString: url });
    await admin.connect();
    cleanUps.push(() => admin.end());
    const holder = new pg.Client({ connectionString: url, application_name: 'holder' });
    await holder.connect();
    cleanUps.push(() => holder.end());
    await holder.query('begin');
    await holder.query(statement);
    return { admin, letGo: () => holder.query('rollback') };
  }

  async function backends(client: pg.Client, names: string): Promise<number> {
    const { rows } = await client.query<{ count: number }>(
      `select count(*)::int as count from pg_stat_activity
       where datname = current_database() and application_name like $1`,
      [names],
    );
    return rows[0]?.count ?? 0;
  }

  async function askAgainAndAgain({ db }: DatabaseHandle, admin: pg.Client, names: string): Promise<number> {
    let most = 0;
    for (let round = 0; round < 3; round += 1) {
      const asking = Array.from({ length: POOL_MAX }, () =>
        db.execute(sql`update held set id = id`).then(
          () => 'done',
          (error: unknown) => error,
        ),
      );
      most = Math.max(most, await backends(admin, names));
      for (const answer of await Promise.all(asking)) {
        expect(isWaitOver(answer) && isDatabaseUnavailable(answer)).toBe(true);
      }
      most = Math.max(most, await backends(admin, names));
    }
    return most;
  }

  it('are waited for by the server no longer than by the client, so that no backend is left behind', async () => {
    const database = await makeDatabase();
    const handle = open(database.url, IMPATIENT);
    const { admin, letGo } = await hold(database.url, 'select * from held for update');
    expect(await askAgainAndAgain(handle, admin, NAME)).toBeLessThanOrEqual(POOL_MAX);
    await letGo();
    await expect(handle.db.execute(sql`update held set id = id`)).resolves.toBeDefined();
  });

  it.skipIf(!findPgBouncer())(
    'are so also behind a pooler in transaction mode (needs pgbouncer)',
    async () => {
      const database = await makeDatabase();
      const pooler = await startPgBouncer(database.url);
      cleanUps.push(pooler.stop);
      const handle = open(pooler.through(database.url), IMPATIENT, true);
      const { admin, letGo } = await hold(database.url, 'select * from held for update');
      expect(await askAgainAndAgain(handle, admin, NAME)).toBeLessThanOrEqual(POOL_MAX);
      await letGo();
      await expect(handle.db.execute(sql`update held set id = id`)).resolves.toBeDefined();
    },
  );

  it('are not waited for on behalf of a process that is gone', async () => {
    const database = await makeDatabase();
    const handle = open(database.url, { lockMs: 0, statementMs: 0, idleInTransactionMs: 60_000 });
    const { admin } = await hold(database.url, 'select * from held for update');
    const client = await handle.pool.connect();
    const waiting = client.query('update held set id = id').catch((error: unknown) => error);
    await expect.poll(() => backends(admin, NAME)).toBe(1);
    const { connection } = client as unknown as { connection: { stream: { destroy: () => void } } };
    connection.stream.destroy();
    expect(await waiting).toBeInstanceOf(Error);
    client.release(true);
    await expect.poll(() => backends(admin, NAME), { timeout: 30_000 }).toBe(0);
  });

  it('are named by doctor, with who holds them', async () => {
    const database = await makeDatabase();
    const handle = open(database.url, { ...IMPATIENT, lockMs: 30_000, statementMs: 30_000 });
    const { letGo } = await hold(database.url, 'select * from held for update');
    expect(await lookAtLocks(handle)).toMatchObject({ status: 'ok' });
    const waiting = handle.db.execute(sql`update held set id = id`).then(() => undefined);
    await expect
      .poll(() => lookAtLocks(handle), { timeout: 20_000 })
      .toMatchObject({
        status: 'warn',
        detail: expect.stringMatching(/holder, idle in transaction.* 1 statements/),
        remedy: expect.stringContaining('pg_terminate_backend'),
      });
    await letGo();
    await waiting;
  });

  it('keep a migration from nobody else, and it comes again until they are free', async () => {
    const database = await createTestDatabase();
    cleanUps.push(database.drop);
    const handle = open(database.url, { ...WORK_LIMITS.migrate, lockMs: 300 });
    const { admin, letGo } = await hold(database.url, 'select * from system_events');
    let tries = 0;
    const migrated = migrateDatabase(handle.pool, PROJECT_ROOT, async (client) => {
      tries += 1;
      if (tries === 2) await letGo();
      await client.query('alter table system_events add column if not exists probe int');
    });
    await migrated;
    expect(tries).toBe(2);
    const { rows } = await admin.query(
      "select 1 from information_schema.columns where column_name = 'probe'",
    );
    expect(rows).toHaveLength(1);
  });

  it('hold workers up without driving the number of their connections up, and are seeded when they are free', async () => {
    const world = await createSeedingWorld({ store: 'postgres', environment: { LEASE_SECONDS: '3' } });
    cleanUps.push(world.close);
    await world.ingestDue([
      ['LAL', 'GSW'],
      ['BOS', 'NYK'],
      ['MIA', 'CHI'],
    ]);
    const { admin, letGo } = await hold(
      world.app.secrets.databaseUrl ?? '',
      'select * from seeding_tasks for update',
    );
    await world.startWorkers();
    let most = 0;
    const endAtMs = performance.now() + 15_000;
    while (performance.now() < endAtMs) {
      most = Math.max(most, await backends(admin, 'scoracle%'));
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    // Its own pool, and that of the queue: one connection for each queue and six for statements.
    expect(most).toBeLessThanOrEqual(world.app.database.pool.options.max + 10);
    await letGo();
    await world.until("not exists (select 1 from seeding_tasks where status <> 'completed')");
    const [task] = await world.tasks();
    expect(task).toMatchObject({ retryCount: 0, errorType: null });
  });
});
