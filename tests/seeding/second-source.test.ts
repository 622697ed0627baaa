import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { buildRegistry } from '../../src/app/build-registry.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { ConfigError } from '../../src/config/config.ts';
import { rowsOf } from '../../src/db/rows.ts';
import { readBoxScore } from '../../src/read/games/box-score.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';
import { PROJECT_ROOT } from '../support/test-app.ts';
import { TOY_KEY, type ToyServer, configureToy, startToyServer } from '../support/toy-provider.ts';

/** The simulated provider stands for the first source; the toy is another one, with a format and ids of its own. */
describe('a second source of box scores', () => {
  let world: SeedingWorld;
  let toy: ToyServer;
  afterEach(async () => {
    await world.close();
    await toy.stop();
  });

  async function start(order: string, environment: Record<string, string> = {}): Promise<void> {
    toy = await startToyServer();
    world = await createSeedingWorld({
      store: 'postgres',
      providers: [configureToy(toy)],
      environment: { BOX_SCORE_SOURCES: order, ...environment },
    });
    await world.ingestDue([['BOS', 'MIA']]);
    const [game] = await rowsOf<{ at: Date; home: string; away: string }>(
      world.app.database.db,
      sql`select game_datetime as at, home.name as home, away.name as away from games as game
          join teams as home on home.id = game.home_team_id join teams as away on away.id = game.away_team_id`,
    );
    if (!game) throw new Error('there is no game');
    const { at, home, away } = game;
    toy.games.push({ id: 'toy-1', startMs: at.getTime(), home, away, score: [101, 99], isFinal: true });
  }

  async function sources(): Promise<Record<string, (string | null)[]>> {
    const { db } = world.app.database;
    const of = async (query: ReturnType<typeof sql>): Promise<(string | null)[]> =>
      (await rowsOf<{ source: string | null }>(db, query)).map(({ source }) => source);
    return {
      players: await of(sql`select distinct source from nba_player_game_stats`),
      teams: await of(sql`select distinct source from nba_team_game_stats`),
      result: await of(sql`select result_source as source from games`),
    };
  }

  const done = (): Promise<void> => world.until(`(select bool_and(status = 'completed') from seeding_tasks)`);

  it('is not asked while the first one serves', async () => {
    await start('api-sports,toy');
    await world.startWorkers();
    await done();
    expect(toy.paths).toEqual([]);
    const served = ['api-sports'];
    expect(await sources()).toEqual({ players: served, teams: served, result: served });
  });

  it('serves where the first one refuses the key, and stands on every row', async () => {
    await start('api-sports,toy');
    world.provider.setDials({ isKeyRevoked: true });
    await world.startWorkers();
    await done();
    const served = ['toy'];
    expect(await sources()).toEqual({ players: served, teams: served, result: served });
    const box = await readBoxScore(world.app.database.db, (await world.tasks())[0]?.gameId ?? 0);
    expect(box?.sides.map(({ team_source: source, players }) => [source, players[0]?.source])).toEqual([
      ['toy', 'toy'],
      ['toy', 'toy'],
    ]);
    // The key is in the path of every call, and nowhere in what is kept of them.
    expect(toy.paths[0]).toContain(encodeURIComponent(TOY_KEY));
    const kept = await rowsOf<{ row: string }>(
      world.app.database.db,
      sql`select to_jsonb(call)::text as row from api_usage as call
          union all select to_jsonb(body)::text from provider_payloads as body
          union all select to_jsonb(task)::text from seeding_tasks as task`,
    );
    expect(kept.some(({ row }) => row.includes('{key}'))).toBe(true);
    for (const { row } of kept) {
      for (const spelling of [TOY_KEY, encodeURIComponent(TOY_KEY)]) expect(row).not.toContain(spelling);
    }
  });

  it('serves while the breaker of the first one is open', async () => {
    await start('api-sports,toy', { RETRY_MAX_ATTEMPTS: '20' });
    world.provider.setDials({ isDown: true });
    await world.startWorkers();
    await done();
    expect((await sources())['players']).toEqual(['toy']);
    const failed = await rowsOf<{ outcome: string }>(
      world.app.database.db,
      sql`select distinct outcome from api_usage where outcome not in ('ok', 'in_flight')`,
    );
    expect(failed).toEqual([{ outcome: 'unavailable' }]);
  });

  it('asks who the players are of whom it tells no more than name and team, and keeps their lines meanwhile', async () => {
    await start('api-sports,toy');
    await world.startWorkers();
    await done();
    const { db } = world.app.database;
    const names = async (side: 'home' | 'away'): Promise<string[]> => {
      const rows = await rowsOf<{ name: string }>(
        db,
        sql`select player.full_name as name from nba_player_game_stats as line
            join players as player on player.id = line.player_id join games as game on game.id = line.game_id
            where line.team_id = ${side === 'home' ? sql`game.home_team_id` : sql`game.away_team_id`}
            order by player.id limit 5`,
      );
      return rows.map(({ name }) => name);
    };
    const [home, away] = [await names('home'), await names('away')];
    const countPlayers = () => rowsOf<{ count: number }>(db, sql`select count(*)::int as count from players`);
    const before = await countPlayers();
    world.provider.setDials({ isKeyRevoked: true });
    await world.ingestDue([['MIA', 'BOS']], 30);
    const [game] = await rowsOf<{ at: Date; home: string; away: string }>(
      db,
      sql`select game_datetime as at, home.name as home, away.name as away from games as game
          join teams as home on home.id = game.home_team_id join teams as away on away.id = game.away_team_id
          order by game_datetime limit 1`,
    );
    if (!game) throw new Error('there is no second game');
    // The sides have changed places; one of the names is new.
    toy.games.push({
      id: 'toy-2',
      startMs: game.at.getTime(),
      home: game.home,
      away: game.away,
      score: [88, 90],
      isFinal: true,
      players: [away, [...home.slice(0, 4), 'Somebody New']],
    });
    await done();
    const asked = await rowsOf<{ reason: string; name: string; candidates: { name: string }[] }>(
      db,
      sql`select reason, name, candidates from player_questions where provider = 'toy' order by name`,
    );
    const known = [...away, ...home.slice(0, 4)].toSorted();
    expect(asked.map(({ name }) => name).toSorted()).toEqual(known);
    for (const { reason, name, candidates } of asked) {
      expect([reason, candidates.map((candidate) => candidate.name)]).toEqual(['name_alone', [name]]);
    }
    expect(await countPlayers()).toEqual([{ count: (before[0]?.count ?? 0) + 10 }]);
    expect(await rowsOf(db, sql`select source from players where full_name = 'Somebody New'`)).toEqual([
      { source: 'toy' },
    ]);
  });

  it('is asked first where the order says so, and gives way to the other', async () => {
    await start('toy,api-sports');
    toy.failWith(403);
    await world.startWorkers();
    await done();
    expect(toy.paths.length).toBeGreaterThan(0);
    expect((await sources())['players']).toEqual(['api-sports']);
  });
});

describe('the order of sources', () => {
  it.each([
    ['BOX_SCORE_SOURCES', 'api-sports,nobody', /nobody.*no provider.*api-sports/],
    ['ROSTER_SOURCES', 'toy', /toy.*has no roster.*api-sports/],
    ['SCHEDULE_SOURCES', 'api-sports,api-sports', /each once/],
  ])('%s=%s is refused with what can be chosen', (name, value, words) => {
    const toy = configureToy({ baseUrl: 'http://127.0.0.1:9/{key}' });
    const build = (): unknown => {
      const { config, secrets } = readConfig({ [name]: value }, PROJECT_ROOT);
      return buildRegistry(config, secrets, [toy]);
    };
    expect(build).toThrow(ConfigError);
    expect(build).toThrow(words);
  });
});
