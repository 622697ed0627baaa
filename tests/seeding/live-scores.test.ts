import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { buildLiveSources, openPorts } from '../../src/app/build-adapters.ts';
import { type Providers, buildProviders } from '../../src/app/build-providers.ts';
import { rowsOf } from '../../src/db/rows.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { createEarlyFinish } from '../../src/seeding/early-finish.ts';
import { bySport } from '../../src/domain/sport.ts';
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

  async function start(order: string): Promise<void> {
    toy = await startToyServer();
    world = await createSeedingWorld({
      store: 'postgres',
      providers: [configureToy(toy, { hasLiveScoresOnly: true })],
      environment: { LIVE_SCORE_SOURCES: order, SEEDING_DELAY_MINUTES: '300' },
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
  async function look(): Promise<number> {
    const lookForFinals = createEarlyFinish({
      db: world.app.database.db,
      adapters: providers.liveAdapters,
      stepMs: bySport(() => 1),
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
    await expect.poll(look).toBe(1);
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
