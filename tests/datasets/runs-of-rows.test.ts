import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { buildReplay } from '../../src/app/build-replay.ts';
import { loadDatasets } from '../../src/features/dataset-parts.ts';
import { rowsOf } from '../../src/db/rows.ts';
import type { Sport } from '../../src/domain/sport.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { call, startTestServer } from '../http/http-support.ts';
import { csvOf, requestOf } from '../schedule/ingesting.ts';
import { NBA, createRefreshWorld } from '../schedule/refresh/refresh-world.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';
import { type TestApp, createTestApp } from '../support/test-app.ts';
import { type WrittenRows, noteWrittenRows, tablesWithRuns } from './written-rows.ts';

/** A sync cancels games to come: they have to be that whenever the test runs. */
const NOW_MS = Date.parse('2026-12-01T12:00:00Z');

const SEEDED =
  "(select count(*) from games where seeding_status <> 'completed') = 0 and (select count(*) from games) > 0";
const GAME = '2027-01-15,19:30:00,Miami Heat,Boston Celtics';
const LATER = '2027-01-15,20:30:00,Miami Heat,Boston Celtics';
const STRANGER = '2027-01-17,19:30:00,Miami Heat,Nowhere Nobodies';

/**
 * Bodies are what runs read, found by their hash; identities, teams and venues say how, when and by whom they were
 * learned. Bookmakers and events of odds are identities as well: the prices name their run.
 */
const TOLD_OTHERWISE = new Set([
  'provider_payloads',
  'external_ids',
  'teams',
  'team_seasons',
  'venues',
  'bookmakers',
  'odds_events',
]);

/** Every row names a run that began with the act, and these tables are among those written. */
async function expectRuns(
  written: WrittenRows,
  tables: readonly string[],
  act: () => Promise<unknown>,
): Promise<void> {
  const seen = await written.during(act);
  expect(seen.withoutRun.slice(0, 3)).toEqual([]);
  expect(seen.tables).toEqual(expect.arrayContaining([...tables]));
}

const lastRun = async ({ app }: Pick<TestApp, 'app'>) => {
  const [run] = await rowsOf<Record<string, unknown>>(
    app.database.db,
    sql`select kind, operation, source, api_version, parser_version, file_hash, body_hashes, actor, rows_written,
               started_at, finished_at from sync_log order by id desc limit 1`,
  );
  return run;
};

describe('the run of a row of collected data', () => {
  it('has a column in every dataset that a provider or a file fills', async () => {
    const test = await createTestApp();
    try {
      const named = await tablesWithRuns(test.app.database.db);
      const filled = (await loadDatasets()).inOrder
        .filter(({ inputs }) => inputs.some((input) => 'capability' in input))
        .map(({ name }) => name)
        .filter((name) => !TOLD_OTHERWISE.has(name));
      expect(named).toEqual(expect.arrayContaining(filled));
      expect(named).toEqual(expect.arrayContaining(['line_changes', 'game_events', 'schedule_quarantine']));
    } finally {
      await test.close();
    }
  });
});

