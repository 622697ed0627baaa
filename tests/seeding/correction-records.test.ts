import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { rowsOf } from '../../src/db/rows.ts';
import { createMonitoring } from '../../src/monitoring/monitoring.ts';
import { beginLook } from '../../src/monitoring/facts/fact.ts';
import { readCorrections } from '../../src/monitoring/overview/correction-status.ts';
import { createMetrics } from '../../src/monitoring/metrics/metrics.ts';
import { runCli } from '../cli/run-cli.ts';
import { call, serve } from '../http/http-support.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';

const SEEDED =
  "(select count(*) from games where seeding_status <> 'completed') = 0 and (select count(*) from games) > 0";

describe('corrections and their records', () => {
  let world: SeedingWorld;
  afterEach(() => world.close());

  const query = <Row extends object>(text: string): Promise<Row[]> =>
    rowsOf<Row>(world.app.database.db, sql.raw(text));

  async function seededWorld(hoursAgo = 4, environment: Record<string, string> = {}): Promise<void> {
    world = await createSeedingWorld({
      store: 'postgres',
      environment: { CORRECTION_DELAYS_HOURS: '24,72', ...environment },
    });
    await world.ingestDue([['LAL', 'GSW']], hoursAgo);
    const workers = await world.startWorkers();
    await world.until(SEEDED);
    await workers.stop();
  }

  async function correct(): Promise<void> {
    const [task] = await query<{ id: number }>("select id from seeding_tasks where pass = 'correction-1'");
    await world.app.taskActions.retry(task?.id ?? 0, { name: 'test' });
    const workers = await world.startWorkers();
    await world.until("(select status = 'completed' from seeding_tasks where pass = 'correction-1')");
    await workers.stop();
  }

  it.each([
    [30, ['correction-2']],
    [100, []],
    [24 * 200, []],
  ])('are not made where their time is over: a game of %i hours ago has %j', async (hoursAgo, passes) => {
    await seededWorld(hoursAgo);
    const tasks = await query<{ pass: string }>("select pass from seeding_tasks where pass <> 'first'");
    expect(tasks.map(({ pass }) => pass)).toEqual(passes);
    // Reading the game again by force makes none either.
    await world.app.taskActions.seedGame(1, { force: true }, { name: 'test' });
    const workers = await world.startWorkers();
    await world.until("(select count(*) from game_events where kind = 'seeded') = 2");
    await workers.stop();
    expect(await query("select pass from seeding_tasks where pass <> 'first'")).toHaveLength(passes.length);
  });

  it('are made once, however often the first pass is made again', async () => {
    await seededWorld();
    await world.app.taskActions.seedGame(1, { force: true }, { name: 'test' });
    const workers = await world.startWorkers();
    await world.until("(select count(*) from game_events where kind = 'seeded') = 2");
    await workers.stop();
    expect(await query("select pass from seeding_tasks where pass <> 'first'")).toHaveLength(2);
  });

  it('tell another score, lines that came and lines that went, by every way of asking', async () => {
    await seededWorld();
    await query(
      'update games set home_score = home_score - 1, home_period_scores[1] = home_period_scores[1] - 1',
    );
    const [gone] = await query<{ player_id: number; name: string; points: number }>(
      `select player_id, full_name as name, points from nba_player_game_stats as line
       join players on players.id = player_id where seconds_played > 0 order by player_id limit 1`,
    );
    await query(`delete from nba_player_game_stats where player_id = ${gone?.player_id}`);
    await query(`with stranger as (
                   insert into players (sport_id, api_sports_id, full_name) select sport_id, '999999', 'A Stranger' from games
                   returning id)
                 insert into nba_player_game_stats (season_year, game_id, player_id, team_id, points, seconds_played, content_hash, fence)
                 select season_year, game_id, stranger.id, team_id, 3, 60, 'none', 1
                 from nba_player_game_stats cross join stranger limit 1`);
    await correct();

    const { gameQueries, close } = await serveWorld();
    const found = await call(`${gameQueries}/1/changes`);
    expect(found.status).toBe(200);
    const byWords = new Map(
      found.body.changes.map((change: { in_words: string }) => [change.in_words, change]),
    );
    expect([...byWords.keys()].slice(0, 2)).toEqual([
      expect.stringMatching(/^home score \d+ → \d+$/),
      expect.stringMatching(/^home period scores [\d-]+ → [\d-]+$/),
    ]);
    expect(byWords.get(`line of ${gone?.name} added`)).toMatchObject({
      action: 'added',
      pass: 'correction-1',
      old_value: null,
      new_value: { points: gone?.points },
    });
    expect(byWords.get('line of A Stranger removed')).toMatchObject({
      action: 'removed',
      old_value: { points: 3, seconds_played: 60 },
      new_value: null,
    });
    expect((await call(`${gameQueries}/2/changes`)).status).toBe(404);
    const page = await (await fetch(`${gameQueries.replace('/admin', '')}/1`)).text();
    expect(page).toContain('Changed statistics');
    expect(page).toContain('A Stranger removed');
    await close();

    const { environment } = world.test;
    const listed = await runCli(['query', 'changes', '--game-id', '1', '--json'], { environment });
    expect(JSON.parse(listed.stdout).changes).toHaveLength(found.body.changes.length);
    const why = await runCli(['why', '1'], { environment });
    expect(why.stdout).toMatch(/correction-1: 2 lines .*home score \d+ → \d+/);

    const { db } = world.app.database;
    expect(await readCorrections(beginLook(db))).toMatchObject({
      pending: 1,
      failed: 0,
      completed_24h: 1,
      changed_lines_24h: 2,
    });
    const stats = await createMonitoring({ db }).stats();
    expect(stats).toMatchObject({
      by_status: { completed: 1, pending: 0 },
      corrections: { pending: 1, completed: 1, changed_lines: 2 },
    });
  });

  it('are no games for the metrics', async () => {
    await seededWorld();
    const { app } = world;
    const metrics = createMetrics({
      ...app,
      providerStatus: () => Promise.resolve([]),
    });
    const text = await metrics.text();
    expect(text).toContain('scoracle_tasks{sport="NBA",state="completed"} 1');
    expect(text).not.toContain('scoracle_tasks{sport="NBA",state="pending"}');
    expect(text).toContain('scoracle_corrections{sport="NBA",state="pending"} 2');
  });

  it.each(['per-entity', 'hybrid'])('record the same when games are read by the plan %s', async (plan) => {
    await seededWorld(4, { SEEDING_STRATEGY: plan });
    expect(await query('select * from line_changes')).toEqual([]);
    world.provider.setDials({ correctionAfterHours: 0, correctionRate: 1 });
    await correct();
    const changes = await query<{ action: string; pass: string }>(
      'select distinct action, pass from line_changes',
    );
    expect(changes).toEqual([{ action: 'changed', pass: 'correction-1' }]);
    const unrecorded = await query(`
      select 1 from nba_player_game_stats as line where corrected_at is not null and not exists (
        select 1 from line_changes as change where change.player_id = line.player_id)`);
    expect(unrecorded).toEqual([]);
    const [event] = await query<{ message: string }>(
      "select message from game_events where kind = 'corrected'",
    );
    expect(event?.message).toMatch(/^correction-1: \d lines? changed: /);
  });

  it('make a game whole that the first pass left with gaps', async () => {
    await seededWorld();
    await query("update games set seeding_status = 'partial', last_seeding_error = '1 player is missing'");
    await correct();
    expect(await query('select seeding_status, last_seeding_error from games')).toEqual([
      { seeding_status: 'completed', last_seeding_error: null },
    ]);
  });

  it('and replays are had from the command line', { timeout: 240_000 }, async () => {
    await seededWorld();
    const { environment } = world.test;
    const replay = (...args: string[]) => runCli(['replay', ...args], { environment });
    await query("update nba_player_game_stats set steals = 55, content_hash = 'none' where player_id = 1");
    const season = (await query<{ year: number }>('select year from seasons'))[0]?.year ?? 0;
    const tried = await replay('--game-id', '1', '--dry-run', '--json');
    expect(JSON.parse(tried.stdout)).toMatchObject({
      dry_run: true,
      games: 1,
      changed: 1,
      items: [{ game_id: 1, outcome: 'changed', changes: [{ column_name: 'steals', old_value: 55 }] }],
    });
    const done = await replay('--sport', 'NBA', '--season', String(season));
    expect(done).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/1 change in 1 game written\./),
    });
    await query('delete from provider_payloads');
    expect(await replay('--game-id', '1')).toMatchObject({
      exitCode: 2,
      stdout: expect.stringMatching(/no bodies/),
    });
    const refused = await Promise.all([
      replay('--game-id', '99'),
      replay(),
      replay('--game-id', '1', '--sport', 'NBA'),
    ]);
    expect(refused.map(({ exitCode }) => exitCode)).toEqual([1, 64, 64]);
    expect(refused[0]?.stderr).toMatch(/not seeded/);
  });

  async function serveWorld(): Promise<{ gameQueries: string; close: () => Promise<void> }> {
    const server = await serve(world.app);
    return { gameQueries: `${server.url()}/admin/games`, close: () => server.stop() };
  }
});
