import { sql } from 'drizzle-orm';
import type { App } from '../../src/app/app.ts';
import { firstRow, rowsOf } from '../../src/db/rows.ts';
import { hostOf } from '../../src/providers/client/provider-api.ts';

const HOUR_MS = 3_600_000;

/** Ids of games in each state, for tests to look at. */
export type BusyNight = { done: number; running: number; held: number; failed: number; upcoming: number };

const PAIRS = [
  ['Boston Celtics', 'Miami Heat'],
  ['Golden State Warriors', 'Los Angeles Lakers'],
  ['Chicago Bulls', 'New York Knicks'],
  ['Denver Nuggets', 'Phoenix Suns'],
  ['Milwaukee Bucks', 'Philadelphia 76ers'],
  ['Dallas Mavericks', 'Houston Rockets'],
  ['Toronto Raptors', 'Brooklyn Nets'],
  ['Utah Jazz', 'Portland Trail Blazers'],
  ['Atlanta Hawks', 'Orlando Magic'],
  ['Sacramento Kings', 'Los Angeles Clippers'],
  ['Memphis Grizzlies', 'San Antonio Spurs'],
  ['Indiana Pacers', 'Cleveland Cavaliers'],
] as const;

/**
 * Fills a database as it is in the middle of a night: games done, running, on hold, failed and to come, two
 * workers and one that vanished, provider calls, a quarantined row.
 */