describe('files', () => {
  let test: TestApp;
  let written: WrittenRows;
  afterEach(() => test.close());
  const ingest = (rows: string[], overrides = {}) =>
    test.app.ingestService.ingest(requestOf(csvOf(rows), overrides));

  it('imported, changed, synchronised, retried and taken back: each is a run', async () => {
    test = await createTestApp({ clock: { ...systemClock(), nowMs: () => NOW_MS } });
    written = await noteWrittenRows(test.app.database.db);
    const imports = ['games', 'game_events', 'schedule_imports'];
    await expectRuns(written, [...imports, 'schedule_quarantine'], () => ingest([GAME, STRANGER]));
    expect(await lastRun(test)).toMatchObject({
      kind: 'import',
      source: 'test.csv',
      parser_version: expect.stringMatching(/^\d+\.\d+\.\d+\+[0-9a-f]{8}$/),
      file_hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      actor: expect.any(String),
      rows_written: { games: 1, schedule_quarantine: 1 },
      started_at: expect.any(Date),
      finished_at: expect.any(Date),
    });
    let movedBy = 0;
    await expectRuns(written, imports, async () => {
      movedBy = (await ingest([LATER])).import_id ?? 0;
    });
    await test.app.teamService.addAlias(
      { sport: 'NBA', league: 'NBA', team: 'Chicago Bulls', alias: 'Nowhere Nobodies' },
      { name: 'test' },
    );
    await expectRuns(written, imports, () => test.app.quarantineService.retry({}, { name: 'test' }));
    await expectRuns(written, ['games', 'game_events'], async () => {
      expect(await test.app.ingestService.undo(movedBy, { name: 'test' })).toMatchObject({ ok: true });
    });
    expect(await lastRun(test)).toMatchObject({
      kind: 'correction',
      operation: 'undo_import',
      actor: 'test',
    });
    await expectRuns(written, imports, () =>
      ingest([STRANGER], { isSync: true, areCancellationsConfirmed: true }),
    );
    const rows = await rowsOf(
      test.app.database.db,
      sql`select status from games where slate_date = '2027-01-15'`,
    );
    expect(rows).toContainEqual({ status: 'cancelled' });
  });

  it('by HTTP as well', async () => {
    const server = await startTestServer();
    test = server;
    written = await noteWrittenRows(test.app.database.db);
    const games = [{ date: '2026-01-15', time: '19:30', home_team: 'MIA', away_team: 'BOS' }];
    await expectRuns(written, ['games', 'game_events', 'schedule_imports'], async () => {
      const answer = await call(`${server.url}/admin/games`, {
        body: { sport: 'NBA', season: 2025, league: 'NBA', timezone: 'UTC', games },
      });
      expect(answer).toMatchObject({
        status: 202,
        body: { run_id: expect.stringContaining('import_schedule/NBA/') },
      });
    });
    expect(await lastRun(test)).toMatchObject({ kind: 'import', source: 'POST /admin/games' });
  });
});

describe.each([
  { sport: 'NBA', lines: 'nba', pair: ['BOS', 'MIA'] },
  { sport: 'NFL', lines: 'nfl', pair: ['KC', 'DEN'] },
  { sport: 'FOOTBALL', lines: 'football', pair: ['Chelsea', 'Arsenal'] },
] as const)('box scores of $sport', ({ sport, lines, pair }) => {
  let world: SeedingWorld;
  let written: WrittenRows;
  afterEach(() => world.close());
  const written6 = [`${lines}_player_game_stats`, `${lines}_team_game_stats`];

  async function start(
    environment: Record<string, string> = {},
    past: 'all' | 'none' = 'all',
  ): Promise<void> {
    world = await createSeedingWorld({ store: 'postgres', sport: sport satisfies Sport, environment });
    await world.ingestDue([[pair[0], pair[1]]], 4, past);
    written = await noteWrittenRows(world.app.database.db);
  }
  async function work(until: string): Promise<void> {
    const workers = await world.startWorkers();
    await world.until(until);
    await workers.stop();
  }
  /** Every line as an older reading might have left it. */
  const tamper = () =>
    world.app.database.db.execute(
      sql.raw(`update ${lines}_player_game_stats set content_hash = 'older', fence = fence, run_id = 'older';
               update ${lines}_team_game_stats set content_hash = 'older', run_id = 'older';
               update games set home_score = home_score - 1, run_id = 'older'`),
    );

  it('seeded, forced, corrected and replayed: each is a run', async () => {
    await start({ CORRECTION_DELAYS_HOURS: '24' });
    await expectRuns(written, [...written6, 'games', 'game_rosters', 'game_events', 'players'], () =>
      work(SEEDED),
    );
    expect(await lastRun(world)).toMatchObject({
      kind: 'attempt',
      source: 'api-sports',
      api_version: { NBA: 'v2', NFL: 'v1', FOOTBALL: 'v3' }[sport],
      parser_version: expect.stringContaining('+'),
      body_hashes: expect.arrayContaining([expect.stringMatching(/^[0-9a-f]{64}$/)]),
      actor: expect.any(String),
    });

    await tamper();
    await world.app.taskActions.seedGame(1, { force: true }, { name: 'test' });
    await expectRuns(written, [...written6, 'games', 'line_changes'], () =>
      work("(select count(*) from game_events where kind = 'seeded') = 2"),
    );

    await tamper();
    const [task] = await rowsOf<{ id: number }>(
      world.app.database.db,
      sql`select id from seeding_tasks where pass = 'correction-1'`,
    );
    await world.app.taskActions.retry(task?.id ?? 0, { name: 'test' });
    await expectRuns(written, [...written6, 'games', 'line_changes'], () =>
      work("(select status = 'completed' from seeding_tasks where pass = 'correction-1')"),
    );

    await tamper();
    await expectRuns(written, [...written6, 'games', 'line_changes', 'game_events'], () =>
      buildReplay(world.app).run(
        { gameId: 1 },
        { isDryRun: false, actor: 'test', signal: AbortSignal.timeout(60_000), onGame: () => undefined },
      ),
    );
    expect(await lastRun(world)).toMatchObject({
      kind: 'replay',
      source: 'api-sports',
      actor: 'test',
      body_hashes: expect.arrayContaining([expect.stringMatching(/^[0-9a-f]{64}$/)]),
    });
    const [left] = await rowsOf(
      world.app.database.db,
      sql`select count(*)::int as rows from games where run_id = 'older'`,
    );
    expect(left).toEqual({ rows: 0 });
  });

  it('read entity by entity: each is a run', async () => {
    await start({ SEEDING_STRATEGY: 'per-entity' });
    await expectRuns(written, [...written6, 'games', 'game_rosters', 'players'], () => work(SEEDED));
  });

  it('of a season that is filled back: each step is a run', async () => {
    await start({}, 'none');
    await world.app.database.db.execute(
      sql`update games set run_id = null; delete from external_ids where entity_type = 'game'`,
    );
    const [season] = await rowsOf<{ year: number }>(
      world.app.database.db,
      sql`select year from seasons where id = (select season_id from games)`,
    );
    expect(
      await world.app.seasonBackfills.start({ sport, year: season?.year ?? 0 }, 'operator'),
    ).toMatchObject({
      ok: true,
    });
    await expectRuns(written, [...written6, 'games'], () =>
      work("(select status = 'completed' from backfills)"),
    );
  });
});

