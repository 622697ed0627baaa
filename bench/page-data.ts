import { type SQL, sql } from 'drizzle-orm';
import type { Database } from '../src/db/database.ts';

/** Days that lie ahead, so that some games wait for their time. */
const DAYS_AHEAD = 30;

/** What was read again, called and told lies within so many days; older rows are swept in a real installation. */
const DETAILED_DAYS = 400;

/**
 * Fills an empty installation with `games` games and their tasks: every league plays one round a day, everybody
 * against everybody, up to a month from now, and as far back as the number takes. Nearly all are completed; some
 * hundreds failed, are held, run or were cancelled; one in six was read again. Set-based, then analysed.
 */
export async function fillWithGames(db: Database, games: number): Promise<void> {
  for (const statement of statements(games)) await db.execute(statement);
  for (const table of ['games', 'seeding_tasks', 'game_events', 'api_usage', 'line_changes', 'seasons']) {
    await db.execute(sql.raw(`vacuum analyze ${table}`));
  }
}

function statements(games: number): readonly SQL[] {
  return [
    sql.raw(rounds(games)),
    sql`delete from bench_games where position > ${games}`,
    ...FILLING.map((text) => sql.raw(text)),
  ];
}

/** Rounds by the circle method: in an even league the last team meets whoever would meet itself. */
const rounds = (games: number): string => `
  create unlogged table bench_games as
  with numbered as (
    select id, league_id, sport_id, row_number() over (partition by league_id order by id) - 1 as number,
           count(*) over (partition by league_id) as teams from teams),
  ring as (select *, teams - 1 + teams % 2 as size from numbered),
  league as (select distinct league_id, sport_id, teams, size from ring),
  pairs as (
    select league.*, day, pair,
           case when pair = 0 then league.teams - 1 else (day + pair) % size end as one,
           case when pair = 0 then day % size else (day - pair + size * 100) % size end as other
    from league, generate_series(0, 60000) as day, generate_series(0, (size - 1) / 2) as pair
    where not (pair = 0 and teams % 2 = 1)
      and day < (select ceil(1.01 * ${games} / sum(teams / 2)) from league))
  select row_number() over (order by day, random()) as position, pairs.sport_id, pairs.league_id, day,
         case when day / pairs.size % 2 = 0 then home.id else away.id end as home_team_id,
         case when day / pairs.size % 2 = 0 then away.id else home.id end as away_team_id,
         current_date + ${DAYS_AHEAD} - day as slate_date,
         (current_date + ${DAYS_AHEAD} - day) + interval '16 hours' + pair % 12 * interval '45 minutes' as tip_off
  from pairs
  join ring as home on home.league_id = pairs.league_id and home.number = one
  join ring as away on away.league_id = pairs.league_id and away.number = other`;