export async function makeBusyNight(app: App): Promise<BusyNight> {
  const { db } = app.database;
  const now = Date.now();
  const today = new Date(now);
  const season = today.getUTCMonth() >= 6 ? today.getUTCFullYear() : today.getUTCFullYear() - 1;
  const day = (offset: number): string => new Date(now + offset * 24 * HOUR_MS).toISOString().slice(0, 10);
  const games = PAIRS.map(([home_team, away_team], index) => ({
    date: day(index < 8 ? 0 : 1),
    time: `${String(18 + (index % 5)).padStart(2, '0')}:30`,
    home_team,
    away_team,
  }));
  await app.ingestService.ingest({
    source: (async function* () {
      const broken = { date: day(1), time: '19:00', home_team: 'Nowhere Ninjas', away_team: 'Miami Heat' };
      yield Buffer.from(JSON.stringify({ sport: 'NBA', season, games: [...games, broken] }));
    })(),
    sourceName: 'tonight.json',
    sport: 'NBA',
    seasonYear: season,
    format: 'json',
    isSync: false,
    isDryRun: false,
    isStrict: false,
    past: 'all',
    actor: 'operator',
  });
  const ids = (await rowsOf<{ id: number }>(db, sql`select id from games order by id`)).map((row) => row.id);
  const [done = 0, done2 = 0, running = 0, held = 0, failed = 0, held2 = 0, retrying = 0, upcoming = 0] = ids;
  const ago = (minutes: number): Date => new Date(now - minutes * 60_000);
  const ahead = (minutes: number): Date => new Date(now + minutes * 60_000);
  for (const [index, id] of [done, done2].entries()) {
    await db.execute(sql`
      update seeding_tasks
      set status = 'completed', created_at = ${ago(6000)}, scheduled_time = ${ago(90 + 60 * index)}, due_at = ${ago(90 + 60 * index)},
          execution_time = ${new Date(now - (90 + 60 * index) * 60_000 + 1_400 + 40_000 * index)},
          completed_at = ${ago(89 + 60 * index)}, player_count = ${26 + index}, team_count = 2, api_calls_made = 3,
          duration_seconds = 2.41, claimed_by = null, updated_at = now()
      where game_id = ${id}`);
    await db.execute(sql`
      update games set status = 'completed', seeding_status = 'completed', seeded_at = ${ago(89)}, home_score = 112,
          away_score = 108, home_period_scores = '{28,30,26,28}', away_period_scores = '{31,22,27,28}'
      where id = ${id}`);
  }
  await db.execute(sql`
    update seeding_tasks set status = 'running', claimed_by = 'seeder-2-4711', lease_expires_at = ${ahead(1)},
        execution_time = now(), created_at = ${ago(6000)}, scheduled_time = ${ago(0.05)}, due_at = ${ago(0.05)}
    where game_id = ${running}`);
  await db.execute(sql`
    update seeding_tasks set hold_reason = 'not_final', hold_detail = 'the provider says: Quarter 4',
        scheduled_time = ${ago(12)}, due_at = ${ahead(8)} where game_id = ${held}`);
  await db.execute(sql`
    update seeding_tasks set hold_reason = 'quota', hold_detail = 'v2.nba.api-sports.io/games: today''s calls are used up',
        scheduled_time = ${ago(30)}, due_at = ${ahead(240)} where game_id = ${held2}`);
  await db.execute(sql`
    update seeding_tasks set status = 'failed', retry_count = 3, error_type = 'game_not_found', completed_at = ${ago(25)},
        error_message = 'the provider has no game Philadelphia 76ers at Milwaukee Bucks around this day', updated_at = ${ago(25)}
    where game_id = ${failed}`);
  await db.execute(sql`
    update seeding_tasks set retry_count = 2, next_retry_at = ${ahead(3)}, due_at = ${ahead(3)}, error_type = 'unavailable',
        error_message = 'v2.nba.api-sports.io/games: HTTP 503' where game_id = ${retrying}`);
  await db.execute(sql`
    update seeding_tasks set scheduled_time = greatest(scheduled_time, ${ahead(20)}), due_at = greatest(due_at, ${ahead(20)})
    where status = 'pending' and hold_reason is null and retry_count = 0`);
  const task = await firstRow<{ id: number }>(db, sql`select id from seeding_tasks where game_id = ${done}`);
  await addPlayers(app, done, task?.id ?? 0);
  await db.execute(sql`
    insert into game_events (game_id, task_id, kind, message, actor, created_at)
    values (${done}, ${task?.id}, 'held', ${`On hold until ${ago(95).toISOString()}: the game is not final yet (Quarter 4).`}, 'seeder-1-4242', ${ago(110)}),
           (${done}, ${task?.id}, 'attempt_failed', 'Attempt 1 of 4 failed: HTTP 503 from the provider. Next try soon.', 'seeder-1-4242', ${ago(95)}),
           (${done}, ${task?.id}, 'seeded', 'Seeded: 26 player lines and 2 team lines with 3 provider calls.', 'seeder-1-4242', ${ago(89)})`);
  await db.execute(sql`
    insert into api_usage (request_id, host, endpoint, outcome, detail, duration_ms, http_status, game_id, task_id, started_at)
    select gen_random_uuid(), ${hostOf(app.config.provider.baseUrls.NBA)}, endpoint, outcome, detail, duration, status, ${done}, ${task?.id}, at
    from (values ('/games', 'unavailable', 'HTTP 503', 210, 503, ${ago(95).toISOString()}::timestamptz),
                 ('/games', 'ok', null, 180, 200, ${ago(90).toISOString()}::timestamptz),
                 ('/players/statistics', 'ok', null, 420, 200, ${ago(89.5).toISOString()}::timestamptz)) as call(endpoint, outcome, detail, duration, status, at)`);
  await db.execute(sql`
    insert into worker_heartbeats (worker_id, hostname, process_id, version, queues, concurrency, running_task_ids,
                                   completed_count, failed_count, state, started_at, last_seen_at)
    values ('seeder-1-4242', 'seeder-1', 4242, '0.1.0', '{seeding-nba}', 10, '{}', 41, 1, 'running', ${ago(600)}, now()),
           ('seeder-2-4711', 'seeder-2', 4711, '0.1.0', '{seeding-nba}', 10, '{3}', 38, 0, 'running', ${ago(600)}, now()),
           ('seeder-3-99', 'seeder-3', 99, '0.1.0', '{seeding-nba}', 10, '{}', 5, 2, 'running', ${ago(900)}, ${ago(45)})`);
  await db.execute(sql`
    insert into provider_quota (host, day, day_used) values (${hostOf(app.config.provider.baseUrls.NBA)}, current_date, 84)
    on conflict (host) do update set day_used = 84, day = current_date`);
  await app.reconciler.run();
  return { done, running, held, failed, upcoming };
}

async function addPlayers(app: App, gameId: number, taskId: number): Promise<void> {
  await app.database.db.execute(sql`
    with added as (
      insert into players (sport_id, full_name, position, current_team_id, api_sports_id)
      select game.sport_id, 'Player ' || chr(64 + number) || '. ' || side.name, (array['G','F','C'])[1 + number % 3],
             side.id, side.id || '-' || number
      from games as game
      cross join lateral (values (game.home_team_id), (game.away_team_id)) as sides(team_id)
      join teams as side on side.id = sides.team_id
      cross join generate_series(1, 15) as number
      where game.id = ${gameId}
      returning id, current_team_id
    ), rostered as (
      insert into game_rosters (game_id, player_id, team_id) select ${gameId}, id, current_team_id from added returning player_id
    )
    insert into seeding_task_entities (task_id, entity_type, provider_entity_id, entity_id, status, seeded_at)
    select ${taskId}, 'player', 'p' || id, id, 'completed', now() from added where id % 8 <> 0`);
}
