import { type SQL, sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { rowsOf } from '../db/rows.ts';
import type { Sport } from '../domain/sport.ts';
import type { GameChange, SchedulePlan } from './difference/change-types.ts';
import type { PastPolicy } from './ingest-request.ts';
import { plannedStart } from './planned-start.ts';
import type { TeamDirectory } from './team-directory.ts';
import type { ResolvedGame } from './teams/resolve-game.ts';

/** Under what the changes are written. */
export type ApplyScope = {
  sport: Sport;
  sportId: number;
  seasonId: number;
  importId: number;
  source: string;
  actor: string;
  directory: TeamDirectory;
  /** From tip-off to the opening of the window. */
  delayMs: number;
  maxRetries: number;
  past: PastPolicy;
};

/** With `recent`, a window that opened this long ago is still seeded; older games are asked for by hand. */
export const RECENT_WINDOW_HOURS = 48;

/** Games written by one statement. */
const BATCH = 5_000;

/** Adds games with their rosters, tasks and first line of the timeline. Returns how many tasks were made. */
export async function addGames(
  tx: Executor,
  games: readonly ResolvedGame<number>[],
  scope: ApplyScope,
): Promise<{ tasksCreated: number }> {
  let tasksCreated = 0;
  for (let start = 0; start < games.length; start += BATCH) {
    const ids = await insertGames(tx, games.slice(start, start + BATCH), scope);
    await insertRosters(tx, ids);
    tasksCreated += await insertTasks(tx, ids, scope);
    await insertEvents(
      tx,
      ids,
      'ingested',
      `Ingested from ${scope.source} (import ${scope.importId}).`,
      scope,
    );
  }
  return { tasksCreated };
}

async function insertGames(
  tx: Executor,
  games: readonly ResolvedGame<number>[],
  scope: ApplyScope,
): Promise<number[]> {
  const records = games.map((game) => {
    const { gameDatetime, gameTime } = plannedStart(scope.sport, game);
    return {
      league_id: scope.directory.leagueIdOf(game.leagueName),
      external_game_id: game.externalGameId,
      external_source: game.externalGameId === null ? null : game.externalSource,
      game_date: game.slateDate,
      game_time: gameTime,
      game_datetime: gameDatetime,
      slate_date: game.slateDate,
      time_confirmed: game.isTimeConfirmed,
      home_team_id: game.homeTeamKey,
      away_team_id: game.awayTeamKey,
      is_neutral_site: game.isNeutralSite,
      venue_name: game.venue,
      week: game.week,
      round: game.round,
      game_type: game.gameType,
      status: game.status ?? 'scheduled',
      home_score: game.homeScore,
      away_score: game.awayScore,
    };
  });
  const rows = await rowsOf<{ id: number }>(
    tx,
    sql`
      insert into games (sport_id, season_id, import_id, league_id, external_game_id, external_source, game_date,
                         game_time, game_datetime, slate_date, time_confirmed, home_team_id, away_team_id,
                         is_neutral_site, venue_name, week, round, game_type, status, home_score, away_score,
                         seeding_status)
      select ${scope.sportId}, ${scope.seasonId}, ${scope.importId}, league_id, external_game_id, external_source,
             game_date, game_time, game_datetime, slate_date, time_confirmed, home_team_id, away_team_id,
             is_neutral_site, venue_name, week, round, game_type, status, home_score, away_score,
             case when status in ('cancelled', 'awarded') then 'skipped' else 'pending' end
      from json_populate_recordset(null::games, ${JSON.stringify(records)}::json)
      returning id`,
  );
  return rows.map((row) => row.id);
}

/** Who is expected to play: everybody whose current team is one of the two. */
async function insertRosters(tx: Executor, gameIds: readonly number[]): Promise<void> {
  await tx.execute(sql`
    insert into game_rosters (game_id, player_id, team_id)
    select game.id, player.id, player.current_team_id
    from games as game
    join players as player on player.current_team_id in (game.home_team_id, game.away_team_id) and player.is_active
    where game.id = any(${sql.param([...gameIds])}::int[])
    on conflict (game_id, player_id) do nothing`);
}

function pastCondition(past: PastPolicy, window: SQL): SQL {
  switch (past) {
    case 'all':
      return sql`true`;
    case 'recent':
      return sql`${window} > now() - ${RECENT_WINDOW_HOURS} * interval '1 hour'`;
    case 'none':
      return sql`${window} > now()`;
  }
}

/** One task per game that has none, due when its window opens. */
async function insertTasks(tx: Executor, gameIds: readonly number[], scope: ApplyScope): Promise<number> {
  const window = sql`game.game_datetime + ${scope.delayMs} * interval '1 millisecond'`;
  const rows = await rowsOf<{ id: number }>(
    tx,
    sql`
      insert into seeding_tasks (game_id, scheduled_time, due_at, max_retries, hold_reason)
      select game.id, ${window}, ${window}, ${scope.maxRetries},
             case when game.status = 'postponed' then 'postponed' when not game.time_confirmed then 'time_unknown' end
      from games as game
      where game.id = any(${sql.param([...gameIds])}::int[])
        and game.status not in ('cancelled', 'awarded') and game.seeding_status not in ('completed', 'partial')
        and ${pastCondition(scope.past, window)}
      on conflict (game_id, pass) do nothing
      returning id`,
  );
  return rows.length;
}

async function insertEvents(
  tx: Executor,
  gameIds: readonly number[],
  kind: string,
  message: string,
  scope: ApplyScope,
): Promise<void> {
  await tx.execute(sql`
    insert into game_events (game_id, kind, message, data, actor)
    select id, ${kind}, ${message}, ${JSON.stringify({ importId: scope.importId })}::jsonb, ${scope.actor}
    from unnest(${sql.param([...gameIds])}::int[]) as id`);
}

/** A job that the queue may still hold for a task as it was before this ingest. */
export type OutdatedJob = { gameId: number; pass: string; revision: number };

/**
 * Changes known games. Where the start moved, the task follows to the new window at a new revision, a run in
 * progress loses its claim, and the old job is reported so that it can be removed.
 */
export async function changeGames(
  tx: Executor,
  plan: Pick<SchedulePlan<number>, 'move' | 'confirmTime' | 'update'>,
  scope: ApplyScope,
): Promise<{ tasksCreated: number; tasksRescheduled: number; outdated: readonly OutdatedJob[] }> {
  const rescheduled = [...plan.move, ...plan.confirmTime];
  await updateGames(tx, [...rescheduled, ...plan.update], scope);
  const movedIds = rescheduled.map((change) => change.existing.gameId);
  const outdated = await rescheduleTasks(tx, movedIds, scope);
  const tasksCreated = await insertTasks(tx, movedIds, scope);
  const called = plan.update.filter((change) => change.target.status === 'cancelled').map(gameIdOf);
  const cancelled = await cancelTasks(tx, called);
  const postponed = plan.update.filter((change) => change.target.status === 'postponed').map(gameIdOf);
  await holdPostponed(tx, postponed);
  return { tasksCreated, tasksRescheduled: outdated.length, outdated: [...outdated, ...cancelled] };
}

function gameIdOf(change: GameChange<number>): number {
  return change.existing.gameId;
}

async function updateGames(
  tx: Executor,
  changes: readonly GameChange<number>[],
  scope: ApplyScope,
): Promise<void> {
  for (let start = 0; start < changes.length; start += BATCH) {
    const records = changes
      .slice(start, start + BATCH)
      .map(({ existing, target, fields, summary, incoming }) => ({
        id: existing.gameId,
        ...plannedStart(scope.sport, { ...target, leagueName: existing.leagueName }),
        slateDate: target.slateDate,
        isTimeConfirmed: target.isTimeConfirmed,
        status: target.status,
        homeScore: target.homeScore,
        awayScore: target.awayScore,
        week: target.week,
        round: incoming.round,
        gameType: target.gameType,
        venue: target.venue,
        externalGameId: target.externalGameId,
        externalSource: target.externalSource,
        summary: `${summary} (import ${scope.importId} from ${scope.source}).`,
        data: { importId: scope.importId, fields },
      }));
    const json = JSON.stringify(records);
    await tx.execute(sql`
      update games
      set game_date = change."slateDate", game_time = change."gameTime", game_datetime = change."gameDatetime",
          slate_date = change."slateDate", time_confirmed = change."isTimeConfirmed", status = change.status,
          home_score = change."homeScore", away_score = change."awayScore", week = change.week,
          round = coalesce(change.round, games.round), game_type = change."gameType", venue_name = change.venue,
          external_game_id = change."externalGameId", external_source = change."externalSource",
          import_id = ${scope.importId}, revision = revision + 1, updated_at = now()
      from json_to_recordset(${json}::json) as change(
        id int, "gameDatetime" timestamptz, "gameTime" time, "slateDate" date, "isTimeConfirmed" boolean, status text,
        "homeScore" int, "awayScore" int, week int, round text, "gameType" text, venue text, "externalGameId" text,
        "externalSource" text)
      where games.id = change.id`);
    await tx.execute(sql`
      insert into game_events (game_id, kind, message, data, actor)
      select change.id, 'schedule_changed', change.summary, change.data, ${scope.actor}
      from json_to_recordset(${json}::json) as change(id int, summary text, data jsonb)`);
  }
}

async function rescheduleTasks(
  tx: Executor,
  gameIds: readonly number[],
  scope: ApplyScope,
): Promise<OutdatedJob[]> {
  return rowsOf<OutdatedJob>(
    tx,
    sql`
      update seeding_tasks as task
      set scheduled_time = window_opens.at, due_at = window_opens.at, revision = task.revision + 1,
          fence = task.fence + 1, status = 'pending', enqueued_at = null, claimed_by = null, lease_expires_at = null,
          hold_reason = case when game.status = 'postponed' then 'postponed'
                             when not game.time_confirmed then 'time_unknown' end,
          hold_detail = null, next_retry_at = null, updated_at = now()
      from games as game
      cross join lateral (select game.game_datetime + ${scope.delayMs} * interval '1 millisecond' as at) as window_opens
      where task.game_id = game.id and game.id = any(${sql.param([...gameIds])}::int[])
        and task.pass = 'first' and task.status in ('pending', 'running')
      returning task.game_id as "gameId", task.pass, task.revision - 1 as revision`,
  );
}

/** Games that vanished from the file or are called off: their tasks end, the rows stay. */
export async function cancelGames(
  tx: Executor,
  cancelled: SchedulePlan<number>['cancel'],
  scope: ApplyScope,
): Promise<readonly OutdatedJob[]> {
  const ids = cancelled.map(({ existing }) => existing.gameId);
  if (ids.length === 0) return [];
  await tx.execute(sql`
    update games set status = 'cancelled', seeding_status = 'skipped', import_id = ${scope.importId},
                     revision = revision + 1, updated_at = now()
    where id = any(${sql.param(ids)}::int[])`);
  await insertEvents(
    tx,
    ids,
    'cancelled',
    `Cancelled: no longer in ${scope.source} (import ${scope.importId}).`,
    scope,
  );
  return cancelTasks(tx, ids);
}

async function cancelTasks(tx: Executor, gameIds: readonly number[]): Promise<OutdatedJob[]> {
  if (gameIds.length === 0) return [];
  return rowsOf<OutdatedJob>(
    tx,
    sql`
      update seeding_tasks
      set status = 'cancelled', fence = fence + 1, revision = revision + 1, enqueued_at = null, claimed_by = null,
          lease_expires_at = null, hold_reason = null, hold_detail = null, completed_at = now(), updated_at = now()
      where game_id = any(${sql.param([...gameIds])}::int[]) and status in ('pending', 'running')
      returning game_id as "gameId", pass, revision - 1 as revision`,
  );
}

async function holdPostponed(tx: Executor, gameIds: readonly number[]): Promise<void> {
  if (gameIds.length === 0) return;
  await tx.execute(sql`
    update seeding_tasks set hold_reason = 'postponed', updated_at = now()
    where game_id = any(${sql.param([...gameIds])}::int[]) and status = 'pending'`);
}
