import { sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { firstRow } from '../../db/rows.ts';
import { type TaskRow, selectTasks } from '../../read/tasks/task-rows.ts';

/** Where the later looks at finished games stand. They are counted apart: a game is done with its first pass. */
export type CorrectionStatus = {
  pending: number;
  running: number;
  /** Pending with a hold reason. */
  held: number;
  /** Failed in the last seven days; their games keep the statistics that they have. */
  failed: number;
  completed_24h: number;
  /** Lines that corrections changed in the last 24 hours. */
  changed_lines_24h: number;
  due_24h: number;
  next_due_at: Date | null;
  /** The newest of those that failed. */
  recent_failures: readonly TaskRow[];
};

/** Rows of the list. */
const LIST_SIZE = 5;

export async function readCorrections(db: Database): Promise<CorrectionStatus> {
  const [counts, failures] = await Promise.all([
    firstRow<Omit<CorrectionStatus, 'recent_failures'>>(
      db,
      sql`
        select open.*, ended.*
        from (
          select count(*) filter (where status = 'pending') as pending,
                 count(*) filter (where status = 'running') as running,
                 count(*) filter (where status = 'pending' and hold_reason is not null) as held,
                 count(*) filter (where status = 'pending' and due_at <= now() + interval '24 hours') as due_24h,
                 min(due_at) filter (where status = 'pending' and due_at > now()) as next_due_at
          from seeding_tasks where status in ('pending', 'running') and pass <> 'first'
        ) as open, (
          select (select count(*) from seeding_tasks
                  where status = 'failed' and pass <> 'first' and updated_at >= now() - interval '7 days') as failed,
                 (select count(*) from seeding_tasks
                  where status = 'completed' and pass <> 'first' and updated_at >= now() - interval '24 hours') as completed_24h,
                 (select count(distinct (game_id, pass, entity_type, player_id, team_id)) from line_changes
                  where created_at >= now() - interval '24 hours' and pass like 'correction-%'
                    and entity_type <> 'game') as changed_lines_24h
        ) as ended`,
    ),
    selectTasks(db, {
      where: sql`task.status = 'failed' and task.pass <> 'first' and task.updated_at >= now() - interval '7 days'`,
      orderBy: sql`task.updated_at desc, task.id desc`,
      limit: LIST_SIZE,
    }),
  ]);
  if (!counts) throw new Error('the counts of corrections came back empty');
  return { ...counts, recent_failures: failures };
}
