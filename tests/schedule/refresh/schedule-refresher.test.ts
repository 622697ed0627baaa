import { afterEach, describe, expect, it } from 'vitest';
import { sql } from 'drizzle-orm';
import { firstRow, rowsOf } from '../../../src/db/rows.ts';
import { createImportQueries } from '../../../src/schedule/import-queries.ts';
import { silentLogger } from '../../../src/platform/logger.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { createSimulatedProvider } from '../../../simulator/provider/simulated-provider.ts';
import { NBA, NFL, PREMIER_LEAGUE, type RefreshWorld, createRefreshWorld } from './refresh-world.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const ORDER = { actor: 'schedule refresh', signal: AbortSignal.timeout(600_000) };

describe.each([NBA, NFL, PREMIER_LEAGUE])('the daily refresh of $league', (sample) => {
  let world: RefreshWorld;
  afterEach(() => world.close());

  it('finds games that moved, are postponed, new or cancelled, with one call and one import', async () => {
    world = await createRefreshWorld({ sample });
    await world.ingest(sample);
    const [moved, postponed, cancelled] = world.ids;
    const [away, home] = sample.pairs[0] ?? ['', ''];
    world.provider.setDials({
      games: {
        [String(moved)]: { startMs: world.noonMs + 5 * DAY_MS + 2 * HOUR_MS },
        [String(postponed)]: { status: 'postponed' },
        [String(cancelled)]: { status: 'cancelled' },
      },
    });
    // The return game, which nobody knew of when the season was ingested.
    world.provider.addGames([{ away: home, home: away, startMs: world.noonMs + 20 * DAY_MS }]);
    world.provider.reset();

    const refreshed = await world.refreshers.schedules.refreshNext(ORDER);
    expect(refreshed).toMatchObject({
      league: sample.league,
      season: world.season,
      ok: true,
      result: { games_added: 1, games_moved: 1, games_updated: 2, tasks_created: 1, tasks_rescheduled: 1 },
    });
    expect(world.provider.stats().byEndpoint[sample.path]?.total).toBe(1);
    expect(world.provider.stats().total).toBe(1);

    const { db } = world.app.database;
    const games = await rowsOf<{ id: string; status: string; task: string; hold: string | null }>(
      db,
      sql`select game.provider_game_id as id, game.status, task.status as task, task.hold_reason as hold
          from games as game join seeding_tasks as task on task.game_id = game.id`,
    );
    expect(games).toEqual(
      expect.arrayContaining([
        { id: String(moved), status: 'scheduled', task: 'pending', hold: null },
        { id: String(postponed), status: 'postponed', task: 'pending', hold: 'postponed' },
        { id: String(cancelled), status: 'cancelled', task: 'cancelled', hold: null },
      ]),
    );
    expect(games).toHaveLength(sample.pairs.length + 1);

    const imports = await createImportQueries({ db }).list();
    expect(imports.items[0]).toMatchObject({
      source: `api-sports ${sample.league} ${world.season}`,
      actor: 'schedule refresh',
      league: sample.league,
      result: { games_added: 1, games_moved: 1 },
    });
    const why = await firstRow<{ message: string; actor: string }>(
      db,
      sql`select event.message, event.actor from game_events as event join games as game on game.id = event.game_id
          where game.provider_game_id = ${String(moved)} and event.kind = 'schedule_changed'`,
    );
    expect(why).toMatchObject({
      actor: 'schedule refresh',
      message: expect.stringContaining(`(import ${imports.items[0]?.id} from api-sports`),
    });

    const undone = await world.app.ingestService.undo(imports.items[0]?.id ?? 0, { name: 'test' });
    expect(undone).toMatchObject({ ok: true, games_removed: 1, games_restored: 3 });
  });

  it('asks once a day, whoever asks, and notes that nothing changed without an import', async () => {
    world = await createRefreshWorld({ sample });
    await world.ingest(sample);
    world.provider.reset();
    const both = await Promise.all([
      world.refreshers.schedules.refreshNext(ORDER),
      world.refreshers.schedules.refreshNext(ORDER),
    ]);
    expect(both.filter((one) => one !== undefined)).toHaveLength(1);
    expect(await world.refreshers.schedules.refreshNext(ORDER)).toBeUndefined();
    expect(world.provider.stats().total).toBe(1);
    expect(await world.leagueRow(sample.league)).toEqual({ isFresh: true, retryInMs: null });

    await world.letADayPass();
    expect(await world.refreshers.schedules.refreshNext(ORDER)).toMatchObject({ ok: true });
    expect(world.provider.stats().total).toBe(2);
    const log = await rowsOf<{ status: string; type: string; calls: number; league: string }>(
      world.app.database.db,
      sql`select status, seeding_type as type, api_calls_made as calls, details ->> 'league' as league
          from sync_log where operation = 'refresh_schedule'`,
    );
    expect(log).toEqual(
      Array.from({ length: 2 }, () => ({
        status: 'completed',
        type: 'discovery',
        calls: 1,
        league: sample.league,
      })),
    );
    expect((await createImportQueries({ db: world.app.database.db }).list()).items).toHaveLength(1);
  });
});