const FILLING = [
  `insert into seasons (sport_id, year)
   select distinct sport_id, extract(year from slate_date - interval '7 months')::int from bench_games
   on conflict do nothing`,
  // Season by season and league by league, as schedules are brought in.
  `insert into games (sport_id, season_id, league_id, external_game_id, external_source, game_date, game_time,
                      game_datetime, slate_date, home_team_id, away_team_id, status, home_score, away_score,
                      seeded_at, seeding_status)
   select made.sport_id, season.id, league_id, 'bench-' || position, 'bench', slate_date, tip_off::time, tip_off,
          slate_date, home_team_id, away_team_id,
          case when tip_off < now() - interval '3 hours' then 'completed' else 'scheduled' end,
          case when tip_off < now() - interval '3 hours' then 60 + position % 60 end,
          case when tip_off < now() - interval '3 hours' then 59 + position % 57 end,
          case when tip_off < now() - interval '5 hours' then tip_off + interval '4 hours' end,
          case when tip_off < now() - interval '5 hours' then 'completed' else 'pending' end
   from bench_games as made
   join seasons as season
     on season.sport_id = made.sport_id and season.year = extract(year from slate_date - interval '7 months')::int
   order by season.year, league_id, made.tip_off`,
  `insert into seeding_tasks (game_id, scheduled_time, due_at, execution_time, completed_at, status, fence,
                              team_count, player_count, api_calls_made, duration_seconds, enqueued_at, start_count,
                              created_at, updated_at)
   select id, opens, opens, started, ended, case when ended is null then 'pending' else 'completed' end, 1,
          2, 26, 3, 2.5, opens - interval '20 days', 1, opens - interval '60 days',
          coalesce(ended, opens - interval '60 days')
   from (select id, opens, case when is_over then opens + late end as started,
                case when is_over then opens + late + id % 700 * interval '10 milliseconds' end as ended
         from (select id, game_datetime + interval '4 hours' as opens,
                      game_datetime < now() - interval '5 hours' as is_over,
                      -ln(random() + 1e-6) * interval '20 seconds' as late
               from games order by id) as game) as timed
   order by id`,
  `insert into seeding_tasks (game_id, pass, scheduled_time, due_at, execution_time, completed_at, status,
                              enqueued_at, created_at, updated_at)
   select game_id, 'correction-1', at, at, case when at < now() then at end, case when at < now() then at end,
          case when at < now() then 'completed' else 'pending' end, now(), scheduled_time, least(at, now())
   from (select game_id, scheduled_time, scheduled_time + interval '20 hours' + id % 997 * interval '1 second' as at
         from seeding_tasks where status = 'completed' and id % 6 = 0 order by id) as again`,
  `update seeding_tasks set status = 'failed', retry_count = 3, player_count = null,
          error_type = (array['timeout', 'unavailable', 'invalid_response', 'entities_missing'])[1 + id % 4],
          error_message = 'the provider answered ' || 500 + id % 5 || ' to the box score of game ' || game_id
   where id in (select id from seeding_tasks where status = 'completed' order by md5(id::text) limit 400)`,
  `update seeding_tasks set status = 'cancelled', error_message = 'the game was called off'
   where id in (select id from seeding_tasks where status = 'completed' order by md5(id::text) limit 5000)`,
  `update seeding_tasks
   set hold_reason = (array['not_final', 'quota', 'breaker_open'])[1 + id % 3], due_at = now() + id % 200 * interval '1 minute',
       hold_detail = 'the provider says "in play" of game ' || game_id
   where id in (select id from seeding_tasks where status = 'pending' and pass = 'first' order by due_at limit 100)`,
  `update seeding_tasks
   set status = 'running', claimed_by = 'bench-worker', lease_expires_at = now() + interval '1 hour', execution_time = now()
   where id in (select id from seeding_tasks where status = 'pending' and hold_reason is null order by due_at limit 8)`,
  `insert into game_events (game_id, task_id, kind, message, actor, created_at)
   select task.game_id, task.id, kind.name, 'The game was ' || kind.name || '.', 'bench', task.updated_at
   from seeding_tasks as task, (values ('ingested'), ('started'), ('seeded')) as kind(name)
   where task.scheduled_time > now() - interval '${DETAILED_DAYS} days' order by task.updated_at`,
  `insert into api_usage (request_id, host, endpoint, http_status, outcome, duration_ms, game_id, task_id, cost, started_at)
   select gen_random_uuid(), lower(sport.display_name) || '.example', '/games', 200, 'ok', 80, task.game_id, task.id, 1,
          task.updated_at
   from seeding_tasks as task join games as game on game.id = task.game_id
   join sports as sport on sport.id = game.sport_id, generate_series(1, 3)
   where task.status = 'completed' and task.scheduled_time > now() - interval '${DETAILED_DAYS} days' order by task.updated_at`,
  `insert into line_changes (game_id, task_id, pass, action, entity_type, team_id, column_name, old_value, new_value, created_at)
   select task.game_id, task.id, task.pass, 'changed', 'team', game.home_team_id, 'points', '1', '2', task.updated_at
   from seeding_tasks as task join games as game on game.id = task.game_id
   where task.pass = 'correction-1' and task.status = 'completed' and task.id % 5 = 0 order by task.updated_at`,
  'drop table bench_games',
];
