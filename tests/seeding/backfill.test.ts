import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { firstRow, rowsOf } from '../../src/db/rows.ts';
import type { BoxScoreSport } from '../../src/domain/sport.ts';
import type { SeasonRow } from '../../src/history/season-rows.ts';
import { API_SPORTS_PLANS, limitsOfPlan } from '../../src/providers/api-sports/limits.ts';
import { minuteAllowance } from '../../src/providers/client/quota-windows.ts';
import { decideHandOut } from '../../src/seeding/backfill/decide-hand-out.ts';
import { HAND_OUT_PAUSE_MS, HAND_OUT_WINDOW } from '../../src/seeding/backfill/hand-out.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';
import { nbaSlates } from '../support/slates.ts';

describe('how many games a back-fill hands out', () => {
  const facts = { open: 0, waiting: 0, queued: 0, window: 40, limit: undefined };

  it('fills the window again when half of it is done', () => {
    expect(decideHandOut(facts)).toEqual({ room: 40 });
    expect(decideHandOut({ ...facts, open: 21 })).toEqual({ room: 0 });
    expect(decideHandOut({ ...facts, open: 20 })).toEqual({ room: 20 });
  });

  it('goes on past games that wait for their own sake, unless nearly all do', () => {
    expect(decideHandOut({ ...facts, open: 3, waiting: 39 })).toEqual({ room: 37 });
    expect(decideHandOut({ ...facts, waiting: 400 })).toEqual({ room: 0 });
  });

  it('keeps up with what back-filling may use of the minute of any plan', () => {
    // Two calls for each game of the NBA and the NFL. Football is never short: it takes twenty games in a call.
    const callsAMinute = HAND_OUT_WINDOW * (60_000 / HAND_OUT_PAUSE_MS) * 2;
    for (const plan of API_SPORTS_PLANS) {
      const { perMinute } = limitsOfPlan(plan);
      expect(callsAMinute).toBeGreaterThanOrEqual(minuteAllowance(perMinute, 'backfill'));
    }
  });

  it('stops at the limit of a back-fill that nobody asked for', () => {
    expect(decideHandOut({ ...facts, queued: 45, limit: 50 })).toEqual({ room: 5 });
    expect(decideHandOut({ ...facts, queued: 50, limit: 50 })).toEqual({ room: 0 });
  });
});