describe('which schedules are refreshed', () => {
  let world: RefreshWorld;
  afterEach(() => world.close());

  it('those of leagues that have games, and no other', async () => {
    world = await createRefreshWorld({ sample: PREMIER_LEAGUE });
    expect(await world.refreshers.schedules.refreshNext(ORDER)).toBeUndefined();
    await world.ingest(PREMIER_LEAGUE);
    world.provider.reset();
    expect(await world.refreshers.schedules.refreshNext(ORDER)).toMatchObject({ league: 'Premier League' });
    expect(await world.refreshers.schedules.refreshNext(ORDER)).toBeUndefined();
    expect(world.provider.stats().total).toBe(1);
  });

  it('not those of seasons that were only filled up afterwards, but the season after the one that is known', async () => {
    world = await createRefreshWorld({ sample: NBA });
    await world.ingest(NBA);
    const { db } = world.app.database;
    await db.execute(sql`update seasons set year = year - 2`);
    expect(await world.refreshers.schedules.refreshNext(ORDER)).toBeUndefined();
    await db.execute(sql`update seasons set year = year + 1`);
    expect(await world.refreshers.schedules.refreshNext(ORDER)).toMatchObject({
      ok: true,
      season: world.season,
    });
  });

  it('not those of sports that are switched off', async () => {
    world = await createRefreshWorld({ sample: NBA, environment: { SPORTS_ENABLED: 'NFL' } });
    await world.ingest(NBA);
    expect(await world.refreshers.schedules.refreshNext(ORDER)).toBeUndefined();
  });
});

