import { DateTime } from 'luxon';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Providers, buildProviders } from '../../src/app/build-providers.ts';
import { liveSources } from '../../src/app/live-sources.ts';
import { buildRefreshers } from '../../src/app/build-refreshers.ts';
import { rowsOf } from '../../src/db/rows.ts';
import { RESULT_SPORTS, type ResultSport, bySport, withoutBoxScores } from '../../src/domain/sport.ts';
import { currentOrNextSeason } from '../../src/domain/season.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { createEarlyFinish } from '../../src/seeding/early-finish.ts';
import { followResults, updateGames } from '../../src/seeding/results/follow-results.ts';
import type { SimulatedProviderDialsPatch } from '../../simulator/provider/dials.ts';
import { simulatedSport } from '../../simulator/provider/sports.ts';
import { builtIn } from '../support/built-in-leagues.ts';
import { ingestRequest } from '../support/ingest-request.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';

const HOUR_MS = 3_600_000;
const operator = { name: 'operator' };

/** A sport that has results alone, at its simulated provider. */
describe.each(RESULT_SPORTS)('results of %s', (sport: ResultSport) => {
  let world: SeedingWorld;
  let providers: Providers;
  const [first, second] = simulatedSport(sport).example.pairs;
  if (!first || !second) throw new Error('two pairs are wanted');

  beforeAll(async () => {
    world = await createSeedingWorld({ store: 'postgres', sport });
    providers = buildProviders(world.app);
  });
  afterAll(async () => {
    await providers.close();
    await world.close();
  });
  beforeEach(async () => {
    const { db } = world.app.database;
    await db.execute(sql`truncate games, schedule_imports, provider_probes cascade`);
    await db.execute(sql`delete from external_ids where entity_type <> 'league'`);
  });

  /** Games that began so many hours ago, at the provider and here, as a file has them. */
  async function play(games: readonly (readonly [pair: readonly [string, string], hoursAgo: number])[]) {
    const rows = games.map(([[away, home], hoursAgo]) => {
      const start = DateTime.utc().minus({ hours: hoursAgo }).startOf('minute');
      world.provider.addGames([{ away, home, startMs: start.toMillis() }]);
      return { start, text: `${start.toISODate()},${start.toFormat('HH:mm')},${home},${away},UTC,${sport}` };
    });
    const csv = ['date,time,home_team,away_team,timezone,league', ...rows.map(({ text }) => text)].join('\n');
    const seasonYear = currentOrNextSeason(builtIn(sport), rows[0]?.start.toISODate() ?? '');
    return world.app.ingestService.ingest(ingestRequest(csv, { sport, seasonYear, isStrict: false }));
  }

  const deps = () => ({
    db: world.app.database.db,
    sources: liveSources(world.app, providers),
    sports: [sport],
    stepMs: bySport(() => 1),
    runCalls: providers.usage,
    clock: world.app.clock,
    logger: silentLogger(),
  });
  const follow = () => followResults(deps(), new AbortController().signal);
  const stored = () =>
    rowsOf<Record<string, unknown>>(
      world.app.database.db,
      sql`select status, home_score, away_score, home_period_scores as periods, result_source, seeding_status,
                 game_number, (select count(*)::int from game_events as event
                               where event.game_id = game.id and event.kind = 'result') as told
          from games as game order by game_datetime, id`,
    );

  it('come from the scoreboard, once, and no task waits for a box score', async () => {
    await play([
      [first, 5],
      [second, 5],
    ]);
    expect(await world.tasks()).toEqual([]);
    expect(await follow()).toMatchObject({ asked: 2, settled: 2, failed: 0 });
    for (const game of await stored()) {
      expect(game).toMatchObject({ status: 'completed', result_source: 'espn', told: 1 });
      expect(game['seeding_status']).toBe('skipped');
      expect(game['home_score']).not.toBe(game['away_score']);
      expect((game['periods'] as number[]).reduce((sum, score) => sum + score, 0)).toBe(game['home_score']);
    }
    const calls = world.provider.stats().total;
    expect(await follow()).toMatchObject({ asked: 0 });
    expect(world.provider.stats().total).toBe(calls);
  });

  it('come from a look at games under way, as soon as they are over, and nobody asks for them twice', async () => {
    const providersOf = liveSources(world.app, providers);
    const look = createEarlyFinish({
      db: world.app.database.db,
      // Every look asks anew, and its word is due again at once.
      sources: new Map(
        [...providersOf].map(([of, some]) => [of, some.map((one) => ({ ...one, stepMs: 1 }))]),
      ),
      isFromStart: true,
      publish: world.app.publisher.tryPublishPending,
      store: world.app.store,
      runCalls: providers.usage,
      clock: world.app.clock,
      logger: silentLogger(),
    });
    const live = () =>
      rowsOf<Record<string, unknown>>(
        world.app.database.db,
        sql`select status, period, home_score from live_scores order by game_id`,
      );
    // Sides that no test beside this one has: no slate that is held names them.
    await play([
      [[first[0], second[1]], 2],
      [[second[0], first[1]], 2],
    ]);
    const [one, other] = world.provider.games().slice(-2);
    const dial = (games: SimulatedProviderDialsPatch['games']) => world.provider.setDials({ games });
    const inAnHour = { notFinalUntilMs: Date.now() + HOUR_MS };
    dial({ [String(one?.id)]: inAnHour, [String(other?.id)]: inAnHour });
    const looked = async () => ({
      ...(await look(new AbortController().signal)),
      live: (await live()).length,
    });
    await expect.poll(looked, { timeout: 30_000 }).toMatchObject({ results: 0, brought: 0, live: 2 });
    // Two of three hours are over.
    const period = sport === 'MLB' ? expect.toBeOneOf([6, 7, 8, 9]) : expect.toBeOneOf([2, 3, 4]);
    expect(await live()).toMatchObject([
      { status: 'in_progress', period },
      { status: 'in_progress', period },
    ]);
    expect((await stored()).map(({ status }) => status)).toEqual(['scheduled', 'scheduled']);
    // Its word still counts, so that the job of results does not ask beside it.
    await world.app.database.db.execute(
      sql`update games set game_datetime = game_datetime - interval '2 hours'`,
    );
    await world.app.database.db.execute(sql`
      insert into live_scores (game_id, source, status, status_text, seen_at, changed_at, expected_by)
      select id, 'espn', 'in_progress', 'In Progress', now(), now(), now() + interval '2 minutes' from games`);
    expect(await follow()).toMatchObject({ asked: 0 });
    await world.app.database.db.execute(
      sql`update games set game_datetime = game_datetime + interval '2 hours'`,
    );

    dial({
      [String(one?.id)]: { notFinalUntilMs: Date.now() - 1 },
      [String(other?.id)]: { status: 'postponed' },
    });
    await expect
      .poll(async () => (await look(new AbortController().signal)).results, { timeout: 30_000 })
      .toBe(1);
    const found = (await stored()).map(({ status, told }) => `${String(status)} ${String(told)}`);
    expect(found.toSorted((one, other) => one.localeCompare(other))).toEqual(['completed 1', 'postponed 0']);
    expect(await world.tasks()).toEqual([]);
    expect(await follow()).toMatchObject({ asked: 0 });
  });

  it('come with the schedule as well, which is refreshed although nobody has rosters', async () => {
    await play([[first, 9]]);
    const { schedules } = buildRefreshers(world.app, providers);
    const signal = new AbortController().signal;
    const refreshed = await schedules.refreshAll({
      leagues: [sport],
      isDryRun: false,
      actor: 'test',
      signal,
    });
    expect(refreshed).toMatchObject([{ league: sport, ok: true }]);
    // The provider has games of other tests as well, which began later.
    expect((await stored())[0]).toMatchObject({ status: 'completed', home_score: expect.any(Number) });
  });

  it('are asked for day after day of a game that did not end, and not of one that is postponed', async () => {
    await play([
      [first, 50],
      [second, 50],
    ]);
    const [one, other] = world.provider.games().slice(-2);
    world.provider.setDials({
      games: { [String(one?.id)]: { status: 'suspended' }, [String(other?.id)]: { status: 'postponed' } },
    });
    const update = () => updateGames(deps(), new AbortController().signal);
    expect(await follow()).toMatchObject({ asked: 0 });
    expect(await update()).toMatchObject({ asked: 2, settled: 0, open: 2 });
    expect((await stored()).map(({ status }) => String(status)).toSorted()).toEqual([
      'postponed',
      'suspended',
    ]);
    world.provider.setDials({ games: { [String(one?.id)]: { status: null } } });
    await expect.poll(update, { timeout: 30_000 }).toMatchObject({ asked: 1, settled: 1 });
    expect((await stored()).map(({ status }) => String(status)).toSorted()).toEqual([
      'completed',
      'postponed',
    ]);
  });

  it('are looked at again on the days after, and corrected by the source that told them', async () => {
    await play([[first, 30]]);
    const update = () => updateGames(deps(), new AbortController().signal);
    expect(await update()).toMatchObject({ asked: 1, settled: 1 });
    const [right] = await stored();
    expect(await update()).toMatchObject({ asked: 0, again: 1, corrected: 0 });
    const { db } = world.app.database;
    await db.execute(sql`update games set home_score = home_score + 1`);
    expect(await update()).toMatchObject({ asked: 0, again: 1, corrected: 1 });
    expect(await stored()).toEqual([{ ...right, told: 2 }]);
    const recorded = sql`select column_name, old_value::int - new_value::int as by from line_changes where entity_type = 'game'`;
    expect(await rowsOf(db, recorded)).toEqual([{ column_name: 'home_score', by: 1 }]);
    // Of a result that somebody else told it is no correction.
    await db.execute(sql`update games set home_score = home_score + 1, result_source = 'goalserve'`);
    expect(await update()).toMatchObject({ again: 1, corrected: 0 });
  });

  it('are all that a game can be asked for', async () => {
    await play([[first, 5]]);
    const [game] = await rowsOf<{ id: number }>(world.app.database.db, sql`select id from games`);
    const refused = await world.app.taskActions.seedGame(game?.id ?? 0, { force: false }, operator);
    expect(refused).toMatchObject({ ok: false, reason: 'conflict' });
    expect(JSON.stringify(refused)).toContain(withoutBoxScores(sport));
    expect(await world.tasks()).toEqual([]);
  });

  it('of two games on one day are each its own where the league plays so', async () => {
    const noonMs = Math.floor(Date.now() / (24 * HOUR_MS)) * 24 * HOUR_MS - 30 * HOUR_MS;
    const hours = (Date.now() - noonMs) / HOUR_MS;
    const outcome = await play([
      [first, hours],
      [first, hours - 4],
    ]);
    const isDouble = sport === 'MLB';
    expect(outcome).toMatchObject({ games_added: isDouble ? 2 : 1 });
    expect(outcome.quarantined.map(({ reason }) => reason)).toEqual(isDouble ? [] : ['duplicate_row']);
    if (!isDouble) return;
    await updateGames(deps(), new AbortController().signal);
    const games = await stored();
    expect(games).toMatchObject([
      { status: 'completed', game_number: 1 },
      { status: 'completed', game_number: 2 },
    ]);
    const ids = await rowsOf<{ id: string }>(
      world.app.database.db,
      sql`select external_id as id from external_ids where entity_type = 'game' and provider = 'espn'`,
    );
    expect(new Set(ids.map(({ id }) => id)).size).toBe(2);
  });

  it('come through a back-fill of days, both games of a doubleheader with them, and cost nothing again', async () => {
    const { db } = world.app.database;
    const day = DateTime.utc(DateTime.utc().year - 1, sport === 'MLB' ? 7 : 1, 10);
    const starts = [
      [first, 18],
      [first, 23],
      [second, 42],
    ] as const;
    for (const [[away, home], hours] of sport === 'MLB' ? starts : starts.slice(1))
      world.provider.addGames([{ away, home, startMs: day.plus({ hours }).toMillis() }]);
    await world.startWorkers();
    const request = {
      league: sport,
      from: { day: day.toFormat('yyyy-MM-dd') },
      to: { day: day.plus({ days: 2 }).toFormat('yyyy-MM-dd') },
      source: 'espn',
      parts: ['schedule'],
    } as const;
    const answer = await world.app.historyBackfills.start(request, { actor: 'operator' });
    if (!answer.ok) throw new Error(answer.message);
    await world.until(`(select status <> 'running' from backfills where id = ${answer.backfill.id})`);
    const games = await stored();
    expect(await world.app.historyBackfills.get(answer.backfill.id)).toMatchObject({
      status: 'completed',
      calls: 3,
      rows_added: games.length,
      rows_refused: 0,
    });
    expect(games.map((game) => [game['status'], game['game_number'], game['seeding_status']])).toEqual(
      sport === 'MLB'
        ? [
            ['completed', 1, 'skipped'],
            ['completed', 2, 'skipped'],
            ['completed', 1, 'skipped'],
          ]
        : [
            ['completed', 1, 'skipped'],
            ['completed', 1, 'skipped'],
          ],
    );
    const again = await world.app.historyBackfills.start(request, { actor: 'operator' });
    expect(again).toMatchObject({ isNew: false, outlook: { estimate: { calls: 0 } } });
    expect(await rowsOf(db, sql`select id from seeding_tasks`)).toEqual([]);
  });

  it('stay open where the source fails, and nothing else is lost', async () => {
    // Nobody has asked for a game of these two at this home before: no slate that is held has it.
    await play([[[first[1], first[0]], 7]]);
    world.provider.setDials({ faultRate: 1 });
    expect(await follow()).toMatchObject({ asked: 1, failed: 1 });
    expect(await stored()).toMatchObject([{ status: 'scheduled', home_score: null }]);
    world.provider.setDials({ faultRate: 0 });
  });
});
