import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { firstRow, rowsOf } from '../../src/db/rows.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';

const ALL_DONE = "(select count(*) from seeding_tasks where pass = 'first' and status <> 'completed') = 0";

const SPORTS = {
  NBA: { pair: ['BOS', 'MIA'], lines: 'nba', players: '/players/statistics', teams: '/games/statistics' },
  NFL: {
    pair: ['KC', 'BUF'],
    lines: 'nfl',
    players: '/games/statistics/players',
    teams: '/games/statistics/teams',
  },
  FOOTBALL: {
    pair: ['Arsenal', 'Chelsea'],
    lines: 'football',
    players: '/fixtures/players',
    teams: '/fixtures/statistics',
  },
} as const;

let world: SeedingWorld;
afterEach(() => world.close());

const calls = (endpoint: string): number => world.provider.stats().byEndpoint[endpoint]?.total ?? 0;

async function start(
  sport: keyof typeof SPORTS,
  strategy: string,
  environment: Record<string, string> = {},
): Promise<void> {
  world = await createSeedingWorld({
    store: 'postgres',
    sport,
    environment: { SEEDING_STRATEGY: strategy, ...environment },
  });
  const [away, home] = SPORTS[sport].pair;
  await world.ingestDue([[away, home]]);
}

/** The entities of the only task, by status. */
async function entities(): Promise<Record<string, number>> {
  const rows = await rowsOf<{ status: string; count: number }>(
    world.app.database.db,
    sql`select status, count(*) as count from seeding_task_entities group by status`,
  );
  return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
}

async function playerLines(sport: keyof typeof SPORTS): Promise<number> {
  const table = sql.identifier(`${SPORTS[sport].lines}_player_game_stats`);
  const row = await firstRow<{ count: number }>(
    world.app.database.db,
    sql`select count(*) as count from ${table}`,
  );
  return row?.count ?? 0;
}

async function taskFacts() {
  return firstRow<{
    done: number;
    expected: number;
    error: string | null;
    seeding_status: string;
    status: string;
  }>(
    world.app.database.db,
    sql`select entities_done as done, entities_expected as expected, error_message as error, task.status,
               game.seeding_status
        from seeding_tasks as task join games as game on game.id = task.game_id where task.pass = 'first'`,
  );
}

describe.each(['NBA', 'NFL', 'FOOTBALL'] as const)('the per-entity plan for %s', (sport) => {
  it('seeds a game whole, with one call for each team and player where the API has them', async () => {
    await start(sport, 'per-entity');
    await world.startWorkers();
    await world.until(ALL_DONE);
    const facts = await taskFacts();
    expect(facts).toMatchObject({ status: 'completed', seeding_status: 'completed', error: null });
    expect(facts?.done).toBe(facts?.expected);
    const { completed = 0, absent = 0 } = await entities();
    expect(completed).toBe((await playerLines(sport)) + 2);
    expect(completed + absent).toBe(facts?.expected);
    const isByPlayer = sport === 'NBA';
    expect(calls(SPORTS[sport].players)).toBe(isByPlayer ? completed + absent - 2 : 2);
    expect(calls(SPORTS[sport].teams)).toBe(isByPlayer ? 1 : 2);
    expect(world.provider.stats().byOutcome.bad_request).toBeUndefined();
  });

  it('asks only for what is missing when the worker was stopped in the middle', async () => {
    await start(sport, 'per-entity', { SHUTDOWN_DEADLINE_SECONDS: '0' });
    const { players, teams } = SPORTS[sport];
    world.provider.setDials({ endpoints: { [players]: { latencyMs: 150 } } });
    const first = await world.startWorkers();
    await world.until(
      "(select count(*) from seeding_task_entities where entity_type = 'player' and status = 'completed') > 0",
    );
    await first.stop();
    const [task] = await world.tasks();
    expect(task).toMatchObject({ status: 'pending', retryCount: 0, seedingStatus: 'partial' });
    const before = await entities();
    if (sport === 'NBA') expect(before['pending']).toBeGreaterThan(0);
    world.provider.setDials({ endpoints: { [players]: { latencyMs: 0 } } });
    const asked = { players: calls(players), teams: calls(teams) };
    await world.startWorkers();
    await world.until(ALL_DONE);
    expect(calls(teams)).toBe(asked.teams);
    const open = sport === 'NBA' ? before['pending'] : 1;
    expect(calls(players) - asked.players).toBe(open);
    expect((await taskFacts())?.seeding_status).toBe('completed');
  });
});

