import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { buildLiveSources, openPorts } from '../../src/app/build-adapters.ts';
import { type Providers, buildProviders } from '../../src/app/build-providers.ts';
import { firstRow, rowsOf } from '../../src/db/rows.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { createEarlyFinish } from '../../src/seeding/early-finish.ts';
import { selectGamesToSeed } from '../../src/seeding/games-to-seed.ts';
import { everyTime } from './live-support.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';
import { type ToyServer, configureToy, startToyServer } from '../support/toy-provider.ts';

/** The simulated provider has everything; the toy knows how games stand, and has no box scores. */
describe('live scores from two sources', () => {
  let world: SeedingWorld;
  let toy: ToyServer;
  let providers: Providers;
  afterEach(async () => {
    await providers.close();
    await world.close();
    await toy.stop();
  });

  async function start(order: string, environment: Record<string, string> = {}): Promise<void> {
    toy = await startToyServer();
    world = await createSeedingWorld({
      store: 'postgres',
      providers: [configureToy(toy, { hasLiveScoresOnly: true })],
      environment: { LIVE_SCORE_SOURCES: order, SEEDING_DELAY_MINUTES: '300', ...environment },
    });
    providers = buildProviders(world.app);
    // Tipped off three hours ago: the window opens in two.
    await world.ingestDue([['BOS', 'MIA']], 3);
    const [game] = await rowsOf<{ at: Date; home: string; away: string }>(
      world.app.database.db,
      sql`select game_datetime as at, home.name as home, away.name as away from games as game
          join teams as home on home.id = game.home_team_id join teams as away on away.id = game.away_team_id`,
    );
    if (!game) throw new Error('there is no game');
    const { at, home, away } = game;
    toy.games.push({ id: 'toy-1', startMs: at.getTime(), home, away, score: [101, 99], isFinal: true });
  }

  /** Looks once, and says how many tasks were brought forward. */
  async function look(sources = everyTime(providers.scoreSources)): Promise<number> {
    const lookForFinals = createEarlyFinish({
      db: world.app.database.db,
      sources,
      isFromStart: false,
      publish: world.app.publisher.tryPublishPending,
      store: world.app.store,
      runCalls: providers.usage,
      clock: world.app.clock,
      logger: silentLogger(),
    });
    return (await lookForFinals(new AbortController().signal)).brought;
  }

  const slates = (): number => world.provider.stats().byEndpoint['/games']?.total ?? 0;

  it('are asked of the first one, box scores or not, and the game is seeded from who has these', async () => {
    await start('toy,api-sports');
    expect(await look()).toBe(1);
    expect(toy.paths).toHaveLength(1);
    expect(slates()).toBe(0);
    await world.startWorkers();
    await world.until("(select status from seeding_tasks where pass = 'first') = 'completed'");
    expect(await rowsOf(world.app.database.db, sql`select distinct source from nba_team_game_stats`)).toEqual(
      [{ source: 'api-sports' }],
    );
    expect(toy.paths).toHaveLength(1);
  });

  it('are asked of the second one where the first one is down', async () => {
    await start('toy,api-sports');
    toy.failWith(503);
    // A failure may pass: the next source is asked as soon as the breaker keeps the first one at rest.
    await expect.poll(() => look()).toBe(1);
    expect(toy.paths.length).toBeGreaterThan(0);
    expect(slates()).toBe(1);
  });

  it('are asked of the second one where the first one refuses the key, in the other order', async () => {
    await start('api-sports,toy');
    world.provider.setDials({ isKeyRevoked: true });
    expect(await look()).toBe(1);
    expect(toy.paths).toHaveLength(1);
  });

  it('are asked of the second one where the first one does not know the game', async () => {
    await start('toy,api-sports');
    toy.games.splice(0);
    expect(await look()).toBe(1);
    expect(slates()).toBe(1);
  });

  const live = () =>
    firstRow<{ status: string; source: string; refuted: readonly string[] }>(
      world.app.database.db,
      sql`select status, source, refuted_sources as refuted from live_scores`,
    );
  const change = (game: Partial<ToyServer['games'][number]>) => {
    const [known] = toy.games.splice(0);
    if (known) toy.games.push({ ...known, ...game });
  };

  it('that are final too early end when another source has the game as on, and are believed again once retracted', async () => {
    await start('toy,api-sports');
    const id = String(world.provider.games()[0]?.id);
    world.provider.setDials({ games: { [id]: { status: 'stuck' } } });
    // A level score is no end in a sport that plays overtime.
    change({ score: [101, 101] });
    await look();
    expect(await live()).toMatchObject({ status: 'in_progress', source: 'api-sports', refuted: [] });
    change({ score: [101, 99] });
    expect(await look()).toBe(1);
    expect(await live()).toMatchObject({ status: 'completed', source: 'toy' });
    const workers = await world.startWorkers();
    await world.until("(select status from live_scores) = 'in_progress'");
    await workers.stop();
    // It waits for its end from then on.
    await world.app.database.db.execute(
      sql`update seeding_tasks set due_at = now() + interval '20 minutes', hold_reason = 'not_final'`,
    );
    expect(await live()).toEqual({ status: 'in_progress', source: 'api-sports', refuted: ['toy'] });
    expect(await look()).toBe(0);
    expect(await live()).toMatchObject({ status: 'in_progress', source: 'api-sports', refuted: ['toy'] });
    change({ isFinal: false });
    await look();
    expect(await live()).toEqual({ status: 'in_progress', source: 'toy', refuted: [] });
    change({ isFinal: true });
    expect(await look()).toBe(1);
  });

  it('that are final are contradicted by no answer that was asked for before', async () => {
    // Answers are shared for some seconds where games are looked at no more often.
    await start('toy,api-sports', { NOT_FINAL_STEP_SECONDS: '600' });
    const { db } = world.app.database;
    const id = String(world.provider.games()[0]?.id);
    world.provider.setDials({ games: { [id]: { status: 'stuck' } } });
    const slow = providers.scoreSources.get('NBA')?.find(({ name }) => name === 'api-sports');
    const [game] = await selectGamesToSeed(db, sql`true`);
    if (!slow || !game) throw new Error('there is no second source');
    const context = { signal: new AbortController().signal, priority: 'first_pass', runId: 'run' } as const;
    expect(await slow.findGame(game, { ...context, league: 'NBA' })).toMatchObject({ status: 'in_progress' });
    expect(await look()).toBe(1);
    await db.execute(
      sql`update seeding_tasks set due_at = now() + interval '20 minutes', hold_reason = 'not_final'`,
    );
    toy.games.splice(0);
    expect(await look()).toBe(0);
    expect(slates(), 'the answer is the one from before').toBe(1);
    expect(await live()).toEqual({ status: 'completed', source: 'toy', refuted: [] });
  });

  it('are asked at a source that costs at its own step, however often the one before it is', async () => {
    await start('toy,api-sports');
    toy.games.splice(0);
    const steps = new Map([
      ['toy', 1],
      ['api-sports', 3_600_000],
    ]);
    const sources = [...providers.scoreSources].map(([sport, some]) => {
      const withSteps = some.map((one) => ({ ...one, stepMs: steps.get(one.name) ?? 0 }));
      return [sport, withSteps] as const;
    });
    await look(new Map(sources));
    const id = String(world.provider.games()[0]?.id);
    world.provider.setDials({ games: { [id]: { status: 'stuck' } } });
    await world.app.database.db.execute(sql`delete from live_scores`);
    for (const _again of [1, 2]) await look(new Map(sources));
    expect(slates()).toBe(1);
    expect(toy.paths.length).toBeGreaterThan(2);
  });

  it.each([
    ['moves', sql`update games set game_datetime = game_datetime + interval '1 day'`],
    ['is put off', sql`update games set status = 'postponed'`],
  ])('are gone when the start %s', async (_how, put) => {
    await start('toy,api-sports');
    await look();
    expect(await live()).toMatchObject({ source: 'toy' });
    await world.app.database.db.execute(put);
    expect(await live()).toBeUndefined();
  });

  it('are gone, and what it said differently, where the source spoke of another game', async () => {
    await start('toy,api-sports');
    await look();
    const { db } = world.app.database;
    await db.execute(sql`
      insert into external_ids (provider, sport_id, entity_type, external_id, entity_id, learned_by, confidence)
      select 'toy', sport_id, 'game', 'toy-1', id, 'name', 0.9 from games`);
    await db.execute(sql`
      insert into source_differences (game_id, source, field, ours, theirs)
      select id, source, 'home_score', '100', '101' from games, unnest(array['toy', 'espn']) as source`);
    await db.execute(sql`
      insert into source_line_differences (game_id, source, entity_type, entity_id, field, ours, theirs)
      select id, 'toy', 'team', home_team_id, 'points', '100', '101' from games`);
    const order = { sport: 'NBA', type: 'game', provider: 'toy', externalId: 'toy-1' } as const;
    expect(await world.app.identityRegister.unlink(order, { name: 'operator anna' })).toMatchObject({
      ok: true,
      message: expect.stringContaining('2 differences, 1 live scores'),
    });
    expect(await live()).toBeUndefined();
    const open = sql`select source, settled_because as because from source_differences order by source`;
    expect(await rowsOf(db, open)).toEqual([
      { source: 'espn', because: null },
      { source: 'toy', because: 'game_unlinked' },
    ]);
    expect(await rowsOf(db, sql`select settled_because as because from source_line_differences`)).toEqual([
      { because: 'game_unlinked' },
    ]);
  });

  it('of a source that says it has them and opens none are an error, not nothing', async () => {
    await start('toy,api-sports');
    const ports = new Map(
      [...openPorts(world.app, { call: () => Promise.reject(new Error('nobody is asked')) })].filter(
        ([name]) => name !== 'toy',
      ),
    );
    expect(() => buildLiveSources(world.app, ports, { sharesCalls: false })).toThrow(/toy has .* NBA/);
  });
});