describe('the back-fill of a season', () => {
  let world: SeedingWorld;
  afterEach(() => world.close());

  const calls = (endpoint: string): number => world.provider.stats().byEndpoint[endpoint]?.total ?? 0;
  const backfills = () => world.app.seasonBackfills;

  /** Its steps in the order in which they were asked for: what each does, and its state. */
  async function stepsOf(id: number): Promise<string[]> {
    const rows = await rowsOf<{ step: string }>(
      world.app.database.db,
      sql`select regexp_replace(subject, '^back-fill \\d+: ', '') || ': ' || status as step
          from work_items where kind = 'backfill-history' and starts_with(concurrency_key, ${`history ${id} `}) order by id`,
    );
    return rows.map(({ step }) => step);
  }

  async function start(
    sport: BoxScoreSport,
    slates: readonly (readonly [string, string][])[],
    environment: Record<string, string> = {},
  ): Promise<SeasonRow> {
    world = await createSeedingWorld({ store: 'postgres', sport, environment });
    for (const [index, slate] of slates.entries()) await world.ingestDue(slate, 4 + 30 * index, 'none');
    const season = await firstRow<{ year: number }>(
      world.app.database.db,
      sql`select season.year from games as game join seasons as season on season.id = game.season_id limit 1`,
    );
    const started = await backfills().start({ sport, year: season?.year ?? 0 }, 'operator');
    if (!started.ok) throw new Error(started.message);
    return started.sweep;
  }

  it('seeds every finished game, with one call for the season and two for a game, and ends', async () => {
    const { id } = await start('NBA', nbaSlates(6));
    await world.startWorkers();
    await world.until("(select status = 'completed' from backfills)");
    expect(await backfills().get(id)).toMatchObject({
      status: 'completed',
      games_total: 6,
      games_queued: 6,
      games_seeded: 6,
      games_failed: 0,
      games_open: 0,
      note: 'all is read',
    });
    expect(calls('/players/statistics')).toBe(6);
    expect(calls('/games/statistics')).toBe(6);
    expect(calls('/games')).toBeLessThanOrEqual(3);
    const counts = await firstRow(
      world.app.database.db,
      sql`select (select count(*) from games where seeding_status = 'completed') as seeded,
                 (select count(*) from sync_log where seeding_type = 'blanket') as logged`,
    );
    expect(counts).toEqual({ seeded: 6, logged: 6 });
    // Nothing is left to do, so that nothing is asked.
    const asked = world.provider.stats().total;
    await backfills().start({ sport: 'NBA', year: (await backfills().get(id))?.season ?? 0 }, 'operator');
    await world.until("(select count(*) = 2 from backfills where status = 'completed')");
    expect(world.provider.stats().total).toBe(asked);
  });

  it('seeds the NFL with one call for the season, exhibitions left out, and two for a game', async () => {
    const { id } = await start('NFL', [
      [
        ['KC', 'BUF'],
        ['DAL', 'PHI'],
        ['SF', 'SEA'],
      ],
    ]);
    await world.startWorkers();
    await world.until("(select status = 'completed' from backfills)");
    expect(await backfills().get(id)).toMatchObject({ games_total: 3, games_seeded: 3, games_failed: 0 });
    expect(calls('/games/statistics/players')).toBe(3);
    expect(calls('/games/statistics/teams')).toBe(3);
    // The season, and the slate on which all three lie.
    expect(calls('/games')).toBeLessThanOrEqual(2);
  });

  it('takes twenty football matches in a call', async () => {
    const clubs = ['Arsenal', 'Aston Villa', 'Bournemouth', 'Brentford', 'Brighton', 'Burnley', 'Chelsea'];
    const others = ['Crystal Palace', 'Everton', 'Fulham', 'Leeds', 'Liverpool', 'Man City', 'Man United'];
    const pairs = clubs.map((club, index): [string, string] => [club, others[index] ?? '']);
    const next = others.map((club, index): [string, string] => [
      club,
      clubs[(index + 1) % clubs.length] ?? '',
    ]);
    const { id } = await start('FOOTBALL', [pairs, next]);
    await world.startWorkers(10);
    await world.until("(select status = 'completed' from backfills)");
    expect(await backfills().get(id)).toMatchObject({ games_total: 14, games_seeded: 14 });
    // The season, and one call of fourteen; a second where some were claimed later.
    expect(calls('/fixtures')).toBeLessThanOrEqual(3);
  });

  it('goes on after a kill without asking again for what is done', async () => {
    await start('NBA', nbaSlates(12), { SHUTDOWN_DEADLINE_SECONDS: '0' });
    world.provider.setDials({ endpoints: { '/games/statistics': { latencyMs: 200 } } });
    const first = await world.startWorkers(2);
    await world.until("(select count(*) >= 3 from games where seeding_status = 'completed')");
    await first.stop();
    const seeded = await firstRow<{ count: number }>(
      world.app.database.db,
      sql`select count(*) as count from seeding_task_entities where entity_type = 'team'`,
    );
    expect(seeded?.count).toBeLessThan(24);
    await world.startWorkers(2);
    await world.until("(select status = 'completed' from backfills)");
    // Two runs were under way when the worker stopped: what they had of the players was kept.
    expect(calls('/players/statistics')).toBeLessThanOrEqual(14);
    expect(
      await firstRow(
        world.app.database.db,
        sql`select count(*) as seeded from games where seeding_status = 'completed'`,
      ),
    ).toEqual({ seeded: 12 });
  });

  it('hands out no game while it is paused, goes on when resumed, and ends when cancelled', async () => {
    const { id } = await start('NBA', nbaSlates(2));
    expect(await backfills().pause(id, 'operator')).toMatchObject({ ok: true });
    expect(await backfills().pause(id, 'operator')).toMatchObject({
      ok: true,
      message: expect.stringContaining('already'),
    });
    await world.startWorkers();
    // The chore comes and finds nothing that is due.
    await world.recur('reconcile');
    await world.until('(select count(*) > 0 from queue_stores where last_reconciled_at is not null)');
    expect(world.provider.stats().total).toBe(0);
    expect(await backfills().resume(id, 'operator')).toMatchObject({ ok: true });
    await world.until("(select status = 'completed' from backfills)");
    expect(await backfills().cancel(id, 'operator')).toMatchObject({ ok: false, reason: 'conflict' });
    expect(await backfills().cancel(999, 'operator')).toMatchObject({ ok: false, reason: 'not_found' });
  });

  it('gets a step again where it has none, and makes each once', async () => {
    const { id } = await start('NBA', nbaSlates(3));
    await world.app.database.db.execute(sql`delete from work_items`);
    await world.recur('take-up-backfills');
    await world.startWorkers();
    await world.until("(select status = 'completed' from backfills)");
    expect(await backfills().get(id)).toMatchObject({ games_total: 3, games_seeded: 3, games_failed: 0 });
    expect(await stepsOf(id)).toEqual([
      expect.stringMatching(/^box-scores of .* \d{4}: completed$/),
      expect.stringMatching(/ from 0000000000: completed$/),
      expect.stringMatching(/ from \d{10}: completed$/),
    ]);
  });

  it('goes on with what a process of an earlier version began, from where that is', async () => {
    world = await createSeedingWorld({ store: 'postgres', sport: 'NBA' });
    for (const [index, slate] of nbaSlates(4).entries()) await world.ingestDue(slate, 4 + 30 * index, 'none');
    const { db } = world.app.database;
    await db.execute(sql`update games set status = 'completed'`);
    // As such a version leaves it: the season is read, one game is handed out, and a step of it is open.
    await db.execute(sql`
      insert into blanket_sweeps (sport_id, season_id, actor, leagues_read, last_game_id, games_total, games_queued, api_calls_made)
      select sport_id, season_id, 'somebody', array[league_id], id, 4, 1, 1 from games order by id limit 1`);
    await db.execute(sql`
      insert into seeding_tasks (game_id, scheduled_time, due_at, max_retries, plan, blanket_id)
      select last_game_id, now(), now(), 3, 'blanket', id from blanket_sweeps`);
    await db.execute(sql`
      insert into work_items (kind, subject, payload, priority, concurrency_key, due_at, max_retries)
      select 'backfill-season', 'back-fill ' || id || ', games', '{}', 200, 'backfill ' || id, now(), 4 from blanket_sweeps`);
    await world.recur('take-up-backfills');
    await world.startWorkers();
    await world.until("(select status = 'completed' from backfills)");
    expect((await backfills().list()).items).toEqual([
      expect.objectContaining({ actor: 'somebody', games_total: 4, games_queued: 4, games_seeded: 4 }),
    ]);
    expect(
      await rowsOf(
        db,
        sql`select sweep.status, sweep.revision, item.status as step,
                   (select count(*)::int from seeding_tasks where unit_id is not null) as tasks
            from blanket_sweeps as sweep join work_items as item on item.kind = 'backfill-season'`,
      ),
      // A step of that version is held against the revision that it knows, and writes nothing.
    ).toEqual([{ status: 'cancelled', revision: 2, step: 'cancelled', tasks: 4 }]);
    await world.recur('take-up-backfills');
    expect((await backfills().list()).items).toHaveLength(1);
  });

  it('goes on with a month whose box scores a process of an earlier version reads by a sweep', async () => {
    world = await createSeedingWorld({ store: 'postgres', sport: 'NBA' });
    for (const [index, slate] of nbaSlates(3).entries()) await world.ingestDue(slate, 4 + 30 * index, 'none');
    const { db } = world.app.database;
    await db.execute(sql`
      with over as (update games set status = 'completed')
      insert into backfills (id, league, from_day, to_day, parts, estimated_calls, estimated_credits, actor)
      select 7, 'NBA', min(slate_date), max(slate_date), '{box-scores}', 6, 0, 'somebody' from games`);
    await db.execute(sql`
      insert into blanket_sweeps (sport_id, season_id, league_id, actor, first_day, last_day, leagues_read, last_game_id, games_total, games_queued)
      select sport_id, season_id, league_id, 'back-fill 7', slate_date, slate_date, array[league_id], id, 3, 1
      from games order by id limit 1`);
    await db.execute(sql`
      insert into backfill_progress (backfill_id, league_id, part, source, unit, from_day, to_day, status, sweep_id)
      select 7, league_id, 'box-scores', 'api-sports', to_char(min(slate_date), 'YYYY-MM'), min(slate_date), max(slate_date), 'running', (select id from blanket_sweeps)
      from games group by league_id`);
    await db.execute(sql`
      insert into seeding_tasks (game_id, scheduled_time, due_at, max_retries, plan, blanket_id)
      select last_game_id, now(), now(), 3, 'blanket', id from blanket_sweeps`);
    await world.recur('take-up-backfills');
    await world.startWorkers();
    await world.until("(select status = 'completed' from backfills)");
    expect(
      await firstRow(
        db,
        sql`select unit.status, unit.sweep_id, unit.games_queued, sweep.status as sweep,
                   (select count(*)::int from seeding_tasks where unit_id = unit.id and status = 'completed') as seeded
            from backfill_progress as unit, blanket_sweeps as sweep`,
      ),
    ).toEqual({ status: 'completed', sweep_id: null, games_queued: 3, sweep: 'cancelled', seeded: 3 });
  });

  it('ends with its reason when a step is given up', async () => {
    const { id } = await start('NBA', nbaSlates(1));
    const { db } = world.app.database;
    await db.execute(sql`
      with begun as (update backfill_progress set status = 'running')
      update work_items set status = 'failed', error_type = 'poison', error_message = 'it takes its worker with it'`);
    await world.recur('take-up-backfills');
    await world.startWorkers();
    await world.until("(select status = 'failed' from backfills)");
    expect(await backfills().get(id)).toMatchObject({ note: expect.stringMatching(/takes its worker/) });
    expect(world.provider.stats().total).toBe(0);
  });

  it('waits for the reset when the day is used up, and says so', async () => {
    await start('NBA', nbaSlates(1));
    world.provider.setDials({ perDay: 0 });
    await world.startWorkers();
    await world.until(
      "(select status = 'pending' and due_at > now() + interval '5 seconds' and hold_detail is not null from work_items)",
    );
    expect(world.provider.stats().byOutcome.ok).toBeUndefined();
  });
});