describe('a schedule that cannot be refreshed', () => {
  let world: RefreshWorld;
  afterEach(() => world.close());

  it('waits until the quota is there again, and no call is made before', async () => {
    world = await createRefreshWorld({ sample: NBA, environment: { API_SPORTS_PER_DAY: '1' } });
    await world.ingest(NBA);
    world.provider.reset();
    const held = await world.refreshers.schedules.refreshNext(ORDER);
    expect(held).toMatchObject({ ok: false, failure: { kind: 'held', errorType: 'quota_day' } });
    const { isFresh, retryInMs } = await world.leagueRow('NBA');
    const failure = held?.ok === false ? held.failure : undefined;
    expect(isFresh).toBe(false);
    expect(Math.abs((retryInMs ?? 0) - ((failure?.retryAtMs ?? 0) - world.app.clock.nowMs()))).toBeLessThan(
      5_000,
    );
    expect(await world.refreshers.schedules.refreshNext(ORDER)).toBeUndefined();
    expect(world.provider.stats().total).toBe(0);
  });

  it('takes no other league along', async () => {
    const nfl = createSimulatedProvider({
      sport: 'NFL',
      seed: 7,
      clock: systemClock(),
      logger: silentLogger(),
      dials: { plan: 'ultra', perSecond: null },
    });
    const { url } = await nfl.start();
    world = await createRefreshWorld({ sample: NBA, environment: { API_SPORTS_NFL_URL: url } });
    nfl.addGames(NFL.pairs.map(([away, home]) => ({ away, home, startMs: world.noonMs + 2 * DAY_MS })));
    await world.ingest(NBA);
    await world.ingest(NFL);
    world.provider.setDials({ isDown: true });

    const first = await world.refreshers.schedules.refreshNext(ORDER);
    const second = await world.refreshers.schedules.refreshNext(ORDER);
    expect([first, second]).toMatchObject([
      { league: 'NBA', ok: false, failure: { kind: 'failed', errorType: 'unavailable' } },
      { league: 'NFL', ok: true },
    ]);
    expect((await world.leagueRow('NBA')).retryInMs).toBeGreaterThan(50 * 60_000);
    expect(await world.leagueRow('NFL')).toEqual({ isFresh: true, retryInMs: null });
    const all = await world.refreshers.schedules.refreshAll({ ...ORDER, isDryRun: false });
    expect(all.map(({ league, ok }) => `${league} ${ok}`).sort()).toEqual(['NBA false', 'NFL true']);
    await nfl.stop();
  });

  it('is asked for again on another day only where the plan does not include the season', async () => {
    world = await createRefreshWorld({ sample: NBA });
    await world.ingest(NBA);
    world.provider.setDials({ plan: 'free' });
    expect(await world.refreshers.schedules.refreshNext(ORDER)).toMatchObject({
      ok: false,
      failure: { kind: 'failed', errorType: 'plan', retryAtMs: null },
    });
    expect((await world.leagueRow('NBA')).retryInMs).toBeGreaterThan(23 * HOUR_MS);
  });

  it('is due at once when we gave the call up ourselves', async () => {
    world = await createRefreshWorld({ sample: NBA });
    await world.ingest(NBA);
    world.provider.setDials({ isHanging: true });
    const stopped = new AbortController();
    const going = world.refreshers.schedules.refreshNext({ ...ORDER, signal: stopped.signal });
    await expect.poll(() => world.provider.stats().total).toBeGreaterThan(1);
    stopped.abort();
    expect(await going).toMatchObject({ ok: false, failure: { kind: 'aborted' } });
    world.provider.setDials({ isHanging: false });
    expect(await world.refreshers.schedules.refreshNext(ORDER)).toMatchObject({ ok: true });
  });

  it('cancels a game that the provider listed before and does not list any more, until it is listed again', async () => {
    world = await createRefreshWorld({ sample: NBA });
    await world.ingest(NBA);
    const { db } = world.app.database;
    // One game that the provider listed once, and one that is known from a file only.
    const statusOf = async (id: number | undefined) =>
      (await firstRow<{ status: string }>(db, sql`select status from games where id = ${id ?? 0}`))?.status;
    const games = await rowsOf<{ id: number }>(
      db,
      sql`
        insert into games (sport_id, season_id, league_id, game_date, game_datetime, slate_date, home_team_id, away_team_id,
                           provider_game_id, game_type)
        select sport_id, season_id, league_id, game_date + 9, game_datetime + interval '9 days', slate_date + 9,
               (select id from teams where name = team), away_team_id, listed_as, 'playoff'
        from games, (values ('Utah Jazz', '999001'), ('Denver Nuggets', null)) as new(team, listed_as)
        where provider_game_id = ${String(world.ids[0])}
        returning id`,
    );
    expect(await world.refreshers.schedules.refreshNext(ORDER)).toMatchObject({
      ok: true,
      result: { games_cancelled: 1, games_unchanged: 3 },
    });
    expect([await statusOf(games[0]?.id), await statusOf(games[1]?.id)]).toEqual(['cancelled', 'scheduled']);

    world.provider.addGames([{ away: 'LAL', home: 'UTA', startMs: world.noonMs + 11 * DAY_MS, id: 999_001 }]);
    await world.letADayPass();
    await world.refreshers.schedules.refreshNext(ORDER);
    expect(await statusOf(games[0]?.id)).toBe('scheduled');
  });

  it('brings nothing and cancels nothing while the provider has none of the season', async () => {
    world = await createRefreshWorld({ sample: NBA });
    await world.ingest(NBA);
    world.provider.setDials({ emptyRate: 1 });
    expect(await world.refreshers.schedules.refreshNext(ORDER)).toMatchObject({
      ok: true,
      result: { rows: 0, games_cancelled: 0 },
    });
  });
});
