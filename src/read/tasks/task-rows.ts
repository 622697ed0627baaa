import { type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { Executor } from '../../db/database.ts';
import { games } from '../../db/schema/games.ts';
import { sports } from '../../db/schema/reference.ts';
import { seedingTasks } from '../../db/schema/tasks.ts';
import { rowsOf } from '../../db/rows.ts';
import { selecting } from '../../db/selecting.ts';
import type { TaskPlan } from '../../domain/plans.ts';
import type { Sport } from '../../domain/sport.ts';
import { type GameStatus, type HoldReason, type TaskStatus, holdWords } from '../../domain/statuses.ts';
import { readGameNames } from '../games/game-names.ts';
import { game, sport, task } from './aliases.ts';
import { describeTask } from './task-words.ts';

/** A seeding task as lists, the API and the command line show it; field names as published. */
export type TaskRow = {
  id: number;
  game_id: number;
  /** `LAL @ GSW 2026-01-15`. */
  label: string;
  sport: Sport;
  league: string;
  season: number;
  slate_date: string;
  tip_off: Date;
  game_status: GameStatus;
  pass: string;
  revision: number;
  status: TaskStatus;
  scheduled_time: Date;
  due_at: Date;
  hold_reason: HoldReason | null;
  /** The hold reason in words; null without a hold. */
  hold_words: string | null;
  hold_detail: string | null;
  error_type: string | null;
  error_message: string | null;
  retry_count: number;
  max_retries: number;
  next_retry_at: Date | null;
  execution_time: Date | null;
  completed_at: Date | null;
  /** The plan that was set for this task alone; null: as configured for its sport. */
  plan: TaskPlan | null;
  /** The plan that failed before this one took its place. */
  fallback_from: TaskPlan | null;
  /** Players and teams that are settled, of those that are expected; null before anybody was. */
  entities_done: number | null;
  entities_expected: number | null;
  player_count: number | null;
  team_count: number | null;
  api_calls_made: number;
  duration_seconds: number | null;
  worker: string | null;
  lease_expires_at: Date | null;
  paused_at: Date | null;
  pause_reason: string | null;
  /** Start after the scheduled time, in seconds; null before the start and where the time was past from the beginning. */
  lateness_seconds: number | null;
  created_at: Date;
  updated_at: Date;
  /** Where the task stands and what comes next, in words. */
  in_words: string;
  /** When something happens next; null where nothing is known to. */
  next_at: Date | null;
};

/**
 * Lateness of a task's start in seconds: first start minus scheduled time, never negative. Null where it says
 * nothing: not started, scheduled in the past from the beginning, or rescheduled after it ran.
 */
export function latenessOf(
  task: Record<keyof Pick<typeof seedingTasks, 'executionTime' | 'createdAt' | 'scheduledTime'>, PgColumn>,
): SQL<number | null> {
  return sql`
    (case when ${task.executionTime} is not null and ${task.createdAt} <= ${task.scheduledTime}
               and ${task.executionTime} >= ${task.scheduledTime} - interval '2 seconds'
          then greatest(0, extract(epoch from ${task.executionTime} - ${task.scheduledTime}))::double precision end)`;
}

/** The same, where the task goes by the name of `task`. */
export const LATENESS_SECONDS = latenessOf(task);

const TASK_COLUMNS = {
  id: task.id,
  game_id: task.gameId,
  home_team_id: game.homeTeamId,
  away_team_id: game.awayTeamId,
  league_id: game.leagueId,
  season_id: game.seasonId,
  sport: sport.displayName,
  slate_date: sql<string>`${game.slateDate}::text`,
  tip_off: game.gameDatetime,
  game_status: game.status,
  pass: task.pass,
  revision: task.revision,
  status: task.status,
  scheduled_time: task.scheduledTime,
  due_at: task.dueAt,
  hold_reason: task.holdReason,
  hold_detail: task.holdDetail,
  error_type: task.errorType,
  error_message: task.errorMessage,
  retry_count: task.retryCount,
  max_retries: task.maxRetries,
  next_retry_at: task.nextRetryAt,
  execution_time: task.executionTime,
  completed_at: task.completedAt,
  plan: task.plan,
  fallback_from: task.fallbackFrom,
  entities_done: task.entitiesDone,
  entities_expected: task.entitiesExpected,
  player_count: task.playerCount,
  team_count: task.teamCount,
  api_calls_made: task.apiCallsMade,
  duration_seconds: task.durationSeconds,
  worker: task.claimedBy,
  lease_expires_at: task.leaseExpiresAt,
  paused_at: sport.pausedAt,
  pause_reason: sport.pauseReason,
  lateness_seconds: LATENESS_SECONDS,
  created_at: task.createdAt,
  updated_at: task.updatedAt,
  read_at: sql<Date>`now()`,
};

/** What a caller of `selectTasks` decides: which tasks, in which order, how many. */
export type TaskSelection = {
  /** Over the aliases of `source`. */
  where: SQL;
  /** Over the alias task. */
  orderBy: SQL;
  limit: number;
  /** What the condition looks at; the task alone unless said. */
  source?: SQL;
};

/** Tasks that were chosen by a select of ids, and how they are shown. */
export type TaskChoice = {
  ids: SQL;
  orderBy: SQL;
  /** Serves cursors. */
  sortKey?: SQL;
};

/** Nothing but the task, for conditions that look at nothing else. */
export const TASK_ALONE: SQL = sql`${seedingTasks} as ${task}`;

/** Reads tasks in the shape of `TaskRow`; with the database's clock behind the words. */
export async function selectTasks(
  executor: Executor,
  { where, orderBy, limit, source = TASK_ALONE }: TaskSelection,
): Promise<TaskRow[]> {
  const ids = sql`select ${task.id} from ${source} where ${where} order by ${orderBy} limit ${limit}`;
  const rows = await readTasks(executor, { ids, orderBy });
  return rows.map(({ sort_key: _sortKey, ...task }) => task);
}

/**
 * Reads the tasks of a choice. The few that are shown are chosen first and joined with what they are shown with
 * after: the planner otherwise joins every task that matches before it cuts the page.
 */
export async function readTasks(
  executor: Executor,
  { ids, orderBy, sortKey = sql`''` }: TaskChoice,
): Promise<(TaskRow & { sort_key: string })[]> {
  const rows = await rowsOf(
    executor,
    selecting(
      { ...TASK_COLUMNS, sort_key: sql<string>`${sortKey}` },
      (list) => sql`
        with chosen as materialized (${ids})
        select ${list} from chosen
        join ${seedingTasks} as ${task} on ${task.id} = chosen.id
        join ${games} as ${game} on ${game.id} = ${task.gameId}
        join ${sports} as ${sport} on ${sport.id} = ${game.sportId}
        order by ${orderBy}`,
    ),
  );
  const names = await readGameNames(executor, rows);
  return rows.map((raw) => {
    const { read_at: readAt, home_team_id: _home, away_team_id: _away, league_id, season_id, ...row } = raw;
    const { id, game_id, sport, ...rest } = row;
    const words = describeTask(row, readAt);
    return {
      id,
      game_id,
      label: names.label(raw),
      sport,
      league: names.league(league_id),
      season: names.season(season_id),
      ...rest,
      hold_words: row.hold_reason ? holdWords(row.hold_reason, row.error_type) : null,
      in_words: words.text,
      next_at: words.at,
    };
  });
}
