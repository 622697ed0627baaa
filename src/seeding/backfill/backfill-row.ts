import { type SQL, desc, eq, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { leagues, seasons, sports } from '../../db/schema/reference.ts';
import { blanketSweeps, seedingTasks } from '../../db/schema/tasks.ts';
import type { SweepStatus } from '../../domain/plans.ts';
import type { Sport } from '../../domain/sport.ts';

/** A back-fill as the API and the command line show it; field names as published. */
export type BackfillRow = {
  id: number;
  sport: Sport;
  season: number;
  /** Null: every league of the sport. */
  league: string | null;
  status: SweepStatus;
  origin: 'manual' | 'fallback';
  actor: string;
  /** Games without lines when the back-fill looked; null until it did. */
  games_total: number | null;
  /** Games that have been handed to the workers. */
  games_queued: number;
  games_seeded: number;
  games_failed: number;
  /** Games that are handed out and not finished. */
  games_open: number;
  /** Calls of the back-fill's tasks and of its look at the season. */
  api_calls_made: number;
  /** What the back-fill waits for, or why it ended. */
  note: string | null;
  due_at: Date;
  created_at: Date;
  finished_at: Date | null;
};

/** Back-fills that match a condition over `blanket_sweeps` and what it refers to, the newest first. */
export async function selectBackfills(
  executor: Executor,
  where: SQL | undefined,
  limit: number,
): Promise<BackfillRow[]> {
  const tasks = executor
    .select({
      seeded: countIn(['completed']).as('seeded'),
      failed: countIn(['failed', 'cancelled']).as('failed'),
      open: countIn(['pending', 'running']).as('open'),
      calls: sql<number>`coalesce(sum(${seedingTasks.apiCallsMade}), 0)::int`.as('calls'),
    })
    .from(seedingTasks)
    .where(eq(seedingTasks.blanketId, blanketSweeps.id))
    .as('tasks');
  return executor
    .select({
      id: blanketSweeps.id,
      sport: sql<Sport>`${sports.displayName}`,
      season: seasons.year,
      league: leagues.name,
      status: sql<SweepStatus>`${blanketSweeps.status}`,
      origin: sql<BackfillRow['origin']>`${blanketSweeps.origin}`,
      actor: blanketSweeps.actor,
      games_total: blanketSweeps.gamesTotal,
      games_queued: blanketSweeps.gamesQueued,
      games_seeded: tasks.seeded,
      games_failed: tasks.failed,
      games_open: tasks.open,
      api_calls_made: sql<number>`${blanketSweeps.apiCallsMade} + ${tasks.calls}`,
      note: blanketSweeps.note,
      due_at: blanketSweeps.dueAt,
      created_at: blanketSweeps.createdAt,
      finished_at: blanketSweeps.finishedAt,
    })
    .from(blanketSweeps)
    .innerJoin(sports, eq(sports.id, blanketSweeps.sportId))
    .innerJoin(seasons, eq(seasons.id, blanketSweeps.seasonId))
    .leftJoin(leagues, eq(leagues.id, blanketSweeps.leagueId))
    .crossJoinLateral(tasks)
    .where(where)
    .orderBy(desc(blanketSweeps.id))
    .limit(limit);
}

function countIn(statuses: readonly string[]): SQL<number> {
  return sql<number>`count(*) filter (where ${seedingTasks.status} = any(${sql.param([...statuses])}::text[]))::int`;
}

/** `NBA 2025`, `FOOTBALL 2025 Premier League`. */
export function scopeWords({
  sport,
  season,
  league,
}: Pick<BackfillRow, 'sport' | 'season' | 'league'>): string {
  return league === null ? `${sport} ${season}` : `${sport} ${season} ${league}`;
}