describe('what fails for single entities', () => {
  /** The ids at the provider of three players of the home side. */
  async function threePlayers(): Promise<string[]> {
    await world.until('(select count(*) from seeding_task_entities) > 0');
    const rows = await rowsOf<{ id: string }>(
      world.app.database.db,
      sql`select provider_entity_id as id from seeding_task_entities where entity_type = 'player' order by id limit 3`,
    );
    return rows.map(({ id }) => id);
  }

  /** Rosters of a team of the simulated league begin with these ids. */
  const BOSTON = ['200', '201', '202'];

  it('is asked for again alone, with its own attempts, until it is there', async () => {
    await start('NBA', 'per-entity');
    world.provider.setDials({
      entities: Object.fromEntries(BOSTON.map((id) => [id, { faultRate: 1, faultKinds: ['http500'] }])),
    });
    await world.startWorkers();
    await world.until('(select retry_count = 1 from seeding_tasks)');
    const { pending = 0, completed = 0, absent = 0 } = await entities();
    expect(pending).toBe(3);
    const [task] = await world.tasks();
    expect(task?.errorMessage).toContain(
      `${completed + absent} of ${completed + absent + 3} players and teams`,
    );
    const asked = calls('/players/statistics');
    world.provider.setDials({ entities: Object.fromEntries(BOSTON.map((id) => [id, { faultRate: 0 }])) });
    await world.until(ALL_DONE);
    expect(calls('/players/statistics') - asked).toBe(3);
    const attempts = await rowsOf<{ attempts: number; count: number }>(
      world.app.database.db,
      sql`select attempts, count(*) as count from seeding_task_entities where entity_type = 'player'
          group by attempts order by attempts`,
    );
    expect(attempts).toEqual([
      { attempts: 1, count: completed + absent - 2 },
      { attempts: 2, count: 3 },
    ]);
    expect((await taskFacts())?.seeding_status).toBe('completed');
    expect(await threePlayers()).toHaveLength(3);
  });

  it('does not block the game for ever: the gap is named, and the game stays partial', async () => {
    await start('NBA', 'per-entity', { RETRY_MAX_ATTEMPTS: '1' });
    world.provider.setDials({ entities: { '200': { faultRate: 1, faultKinds: ['http404'] } } });
    await world.startWorkers();
    await world.until(ALL_DONE);
    const facts = await taskFacts();
    expect(facts).toMatchObject({ status: 'completed', seeding_status: 'partial' });
    expect(facts?.error).toMatch(/\d+ of \d+ players and teams; missing: .+404/);
    // It was refused for good: nobody asked twice.
    expect(world.provider.stats().byOutcome.http404).toBe(1);

    world.provider.setDials({ entities: { '200': { faultRate: 0 } } });
    const asked = calls('/players/statistics');
    const [task] = await world.tasks();
    const retried = await world.app.taskActions.retry(task?.id ?? 0, { name: 'operator' });
    expect(retried.ok).toBe(true);
    await world.until("(select seeding_status = 'completed' from games)");
    expect(calls('/players/statistics') - asked).toBe(1);
  });

  it('fails the task when too many are missing, and says how far it came', async () => {
    await start('NBA', 'per-entity', { RETRY_MAX_ATTEMPTS: '0' });
    // Not more than three in a row, so that the run does not take it for the provider's trouble.
    const refused = Array.from({ length: 12 }, (_, index) => index).filter((index) => index % 4 !== 0);
    world.provider.setDials({
      entities: Object.fromEntries(
        refused.map((index) => [String(200 + index), { faultRate: 1, faultKinds: ['http404'] }]),
      ),
    });
    await world.startWorkers();
    await world.until("(select status = 'failed' from seeding_tasks)");
    expect(await entities()).toMatchObject({ failed: 9, completed: expect.any(Number) });
    const [task] = await world.tasks();
    expect(task).toMatchObject({ errorType: 'entities_missing', seedingStatus: 'partial' });
    expect(task?.errorMessage).toMatch(/\d+ of \d+ players and teams; missing: .+, 4 more/);
  });

  it('keeps what is there when the quota runs out in the middle, and holds the rest', async () => {
    await start('NBA', 'per-entity');
    world.provider.setDials({ perDay: 14 });
    await world.startWorkers();
    await world.until("(select hold_reason = 'quota' from seeding_tasks)");
    const { completed = 0, pending = 0 } = await entities();
    expect(completed).toBeGreaterThan(5);
    expect(pending).toBeGreaterThan(5);
    expect((await world.tasks())[0]).toMatchObject({ retryCount: 0, seedingStatus: 'partial' });
  });
});

describe.each(['NBA', 'NFL', 'FOOTBALL'] as const)('the hybrid plan for %s', (sport) => {
  it('reads the box score, and asks for those of the roster who are not in it', async () => {
    await start(sport, 'hybrid');
    const { players } = SPORTS[sport];
    await world.app.database.db.execute(sql`
      with stranger as (
        insert into players (sport_id, api_sports_id, full_name)
        select sport_id, '999999', 'A. Stranger' from games returning id)
      insert into game_rosters (game_id, player_id, team_id)
      select game.id, stranger.id, game.home_team_id from games as game cross join stranger`);
    await world.startWorkers();
    await world.until(ALL_DONE);
    expect(await entities()).toMatchObject({ absent: 1 });
    expect((await taskFacts())?.seeding_status).toBe('completed');
    // One call more than the box score: for the stranger, or for the stranger's team.
    expect(calls(players)).toBe(sport === 'FOOTBALL' ? 1 : 2);
  });

  it('goes on entity by entity where the box score fails', async () => {
    await start(sport, 'hybrid');
    const endpoint = sport === 'FOOTBALL' ? '/fixtures' : SPORTS[sport].teams;
    world.provider.setDials({ endpoints: { [endpoint]: { malformedRate: 1 } } });
    await world.startWorkers();
    await world.until('(select retry_count >= 1 from seeding_tasks)');
    world.provider.setDials({ endpoints: { [endpoint]: { malformedRate: 0 } } });
    await world.until(ALL_DONE);
    expect((await taskFacts())?.seeding_status).toBe('completed');
  });
});
