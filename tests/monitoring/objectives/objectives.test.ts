import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OBJECTIVES, type ObjectiveName } from '../../../src/monitoring/objectives/definitions.ts';
import { judgeObjective } from '../../../src/monitoring/objectives/objective.ts';
import { createObjectivesReader } from '../../../src/monitoring/objectives/read-objectives.ts';
import { type TestApp, createTestApp } from '../../support/test-app.ts';
import { ingestSampleGames } from '../sample-season.ts';

describe('an objective', () => {
  it('is met or missed by its error budget, and says what is left of it', () => {
    const { same_day: sameDay } = OBJECTIVES;
    expect(judgeObjective(sameDay, { events: 100, bad: 2 })).toMatchObject({
      state: 'met',
      value: 0.98,
      budget_left_events: 3,
    });
    expect(judgeObjective(sameDay, { events: 100, bad: 5 })).toMatchObject({
      state: 'met',
      budget_left_events: 0,
    });
    expect(judgeObjective(sameDay, { events: 100, bad: 6 }).state).toBe('missed');
    expect(judgeObjective(sameDay, { events: 19, bad: 19 })).toMatchObject({
      state: 'not_enough_data',
      value: null,
    });
  });

  it('that says "under" is missed by the limit itself, "at least" is met by it', () => {
    const { few_retries: retries, seeded_quickly: quickly, same_day: sameDay } = OBJECTIVES;
    expect(judgeObjective(retries, { events: 100, bad: 4 })).toMatchObject({
      state: 'met',
      budget_left_events: 0,
    });
    expect(judgeObjective(retries, { events: 100, bad: 5 }).state).toBe('missed');
    expect(judgeObjective(retries, { events: 90, bad: 2 })).toMatchObject({
      state: 'met',
      budget_left_events: 2,
    });
    expect(judgeObjective(quickly, { events: 50, value: 30 }).state).toBe('missed');
    expect(judgeObjective(sameDay, { events: 100, bad: 5 }).state).toBe('met');
  });

  it('without any budget is missed by one', () => {
    const { started_in_time: started } = OBJECTIVES;
    expect(judgeObjective(started, { events: 1_000, bad: 0 })).toMatchObject({
      state: 'met',
      budget_spent: 0,
    });
    expect(judgeObjective(started, { events: 1_000, bad: 1 })).toMatchObject({
      state: 'missed',
      value: 0.999,
    });
  });

  it('of a value is its part of the limit', () => {
    const { seeded_quickly: quickly, quota_in_reserve: quota } = OBJECTIVES;
    expect(judgeObjective(quickly, { events: 50, value: 7.5 })).toMatchObject({
      state: 'met',
      budget_spent: 0.25,
    });
    expect(judgeObjective(quota, { events: 3, value: 0.9 })).toMatchObject({ state: 'missed', value: 0.9 });
  });
});

describe('objectives', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await createTestApp();
  });
  afterAll(() => test.close());

  const read = async () => {
    const objectives = await createObjectivesReader({ db: test.app.database.db, perDay: () => 100 })();
    return Object.fromEntries(objectives.map((one) => [one.name, one]));
  };

  it('say that there is not enough data where nothing was recorded', async () => {
    const objectives = await read();
    expect(Object.keys(objectives)).toEqual(Object.keys(OBJECTIVES));
    for (const name of Object.keys(OBJECTIVES)) expect(objectives[name]?.state, name).toBe('not_enough_data');
  });

  it('are computed from the rows of their windows', async () => {
    const { pool } = test.app.database;
    await ingestSampleGames(test.app);
    const { rows: games } = await pool.query('select id, game_id from seeding_tasks order by id limit 1');
    const gameId = games[0].game_id;
    const many = `from generate_series(1, 40) as n`;
    // Forty passes of one game stand for forty games: the rows are what is counted.
    await pool.query('alter table seeding_tasks drop constraint unique_game_task');
    await pool.query('delete from seeding_tasks');
    await pool.query(`
      insert into seeding_tasks (game_id, pass, scheduled_time, due_at, created_at, execution_time, completed_at, updated_at, status, duration_seconds)
      select ${gameId}, 'first', now() - interval '2 days', now(), now() - interval '3 days',
             now() - interval '2 days' + case when n <= 2 then interval '11 minutes' else interval '9 minutes' end,
             now() - interval '2 days' + case when n <= 3 then interval '23 hours' else interval '10 minutes' end,
             now(), 'completed', 12 ${many}`);
    await pool.query(`update games set game_datetime = now() - interval '2 days 4 hours', status = 'completed',
                        created_at = now() - interval '30 days'`);
    await pool.query(`
      insert into sync_log (operation, sport_id, game_id, seeding_type, status)
      select 'seed_game', sport_id, game.id, 'targeted', 'completed' from games as game`);
    await pool.query(`
      insert into api_usage (request_id, host, endpoint, outcome, duration_ms, cost, started_at)
      select gen_random_uuid(), 'v2.nba.api-sports.io', '/games', 'ok', 1, 1, now() - interval '1 day' from generate_series(1, 85)`);
    await pool.query(`
      insert into alerts (key, kind, severity, is_urgent, title, detail, remedy, first_seen_at, raised_at, resolved_at)
      select kind || n, kind, 'critical', true, '', '', '', now() - interval '10 days' + n * interval '1 hour',
             now() - interval '10 days' + n * interval '1 hour' + interval '2 minutes',
             now() - interval '10 days' + n * interval '1 hour' + interval '22 minutes'
      from generate_series(1, 3) as n, (values ('workers_silent'), ('game_failed')) as of(kind)`);
    const objectives = await read();
    const figures = (name: ObjectiveName) => {
      const { state, value, events } = objectives[name] ?? {};
      return [state, value === null || value === undefined ? value : Number(value.toFixed(3)), events];
    };
    expect(figures('started_in_time')).toEqual(['missed', 0.95, 40]);
    expect(figures('seeded_quickly')).toEqual(['met', 12, 40]);
    expect(figures('few_retries')[0]).toBe('not_enough_data');
    // Tip-off was four hours before the window, so that 23 hours after it is three hours too late.
    expect(figures('same_day')).toEqual(['missed', 0.925, 40]);
    expect(figures('quota_in_reserve')).toEqual(['missed', 0.85, 1]);
    expect(figures('detected_soon')).toEqual(['met', 120, 6]);
    expect(figures('recovered_soon')).toEqual(['missed', 1200, 6]);
    // Three outages of 22 minutes within thirty days; a game that failed is none.
    expect(objectives['available']).toMatchObject({ state: 'met', budget_left_events: 432 - 66 });
  });
});
