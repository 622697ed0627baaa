import { DateTime } from 'luxon';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Providers, buildProviders } from '../../src/app/build-providers.ts';
import { rowsOf } from '../../src/db/rows.ts';
import { GameSchema } from '../../src/http/answers/games.ts';
import { liveGames } from '../../src/monitoring/facts/live-games.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { createGameQueries } from '../../src/read/games/game-queries.ts';
import { createTaskQueries } from '../../src/read/tasks/task-queries.ts';
import { createEarlyFinish } from '../../src/seeding/early-finish.ts';
import {
  type SimulatedProvider,
  createSimulatedProvider,
} from '../../simulator/provider/simulated-provider.ts';
import { simulatedSport } from '../../simulator/provider/sports.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';
import { everyTime } from './live-support.ts';

/** Each source has two games of its own: one that is over there, and one that goes on everywhere. */
const PAIRS: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  'the-odds-api': [
    ['BOS', 'MIA'],
    ['LAL', 'GSW'],
  ],
  'nba-stats': [
    ['CHI', 'NYK'],
    ['DEN', 'PHX'],
  ],
  goalserve: [
    ['DAL', 'HOU'],
    ['MIL', 'IND'],
  ],
  espn: [
    ['ATL', 'ORL'],
    ['SAC', 'POR'],
  ],
};
const NAMES = Object.keys(PAIRS);

/** The league's board of today changes its day at noon: games of the early morning by its clock are on none. */
const easternHour = DateTime.utc().setZone('America/New_York').hour;
const isBoardOfYesterday = easternHour >= 2 && easternHour < 16;

/** Five servers of one league: the same games and results under other ids and in another form. */
describe('a final whistle at any source of live scores', () => {
  let world: SeedingWorld;
  let providers: Providers;
  const servers = new Map<string, SimulatedProvider>();

  beforeAll(async () => {
    const environment: Record<string, string> = {
      LIVE_SCORE_SOURCES: [...NAMES, 'api-sports'].join(','),
      THE_ODDS_API_PLAN: '20k',
      SEEDING_DELAY_MINUTES: '300',
    };
    for (const provider of NAMES) {
      const of = { provider, sport: 'NBA', seed: 7, clock: systemClock(), logger: silentLogger() } as const;
      const server = createSimulatedProvider({ ...of, dials: { plan: 'ultra', perSecond: null } });
      const { url } = await server.start();
      servers.set(provider, server);
      Object.assign(environment, simulatedSport('NBA', provider).settings({ url, key: 'simulated' }));
    }
    world = await createSeedingWorld({ store: 'postgres', environment });
    const addGames = world.provider.addGames;
    world.provider.addGames = (games) => {
      for (const server of servers.values()) server.addGames(games);
      return addGames(games);
    };
    providers = buildProviders(world.app);
    // Tipped off three hours ago: the windows open in two.
    await world.ingestDue(Object.values(PAIRS).flat(), 3);
    for (const [name, server] of [['api-sports', world.provider] as const, ...servers]) {
      const isOver = (index: number): boolean =>
        index % 2 === 0 && (name === 'api-sports' || NAMES[index / 2] === name);
      const goingOn = server.games().filter((_game, index) => !isOver(index));
      const dials = goingOn.map(({ id }) => [String(id), { status: 'stuck' as const }]);
      server.setDials({ games: Object.fromEntries(dials) });
    }
  });
  afterAll(async () => {
    await providers?.close();
    await world?.close();
    for (const server of servers.values()) await server.stop();
  });

  const query = <Row extends Record<string, unknown>>(text: ReturnType<typeof sql>): Promise<Row[]> =>
    rowsOf<Row>(world.app.database.db, text);
  const games = () => {
    const { db } = world.app.database;
    return createGameQueries({ db, taskQueries: createTaskQueries({ db }) });
  };

  const idsOf = async (name: string): Promise<readonly number[]> => {
    const codes = PAIRS[name]?.map(([away]) => away) ?? [];
    const rows = await query<{ id: number }>(sql`
      select game.id from games as game join teams as away on away.id = game.away_team_id
      where away.abbreviation = any(${sql.param(codes)}::text[]) order by game.id`);
    return rows.map(({ id }) => id);
  };

  it.each(NAMES)('at %s brings its game forward, and shows the one that goes on as live', async (name) => {
    if (name === 'nba-stats' && isBoardOfYesterday) return;
    const source = providers.scoreSources.get('NBA')?.find((one) => one.name === name);
    if (!source) throw new Error(`${name} has no live scores`);
    const look = createEarlyFinish({
      db: world.app.database.db,
      sources: everyTime(new Map([['NBA', [source]]])),
      isFromStart: true,
      publish: world.app.publisher.tryPublishPending,
      store: world.app.store,
      runCalls: providers.usage,
      clock: world.app.clock,
      logger: silentLogger(),
    });
    const waiting = async () =>
      (
        await query<{ id: number }>(
          sql`select game_id as id from seeding_tasks where due_at > now() order by id`,
        )
      ).map(({ id }) => id);
    const before = await waiting();
    expect(await look(new AbortController().signal)).toMatchObject({ brought: 1 });
    const [overId, onId] = await idsOf(name);
    expect(await waiting()).toEqual(before.filter((id) => id !== overId));
    expect((await games().get(overId ?? 0))?.live).toMatchObject({ state: 'over', source: name });
    const game = await games().get(onId ?? 0);
    expect(game?.live).toMatchObject({ state: 'live', source: name });
    expect(game?.live?.home_score).toBeGreaterThan(0);
    if (name === 'the-odds-api') expect(game?.live?.words).toBe('Under way');
    else expect(game?.live?.words).toMatch(/^(Q4|OT|2OT)( 0:\d\d)?$/);
  });

  it('is seeded at once, and a game that goes on past its window is put off until it ends', async () => {
    const looked = isBoardOfYesterday ? NAMES.filter((name) => name !== 'nba-stats') : NAMES;
    // Its window has been open for half an hour, and it goes on until somebody has seen it.
    await world.ingestDue([['CLE', 'TOR']], 5.5);
    const late = world.provider.games().at(-1)?.id ?? 0;
    world.provider.setDials({ games: { [String(late)]: { status: 'stuck' } } });
    const [lateId] = (await query<{ id: number }>(sql`select max(id) as id from games`)).map(({ id }) => id);
    await world.startWorkers();
    await world.until(
      `exists (select from live_scores where game_id = ${lateId} and status = 'in_progress' and source = 'api-sports')`,
    );
    world.provider.setDials({ games: { [String(late)]: { status: null } } });
    await world.until(
      `(select count(*) from seeding_tasks where status = 'completed') = ${looked.length + 1}`,
    );
    for (const id of [lateId, (await idsOf('espn'))[0]])
      expect(await games().get(id ?? 0)).toMatchObject({ status: 'completed', live: null });
  });

  it('is not told of a source that fell silent: a game that goes on is live no more', async () => {
    const [, onId = 0] = await idsOf('espn');
    await query(
      sql`update live_scores set expected_by = now() - interval '1 minute' where game_id = ${onId}`,
    );
    const page = await games().list({ limit: 50 });
    const game = page.items.find(({ id }) => id === onId);
    expect(game?.live).toMatchObject({
      state: 'silent',
      in_words: expect.stringMatching(/^no word from espn since /),
    });
    GameSchema.parse(JSON.parse(JSON.stringify(game)));
    const [listed] = (await liveGames.read(world.app.database.db, { limit: 20 })).filter(
      (one) => one.game_id === onId,
    );
    expect(listed?.live.state).toBe('silent');
  });
});
