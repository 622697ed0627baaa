import { type SQL, and, desc, eq, isNotNull, sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { backfillProgress, backfills } from '../db/schema/backfills.ts';
import { leagues, seasons, sports } from '../db/schema/reference.ts';
import { workItems } from '../db/schema/work-items.ts';
import type { BackfillOrigin, BackfillStatus } from '../domain/history.ts';
import type { Sport } from '../domain/sport.ts';
import { isStepOf } from './step-kind.ts';
import { UNIT, taskSums } from './task-sums.ts';

/** A back-fill of the box scores of a season by its games; field names as published. */
export type SeasonRow = {
  id: number;
  sport: Sport;
  season: number;
  /** Null: every league of the sport. */
  league: string | null;
  status: BackfillStatus;
  origin: BackfillOrigin;
  actor: string;
  /** Games without lines when the back-fill looked; null until it did. */
  games_total: number | null;
  /** Games that have been handed to the workers. */
  games_queued: number;
  games_seeded: number;
  games_failed: number;
  /** Games that are handed out and not finished. */
  games_open: number;
  /** Calls of the back-fill's tasks and of its looks at the season. */
  api_calls_made: number;
  /** What the back-fill waits for, or why it ended. */
  note: string | null;
  due_at: Date;
  created_at: Date;
  finished_at: Date | null;
};

/** Back-fills of a season that match a condition over `backfills`, the newest first. */
export function selectSeasonRows(
  executor: Executor,
  where: SQL | undefined,
  limit: number,
): Promise<SeasonRow[]> {
  const tasks = taskSums(executor, eq(UNIT.backfillId, backfills.id));
  const { gamesTotal, gamesQueued, calls, status, note, error } = backfillProgress;
  const units = executor
    .select({
      total: sql<number | null>`case when bool_or(${gamesTotal} is null) then null
        else coalesce(sum(${gamesTotal}), 0)::int end`.as('total'),
      queued: sql<number>`coalesce(sum(${gamesQueued}), 0)::int`.as('queued'),
      calls: sql<number>`coalesce(sum(${calls}), 0)::int`.as('calls_of_units'),
      note: sql<
        string | null
      >`(array_agg(coalesce(${error}, ${note}) order by ${status} = 'running' desc, ${backfillProgress.id})
        filter (where coalesce(${error}, ${note}) is not null))[1]`.as('note_of_units'),
    })
    .from(backfillProgress)
    .where(eq(backfillProgress.backfillId, backfills.id))
    .as('units');
  return executor
    .select({
      id: backfills.id,
      sport: sql<Sport>`${sports.displayName}`,
      season: seasons.year,
      league: leagues.name,
      status: backfills.status,
      origin: backfills.origin,
      actor: backfills.actor,
      games_total: units.total,
      games_queued: units.queued,
      games_seeded: tasks.seeded,
      games_failed: tasks.failed,
      games_open: tasks.open,
      api_calls_made: sql<number>`${units.calls} + ${tasks.calls}`,
      note: sql<string | null>`case when ${backfills.status} in ('running', 'failed')
        then coalesce(${units.note}, ${backfills.note}) else ${backfills.note} end`,
      due_at: sql<Date>`coalesce((select min(${workItems.dueAt}) from ${workItems}
        where ${isStepOf(sql`${backfills.id}`)} and ${workItems.status} in ('pending', 'running')), ${backfills.updatedAt})`.mapWith(
        backfills.updatedAt,
      ),
      created_at: backfills.createdAt,
      finished_at: backfills.finishedAt,
    })
    .from(backfills)
    .innerJoin(sports, eq(sports.id, backfills.sportId))
    .innerJoin(seasons, eq(seasons.id, backfills.seasonId))
    .leftJoin(leagues, eq(leagues.id, backfills.leagueId))
    .crossJoinLateral(units)
    .crossJoinLateral(tasks)
    .where(and(isNotNull(backfills.seasonId), where))
    .orderBy(desc(backfills.id))
    .limit(limit);
}

/** `NBA 2025`, `FOOTBALL 2025 Premier League`. */
export function scopeWords({
  sport,
  season,
  league,
}: Pick<SeasonRow, 'sport' | 'season' | 'league'>): string {
  return league === null ? `${sport} ${season}` : `${sport} ${season} ${league}`;
}
