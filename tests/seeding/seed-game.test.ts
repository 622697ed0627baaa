import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { firstRow, rowsOf } from '../../src/db/rows.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';
import { redisIsAvailable } from '../support/test-app.ts';

const ALL_DONE = "(select count(*) from seeding_tasks where status <> 'completed') = 0";

describe.each(['postgres', 'redis'] as const)('seeding on the %s store', (store) => {
  const test = it.skipIf(store === 'redis' && !redisIsAvailable());
  let world: SeedingWorld;
  afterEach(() => world.close());
  const calls = (endpoint: string): number => world.provider.stats().byEndpoint[endpoint]?.total ?? 0;

  test('writes whole box scores of exactly the two teams, with checkpoints, statuses and a log row', async () => {
    world = await createSeedingWorld({ store });
    await world.ingestDue([
      ['LAL', 'GSW'],
      ['BOS', 'MIA'],
      ['DEN', 'PHX'],
    ]);
    await world.startWorkers();
    await world.until(ALL_DONE);
    const { db } = world.app.database;
    const sums = await rowsOf<{
      points: number;
      score: number;
      starters: number;
      seconds: number;
      line: number;
    }>(
      db,
      sql`select sum(line.points)::int as points,
                 case when line.team_id = game.home_team_id then game.home_score else game.away_score end as score,
                 (count(*) filter (where line.is_starter))::int as starters, sum(line.seconds_played)::int as seconds,
                 max(team_line.points)::int as line
          from nba_player_game_stats as line join games as game on game.id = line.game_id
          join nba_team_game_stats as team_line on team_line.game_id = line.game_id and team_line.team_id = line.team_id
          group by line.game_id, line.team_id, game.home_team_id, game.home_score, game.away_score`,
    );
    expect(sums).toHaveLength(6);
    for (const side of sums) {
      expect(side.points).toBe(side.score);
      expect(side.line).toBe(side.score);
      expect(side.starters).toBe(5);
      expect(side.seconds % (25 * 60)).toBe((240 * 60) % (25 * 60));
    }
    const counts = await firstRow(
      db,
      sql`select (select count(*) from sync_log where status = 'completed' and game_id is not null) as logged,
                 (select count(*) from games where status = 'completed' and seeding_status = 'completed'
                    and seeded_at is not null and provider_game_id is not null) as games,
                 (select count(*) from teams where last_seeded_at is not null and last_game_date is not null) as teams,
                 (select count(*) from players where last_seeded_at is null or last_game_date is null) as unseeded,
                 (select count(*) from seeding_task_entities where entity_type = 'team') as team_entities,
                 (select count(*) from seeding_task_entities where entity_type = 'player') =
                   (select count(*) from nba_player_game_stats) as every_line_is_checkpointed`,
    );
    expect(counts).toEqual({
      logged: 3,
      games: 3,
      teams: 6,
      unseeded: 0,
      team_entities: 6,
      every_line_is_checkpointed: true,
    });
    // One slate call shared by the three games, then two calls a game.
    expect(calls('/games')).toBe(1);
    expect(calls('/players/statistics')).toBe(3);
    expect(calls('/games/statistics')).toBe(3);
  });

  test('holds a game that is not final without burning an attempt, and seeds it once it is', async () => {
    world = await createSeedingWorld({ store });
    world.provider.setDials({ minutesToFinal: 600 });
    await world.ingestDue([['NYK', 'CHI']]);
    await world.startWorkers();
    await world.until("(select hold_reason = 'not_final' and status = 'pending' from seeding_tasks)");
    const [held] = await world.tasks();
    expect(held).toMatchObject({ retryCount: 0, seedingStatus: 'pending', gameStatus: 'in_progress' });
    world.provider.setDials({ minutesToFinal: 130 });
    await world.until(ALL_DONE);
    expect((await world.tasks())[0]).toMatchObject({ retryCount: 0, seedingStatus: 'completed' });
  });

  test('retries a failing call with backoff, keeps what succeeded, and gives up with the reason in words', async () => {
    world = await createSeedingWorld({ store, environment: { RETRY_MAX_ATTEMPTS: '1' } });
    world.provider.setDials({ endpoints: { '/games/statistics': { malformedRate: 1 } } });
    await world.ingestDue([['UTA', 'SAC']]);
    await world.startWorkers();
    await world.until("(select status = 'failed' from seeding_tasks)");
    const [failed] = await world.tasks();
    expect(failed).toMatchObject({ retryCount: 1, errorType: 'malformed', seedingStatus: 'partial' });
    expect(failed?.errorMessage).toMatch(/games\/statistics/);
    // The players were written by the first attempt and never asked for again.
    expect(calls('/players/statistics')).toBe(1);
    expect(calls('/games/statistics')).toBe(2);

    world.provider.setDials({ endpoints: { '/games/statistics': { malformedRate: 0 } } });
    const retried = await world.app.taskActions.retry(failed?.id ?? 0, {
      name: 'operator',
      reason: 'provider mended',
    });
    expect(retried.ok).toBe(true);
    await world.until(ALL_DONE);
    expect(calls('/players/statistics')).toBe(1);
    expect((await world.tasks())[0]).toMatchObject({
      seedingStatus: 'completed',
      players: expect.any(Number),
      teams: 2,
    });
  });

  test('ends the task of a cancelled game and keeps a spent quota as a hold until the reset', async () => {
    world = await createSeedingWorld({ store });
    await world.ingestDue([
      ['HOU', 'DAL'],
      ['ATL', 'ORL'],
    ]);
    const [first] = world.provider.games();
    world.provider.setDials({ games: { [String(first?.id)]: { status: 'cancelled' } } });
    world.provider.setDials({ perDay: 1 });
    await world.startWorkers(1);
    await world.until("(select count(*) from seeding_tasks where status = 'cancelled') = 1");
    await world.until(
      "(select count(*) from seeding_tasks where hold_reason = 'quota' and due_at > now() + interval '10 seconds') = 1",
    );
    const held = (await world.tasks()).find((task) => task.holdReason === 'quota');
    expect(held).toMatchObject({ status: 'pending', retryCount: 0 });
    expect(held?.holdDetail).toMatch(/today's calls are used up/);
  });

  test('gives a run back unburnt when the worker stops in the middle of it, and another worker finishes it', async () => {
    world = await createSeedingWorld({ store, environment: { SHUTDOWN_DEADLINE_SECONDS: '0' } });
    world.provider.setDials({ isHanging: true });
    await world.ingestDue([['MEM', 'POR']]);
    const first = await world.startWorkers();
    await world.until("(select status = 'running' from seeding_tasks)");
    await first.stop();
    expect((await world.tasks())[0]).toMatchObject({ status: 'pending', retryCount: 0, holdReason: null });
    world.provider.setDials({ isHanging: false });
    await world.startWorkers();
    await world.until(ALL_DONE);
    const events = await rowsOf<{ kind: string }>(
      world.app.database.db,
      sql`select kind from game_events order by id`,
    );
    expect(events.map((event) => event.kind)).toEqual(['ingested', 'released', 'seeded']);
  });
});