describe('lists of a provider', () => {
  it('of games and of players: each refresh is a run', async () => {
    const world = await createRefreshWorld({ sample: NBA });
    try {
      await world.ingest(NBA);
      const written = await noteWrittenRows(world.app.database.db);
      await world.app.database.db.execute(
        sql`update games set game_datetime = now() + interval '5 hours' where id = 1`,
      );
      await expectRuns(written, ['players', 'team_rosters', 'game_rosters'], () =>
        world.refreshers.rosters.refreshAll({ signal: AbortSignal.timeout(60_000) }),
      );
      expect(await lastRun(world)).toMatchObject({
        kind: 'refresh',
        source: 'api-sports',
        rows_written: { players: expect.any(Number) },
      });
      await world.app.database.db.execute(
        sql`update games set venue_name = 'elsewhere', game_datetime = game_datetime + interval '1 day'`,
      );
      await world.letADayPass();
      await expectRuns(written, ['games', 'game_events'], () =>
        world.refreshers.schedules.refreshAll({
          isDryRun: false,
          actor: 'test',
          signal: AbortSignal.timeout(60_000),
        }),
      );
    } finally {
      await world.close();
    }
  });
});

describe('players who are made one, and parted again', () => {
  it('are runs of their own', async () => {
    const world = await createSeedingWorld({ store: 'postgres' });
    try {
      await world.ingestDue([['LAL', 'GSW']]);
      const workers = await world.startWorkers();
      await world.until(SEEDED);
      await workers.stop();
      const { db } = world.app.database;
      const [other] = await rowsOf<{ id: number }>(
        db,
        sql`insert into players (sport_id, full_name) select sport_id, 'Another Spelling' from games returning id`,
      );
      const [kept] = await rowsOf<{ id: number }>(
        db,
        sql`select player_id as id from nba_player_game_stats limit 1`,
      );
      const written = await noteWrittenRows(db);
      await expectRuns(written, ['nba_player_game_stats', 'game_rosters'], async () => {
        const merged = await world.app.playerMerger.merge(
          { from: kept?.id ?? 0, into: other?.id ?? 0 },
          { name: 'test' },
        );
        expect(merged).toMatchObject({ ok: true, lines_moved: 1 });
      });
      expect(await lastRun(world)).toMatchObject({
        kind: 'correction',
        actor: 'test',
        rows_written: { nba_player_game_stats: 1, game_rosters: 1 },
      });
      await expectRuns(written, ['nba_player_game_stats', 'game_rosters', 'players'], async () => {
        const parted = await world.app.playerMerger.split({ player: other?.id ?? 0 }, { name: 'test' });
        expect(parted).toMatchObject({ ok: true, lines_moved: 1 });
      });
    } finally {
      await world.close();
    }
  });
});
