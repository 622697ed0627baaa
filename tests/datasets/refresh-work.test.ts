import { count, eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { handRefreshOver, refreshWork } from '../../src/datasets/refresh-work.ts';
import { createDatasetRefresher } from '../../src/datasets/refresher.ts';
import { rowsOf } from '../../src/db/rows.ts';
import { changedKeys } from '../../src/db/schema/datasets.ts';
import { loadDatasets } from '../../src/features/dataset-parts.ts';
import { createLostRuns } from '../../src/jobs/lost-runs.ts';
import { createWorkQueries } from '../../src/jobs/ledger/work-queries.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { runHere } from '../cli/run-here.ts';
import { type TestProcess, startProcess } from '../support/processes.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';

const catalog = await loadDatasets();
const ACTOR = { name: 'operator anna', reason: 'a trial' };

/** More than two batches of the refresher hold. */
const PLAYERS = 5_000;

/** Under this lock a test stops the refresh where it wants to. */
const GATE = 4_711;

describe.each([
  { sport: 'NFL', table: 'nfl_player_season_stats', lines: 'nfl_player_game_stats', pair: ['KC', 'DEN'] },
  {
    sport: 'FOOTBALL',
    table: 'football_player_season_stats',
    lines: 'football_player_game_stats',
    pair: ['Chelsea', 'Arsenal'],
  },
] as const)('a refresh of $table that is handed over', ({ sport, table, lines, pair }) => {
  let world: SeedingWorld;
  const processes: TestProcess[] = [];
  const dataset = catalog.find(table);
  const db = () => world.app.database.db;
  const run = (text: string) => db().execute(sql.raw(text));
  const queries = () => createWorkQueries({ db: db() });

  beforeAll(async () => {
    world = await createSeedingWorld({ store: 'postgres', sport });
    await world.ingestDue([[pair[0], pair[1]]]);
    const workers = await world.startWorkers();
    await world.until("(select count(*) from seeding_tasks where status = 'completed') = 1");
    await world.callsStored();
    await workers.stop();
    await copyPlayers();
    await createDatasetRefresher({ db: db(), catalog, logger: silentLogger() }).refresh();
  }, 120_000);
  afterEach(async () => {
    for (const one of processes.splice(0)) await one.crash();
  });
  afterAll(() => world?.close());

  /** Thousands of players with the lines of one who played. */
  async function copyPlayers(): Promise<void> {
    const own = { id: '100000 + step', full_name: `'Player ' || step`, api_sports_id: 'null' };
    await run(await copyOf('players', `id = (select min(player_id) from ${lines})`, own));
    const ofOne = `player_id = (select min(player_id) from ${lines})`;
    await run(await copyOf(lines, ofOne, { id: '1000000 + step', player_id: '100000 + step' }));
  }

  /** The statement that writes a row of a table again and again, with some of its columns changed. */
  async function copyOf(of: string, where: string, changes: Record<string, string>): Promise<string> {
    const columns = await rowsOf<{ name: string }>(
      db(),
      sql`select attname as name from pg_attribute where attrelid = ${of}::regclass and attnum > 0
          and not attisdropped and attgenerated = ''`,
    );
    const names = columns.map(({ name }) => name);
    return `insert into ${of} (${names.join(', ')}) select ${names.map((name) => changes[name] ?? name).join(', ')}
      from (select * from ${of} where ${where} limit 1) as one, generate_series(1, ${PLAYERS}) as step`;
  }

  const rows = () =>
    rowsOf(
      db(),
      sql`select to_jsonb(season) - 'refreshed_at' as row from ${sql.raw(table)} as season order by 1`,
    );
  const spoil = () => run(`update ${table} set games = games + 1000`);
  const wrongRows = async () =>
    (
      await rowsOf<{ n: number }>(db(), sql`select count(*) as n from ${sql.raw(table)} where games > 1000`)
    )[0]?.n;
  const order = (selection = {}) => {
    if (!dataset) throw new Error(`${table} is no dataset`);
    return handRefreshOver(db(), { dataset, selection, actor: ACTOR });
  };
  const item = async (id: number | null) => {
    if (id === null) throw new Error('no item was made');
    return queries().get(id);
  };

  it('is done by a worker, and comes to what the whole adds up to', async () => {
    const right = await rows();
    expect(right.length).toBeGreaterThan(PLAYERS);
    await spoil();
    const handed = await order();
    expect(handed).toMatchObject({ name: table, keys: right.length, isOpened: true });
    expect(await order({ seasonYear: 1999 })).toMatchObject({ keys: 0, itemId: null });
    await world.app.publisher.publishPending();
    const workers = await world.startWorkers();
    await world.until(`(select status from work_items where id = ${handed.itemId}) = 'completed'`);
    await workers.stop();
    expect(await rows()).toEqual(right);
    expect((await item(handed.itemId))?.note).toContain(String(right.length));
  });

  it('goes on where a worker was killed in the middle of it', { timeout: 300_000 }, async () => {
    const right = await rows();
    await spoil();
    // The second batch waits at a player of it, until the test lets it through.
    const [last] = await rowsOf<{ id: number }>(
      db(),
      sql`select player_id as id from ${sql.raw(table)} order by 1 offset ${PLAYERS - 500} limit 1`,
    );
    await run(`
      create function wait_at_gate() returns trigger language plpgsql set lock_timeout = 0 as
        $$ begin perform pg_advisory_xact_lock(${GATE}); return new; end $$;
      create trigger gate before insert on ${table} for each row
        when (new.player_id = ${last?.id}) execute function wait_at_gate()`);
    const handed = await order();
    await world.app.publisher.publishPending();
    await db().transaction(async (gate) => {
      await gate.execute(sql`set local idle_in_transaction_session_timeout = 0`);
      await gate.execute(sql`select pg_advisory_xact_lock(${GATE})`);
      const doomed = await startProcess('workers/main.ts', {
        environment: { ...world.test.environment, LEASE_SECONDS: '2', LOG_LEVEL: 'info' },
        args: ['--queues', 'work'],
      });
      processes.push(doomed);
      await world.until(
        `exists (select from pg_locks where locktype = 'advisory' and objid = ${GATE} and not granted)`,
      );
      await doomed.crash();
    });
    await run(`drop trigger gate on ${table}; drop function wait_at_gate()`);
    await world.until(`not exists (select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock')`);
    const wrong = Number(await wrongRows());
    expect(wrong, 'a part is done, another is not').toBeGreaterThan(0);
    expect(wrong).toBeLessThan(right.length);
    const [left] = await db()
      .select({ changes: count() })
      .from(changedKeys)
      .where(eq(changedKeys.dataset, table));
    expect(left?.changes).toBeGreaterThan(0);
    expect(await item(handed.itemId)).toMatchObject({ status: 'running' });

    const workers = await world.startWorkers();
    const { database, store } = world.app;
    await createLostRuns({ db: database.db, store }).bringForward();
    await world.until(`(select status from work_items where id = ${handed.itemId}) = 'completed'`);
    await workers.stop();
    expect(await rows()).toEqual(right);
    if (!dataset) return;
    const season = (right[0] as { row: { season_year: number } }).row.season_year;
    await createDatasetRefresher({ db: db(), catalog, logger: silentLogger() }).refreshSeason(
      dataset,
      season,
      'test',
    );
    expect(await rows(), 'the whole, computed anew').toEqual(right);
  });

  it('says why it fails, and is tried again', async () => {
    await run(`create function refuse() returns trigger language plpgsql as
        $$ begin raise exception 'the disk of figures is full'; end $$;
      create trigger refuse before insert on ${table} for each row execute function refuse()`);
    const handed = await order();
    const { handle } = refreshWork({
      db: db(),
      catalog,
      refresher: createDatasetRefresher({ db: db(), catalog, logger: silentLogger() }),
    });
    const before = await item(handed.itemId);
    const attempt = () =>
      handle?.({
        itemId: handed.itemId ?? 0,
        subject: '',
        payload: before?.payload,
        attempt: 1,
        isLastAttempt: false,
        signal: new AbortController().signal,
        fenced: (write) => db().transaction(write),
      });
    await expect(attempt()).rejects.toThrow(/disk of figures is full/);
    await run(`drop trigger refuse on ${table}; drop function refuse()`);
    await db().update(changedKeys).set({ dueAt: sql`now()` });
    expect(await attempt()).toMatchObject({ kind: 'done' });
  });
});

describe('datasets refresh --hand-over', () => {
  let world: SeedingWorld;
  beforeAll(async () => {
    world = await createSeedingWorld({ store: 'postgres' });
    await world.ingestDue([['LAL', 'GSW']]);
    await world.startWorkers();
    await world.until("(select count(*) from seeding_tasks where status = 'completed') = 1");
  });
  afterAll(() => world.close());

  const cli = async (...args: string[]) => {
    const environment = { DATABASE_URL: world.test.databaseUrl };
    const { exitCode, stdout } = await runHere(['datasets', 'refresh', ...args, '--json'], environment);
    return { exitCode, ...JSON.parse(stdout) };
  };

  it('returns the item of work at once, which a worker does', async () => {
    const answer = await cli('nba_player_season_stats', '--all', '--hand-over', '--reason', 'a trial');
    expect(answer).toMatchObject({ exitCode: 0, is_new: true });
    expect(answer.keys).toBeGreaterThan(10);
    await world.until(`(select status from work_items where id = ${answer.item}) = 'completed'`);
    const [row] = await rowsOf<{ rows: number }>(
      world.app.database.db,
      sql`select count(*) as rows from nba_player_season_stats`,
    );
    expect(row?.rows).toBe(answer.keys);
    const none = await cli('nba_player_season_stats', '--season', '1999', '--hand-over');
    expect(none).toMatchObject({ exitCode: 0, keys: 0, item: null });
    expect(await cli('nba_player_game_stats', '--all', '--hand-over')).toMatchObject({ exitCode: 64 });
    expect(await cli('nba_player_season_stats', '--hand-over')).toMatchObject({ exitCode: 64 });
  });
});
