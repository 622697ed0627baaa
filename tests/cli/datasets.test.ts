import { eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { changedKeys, dataRefreshLog } from '../../src/db/schema/datasets.ts';
import { advisoryLock } from '../../src/db/locks.ts';
import { rowsOf } from '../../src/db/rows.ts';
import { EXIT_CODES } from '../../src/cli/exit-codes.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';
import { nbaSlates } from '../support/slates.ts';
import { type TestApp, createTestApp } from '../support/test-app.ts';
import { runHere } from './run-here.ts';

const PLAYERS = 'nba_player_season_stats';
const LINES = 'nba_player_game_stats';

describe('the catalog on the command line', () => {
  let test: TestApp;
  beforeEach(async () => {
    test = await createTestApp();
  });
  afterEach(() => test.close());

  const db = () => test.app.database.db;
  const cli = (...args: string[]) => runHere(['datasets', ...args], { DATABASE_URL: test.databaseUrl });
  async function json<T>(...args: string[]): Promise<T> {
    const run = await cli(...args, '--json');
    expect(run.exitCode).toBe(EXIT_CODES.done);
    return JSON.parse(run.stdout) as T;
  }
  type Pending = { changes: number; keys: number; failed_changes: number; lag_seconds: number | null };
  type Dataset = { name: string; pending: Pending | null; refreshes: object[]; dependents: string[] };

  it('counts each pending key once and tells the age of the oldest change', async () => {
    const hourOld = sql`now() - interval '1 hour'`;
    await db()
      .insert(changedKeys)
      .values([
        { input: LINES, seasonYear: 2025, entityIds: [1, 2] },
        { input: LINES, seasonYear: 2025, entityIds: [2, 3], createdAt: hourOld },
        { input: LINES, seasonYear: 2024, entityIds: [2] },
        { input: LINES, seasonYear: 2024, entityIds: [9], dataset: PLAYERS, failures: 2 },
        { input: LINES, seasonYear: 2024, entityIds: [8], dataset: 'nfl_team_season_stats' },
        { input: 'nfl_player_game_stats', seasonYear: 2025, entityIds: [7] },
      ]);
    const { pending } = await json<Dataset>('show', PLAYERS);
    expect(pending).toMatchObject({ changes: 4, keys: 5, failed_changes: 1 });
    expect(pending?.lag_seconds).toBeGreaterThanOrEqual(3_600);
    expect(pending?.lag_seconds).toBeLessThan(7_200);
    const { items } = await json<{ items: Dataset[] }>('list');
    const of = (name: string) => items.find((item) => item.name === name)?.pending;
    expect(of(PLAYERS)).toMatchObject({ changes: 4, keys: 5 });
    expect(of('nba_team_season_stats')).toMatchObject({ changes: 0, keys: 0, lag_seconds: null });
    expect(of(LINES), 'collected').toBeNull();
    expect((await cli('show', PLAYERS)).stdout).toMatch(/5 keys in 4 changes, 1 .*failed/);
  });

  it('shows the last refreshes, the newest first, with rows and duration', async () => {
    const startedAt = new Date('2026-01-16T03:00:00Z');
    const one = { dataset: PLAYERS, mode: 'keys' as const, scope: { season: 2025, entities: 12 }, startedAt };
    await db()
      .insert(dataRefreshLog)
      .values([
        {
          ...one,
          status: 'done',
          rowsWritten: 14,
          rowsRemoved: 9,
          finishedAt: new Date('2026-01-16T03:00:01.500Z'),
        },
        {
          ...one,
          startedAt: new Date('2026-01-16T04:00:00Z'),
          finishedAt: new Date('2026-01-16T04:00:00Z'),
          status: 'failed',
          error: 'no space\nleft',
        },
        { ...one, dataset: 'nba_team_season_stats', status: 'done', finishedAt: startedAt },
      ]);
    const { refreshes } = await json<Dataset>('show', PLAYERS);
    expect(refreshes).toMatchObject([
      { status: 'failed', error: 'no space\nleft', rows_written: 0 },
      { status: 'done', season: 2025, entities: 12, rows_written: 14, rows_removed: 9, duration_ms: 1_500 },
    ]);
    const { items } = await json<{ items: { name: string; last_refresh: object | null }[] }>(
      'list',
      '--computed',
    );
    expect(items.find(({ name }) => name === PLAYERS)?.last_refresh).toMatchObject({ status: 'failed' });
    expect(items.find(({ name }) => name === 'nfl_team_season_stats')?.last_refresh).toBeNull();
    expect((await cli('show', PLAYERS)).stdout).toMatch(/1,500 ms/);
  });

  it('draws the lineage in both directions', async () => {
    const { stdout } = await cli('lineage', LINES);
    expect(stdout).toMatch(/Comes from\n {2}box score \(from providers\)/);
    expect(stdout).toMatch(new RegExp(`Used by\n(.*\n)* {2}${PLAYERS} \\(computed\\)`));
    const up = await cli('lineage', PLAYERS);
    expect(up.stdout).toMatch(new RegExp(`\n {2}${LINES} \\(collected\\)\n {4}box score`));
    type Node = { name: string; kind: string; next: Node[] };
    const { inputs, dependents } = await json<{ inputs: Node[]; dependents: Node[] }>('lineage', PLAYERS);
    expect(inputs).toMatchObject([
      { name: LINES, kind: 'collected', next: [{ name: 'box score', kind: 'capability', next: [] }] },
      { name: 'games' },
    ]);
    expect(dependents).toEqual([]);
  });

  it.each([
    ['nba_player_season_stat', /Did you mean nba_player_season_stats/],
    ['player seasons', /See all with/],
    ['zzz', /^See all with/],
  ])('calls %s wrong usage and suggests near names', async (name, remedy) => {
    for (const command of ['show', 'lineage']) {
      const run = await cli(command, name, '--json');
      expect(run.exitCode).toBe(EXIT_CODES.usage);
      const { error } = JSON.parse(run.stdout) as { error: { code: string; remedy: string } };
      expect(error.code).toBe('usage');
      expect(error.remedy).toMatch(remedy);
    }
  });

  it('takes a name in any case and with hyphens', async () => {
    expect(await json('show', 'NBA-Player-Season-Stats')).toMatchObject({ name: PLAYERS });
  });
});

describe('datasets refresh', () => {
  let world: SeedingWorld;
  beforeAll(async () => {
    world = await createSeedingWorld({ store: 'postgres' });
    for (const slate of nbaSlates(2)) await world.ingestDue(slate);
    await world.startWorkers();
    await world.until(
      "(select count(*) from seeding_tasks where pass = 'first' and status <> 'completed') = 0",
    );
    await run(PLAYERS, '--all');
  });
  afterAll(() => world.close());

  const db = () => world.app.database.db;
  type Result = {
    keys: number;
    is_done: boolean;
    refreshes: { dataset: string; status: string; entities: number; rows_written: number }[];
    pending: { keys: number };
    error: { code: string; message: string; remedy: string };
  };
  async function run(...args: string[]): Promise<Result & { exitCode: number | null }> {
    const environment = { DATABASE_URL: world.test.databaseUrl };
    const ran = await runHere(['datasets', 'refresh', ...args, '--json'], environment);
    return { ...(JSON.parse(ran.stdout) as Result), exitCode: ran.exitCode };
  }
  const totals = () =>
    rowsOf<{ player: number; season: number; points: number | null }>(
      db(),
      sql`select player_id as player, season_year as season, points from nba_player_season_stats order by 1, 2`,
    );
  const spoil = () => db().execute(sql`update nba_player_season_stats set points = points + 1000`);

  it('computes a season anew as often as somebody asks, and records it', async () => {
    const right = await totals();
    const season = right[0]?.season ?? 0;
    expect(right.length).toBeGreaterThan(20);
    await spoil();
    await db().execute(sql`delete from nba_player_season_stats where player_id = ${right[0]?.player}`);
    for (const again of [false, true]) {
      const result = await run(PLAYERS, '--season', String(season), '--reason', 'a test');
      expect(result, `again: ${again}`).toMatchObject({ exitCode: EXIT_CODES.done, is_done: true });
      expect(result.keys).toBe(right.length);
      const own = result.refreshes.filter(({ dataset }) => dataset === PLAYERS);
      expect(own).toMatchObject([{ status: 'done', entities: right.length, rows_written: right.length }]);
      expect(result.pending.keys).toBe(0);
      expect(await totals()).toEqual(right);
    }
    const events = await rowsOf<{ message: string }>(
      db(),
      sql`select message from system_events where kind = 'dataset_refresh_requested' order by id desc limit 1`,
    );
    expect(events[0]?.message).toContain('a test');
  });

  it('leaves everybody alone who is not named', async () => {
    const right = await totals();
    // Who never played has no points that could be spoilt.
    const [one, other, third] = right.filter(({ points }) => points !== null);
    await spoil();
    const result = await run(PLAYERS, '--key', String(one?.player), String(other?.player));
    expect(result.keys).toBe(2);
    const pointsOf = new Map((await totals()).map(({ player, points }) => [player, points]));
    for (const named of [one, other]) expect(pointsOf.get(named?.player ?? 0)).toBe(named?.points);
    expect(pointsOf.get(third?.player ?? 0)).toBe((third?.points ?? 0) + 1000);
    expect((await run(PLAYERS, '--all')).keys).toBe(right.length);
    expect(await totals()).toEqual(right);
    expect(await run(PLAYERS, '--season', '1999')).toMatchObject({
      exitCode: EXIT_CODES.done,
      keys: 0,
      refreshes: [],
    });
  });

  it('keeps the keys noted while another process refreshes, and the next refresh takes them', async () => {
    const right = await totals();
    await spoil();
    const waiting = await db().transaction(async (tx) => {
      await tx.execute(sql`select pg_advisory_xact_lock(${advisoryLock('season-figures')})`);
      return run(PLAYERS, '--all');
    });
    expect(waiting).toMatchObject({ exitCode: EXIT_CODES.done, is_done: false, refreshes: [] });
    expect(waiting.pending.keys).toBe(right.length);
    const noted = await db().select().from(changedKeys).where(eq(changedKeys.dataset, PLAYERS));
    expect(Math.max(...noted.map(({ entityIds }) => entityIds.length))).toBeLessThanOrEqual(20);
    expect(new Set(noted.flatMap(({ entityIds }) => entityIds)).size).toBe(right.length);
    // Whoever refreshes next, for whatever reason.
    expect((await run(PLAYERS, '--season', '1999')).pending.keys).toBe(0);
    expect(await totals()).toEqual(right);
  });

  it.each([
    [[PLAYERS], /not said what/],
    [[PLAYERS, '--all', '--season', '2025'], /--all/],
    [[LINES, '--all'], /collected/],
    [['nba_player_season_stat', '--all'], /no dataset/],
  ])('calls %s wrong usage', async (args, message) => {
    const { exitCode, error } = await run(...args);
    expect(exitCode).toBe(EXIT_CODES.usage);
    expect(error.message).toMatch(message);
    expect(error.remedy).not.toBe('');
  });
});