describe('the fallback when a box score keeps failing', () => {
  let world: SeedingWorld;
  afterEach(() => world.close());

  const idsOf = (team: number, count: number): string[] =>
    Array.from({ length: count }, (_, index) => String(100 * team + index));

  it('reads an NBA game player by player, and says so on the timeline', async () => {
    world = await createSeedingWorld({
      store: 'postgres',
      environment: { SEEDING_FALLBACK: 'on', RETRY_MAX_ATTEMPTS: '0' },
    });
    await world.ingestDue([['BOS', 'MIA']]);
    world.provider.setDials({
      endpoints: { '/players/statistics': { malformedRate: 1 } },
      entities: Object.fromEntries(
        [...idsOf(2, 18), ...idsOf(20, 18)].map((id) => [id, { malformedRate: 0 }]),
      ),
    });
    await world.startWorkers();
    await world.until("(select status = 'completed' from seeding_tasks where pass = 'first')");
    const task = await firstRow(
      world.app.database.db,
      sql`select task.plan, task.fallback_from, game.seeding_status,
                 (select count(*) from game_events where kind = 'fallback') as told
          from seeding_tasks as task join games as game on game.id = task.game_id where task.pass = 'first'`,
    );
    expect(task).toEqual({
      plan: 'per-entity',
      fallback_from: 'box-score',
      seeding_status: 'completed',
      told: 1,
    });
    // The team lines of the first attempt were kept, and nobody asked for them again.
    expect(world.provider.stats().byEndpoint['/games/statistics']?.total).toBe(1);
  });

  it('reads football matches side by side when the call for all of them fails', async () => {
    world = await createSeedingWorld({
      store: 'postgres',
      sport: 'FOOTBALL',
      environment: { SEEDING_FALLBACK: 'on', RETRY_MAX_ATTEMPTS: '0' },
    });
    await world.ingestDue([
      ['Arsenal', 'Chelsea'],
      ['Everton', 'Fulham'],
    ]);
    world.provider.addGames([{ home: 'Leeds', away: 'Burnley', startMs: Date.now() + 7 * 86_400_000 }]);
    // Whoever asks for matches by their ids gets others; lists of a day and of a season are as they should be.
    world.provider.setDials({ endpoints: { '/fixtures': { wrongGameRate: 1 } } });
    await world.startWorkers();
    await world.until("(select count(*) from seeding_tasks where status = 'completed') = 2");
    const tasks = await rowsOf(
      world.app.database.db,
      sql`select task.plan, task.fallback_from, game.seeding_status, task.player_count, task.team_count
          from seeding_tasks as task join games as game on game.id = task.game_id`,
    );
    const whole = {
      plan: 'per-entity',
      fallback_from: 'box-score',
      seeding_status: 'completed',
      player_count: 40,
      team_count: 2,
    };
    expect(tasks).toEqual([whole, whole]);
    for (const endpoint of ['/fixtures/players', '/fixtures/statistics']) {
      expect(world.provider.stats().byEndpoint[endpoint]?.total, endpoint).toBe(4);
    }
  });

  it('never goes round: box score, entities, one back-fill, and then it is over', async () => {
    world = await createSeedingWorld({
      store: 'postgres',
      environment: { SEEDING_FALLBACK: 'on', RETRY_MAX_ATTEMPTS: '0' },
    });
    await world.ingestDue([
      ['BOS', 'MIA'],
      ['LAL', 'GSW'],
    ]);
    world.provider.setDials({ endpoints: { '/players/statistics': { wrongGameRate: 1 } } });
    await world.startWorkers();
    await world.until("(select count(*) = 1 from backfills where status = 'completed')");
    await world.until("(select count(*) = 0 from seeding_tasks where status <> 'failed')");
    const facts = await firstRow(
      world.app.database.db,
      sql`select (select count(*) from backfills where origin = 'fallback') as backfills,
                 (select count(*) from game_events where kind = 'fallback' and data ->> 'to' = 'per-entity') as by_entity,
                 (select max(revision) from seeding_tasks) <= 3 as is_bounded`,
    );
    expect(facts).toEqual({ backfills: 1, by_entity: 2, is_bounded: true });
    // Per game: one box score, each player once, one box score of the back-fill.
    expect(world.provider.stats().byEndpoint['/players/statistics']?.total).toBeLessThanOrEqual(2 * 36);
  });

  it('does not begin what the day does not carry', async () => {
    world = await createSeedingWorld({
      store: 'postgres',
      environment: {
        SEEDING_FALLBACK: 'on',
        RETRY_MAX_ATTEMPTS: '0',
        API_SPORTS_PLAN: 'free',
        API_SPORTS_PER_MINUTE: '50',
      },
    });
    await world.ingestDue([['BOS', 'MIA']]);
    world.provider.setDials({
      plan: 'free',
      perMinute: 50,
      endpoints: { '/players/statistics': { malformedRate: 1 } },
    });
    await world.startWorkers();
    await world.until("(select status = 'failed' from seeding_tasks)");
    expect((await world.tasks())[0]?.errorMessage).toMatch(/no fallback to per-entity: .* 38 calls/);
  });
});
