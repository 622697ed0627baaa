import { type SQL, sql } from 'drizzle-orm';
import { pageSize } from '../db/cursor.ts';
import type { Database } from '../db/database.ts';
import type { Sport } from '../domain/sport.ts';
import { type TaskRow, selectTasks } from '../read/tasks/task-rows.ts';
import { readApiUsage } from './figures/api-usage.ts';
import { readFailures } from './figures/failures.ts';
import { readLatency } from './figures/latency.ts';
import { readStats } from './figures/stats.ts';
import type { ApiUsageRow, Failures, Latency, MonitoringScope, Stats } from './figures/types.ts';

/** What `monitor …` and `GET /admin/usage` tell. Windows are counted back from the database's now. */
export type Monitoring = {
  /** Open tasks due within the next days (default 7), the overdue first. */
  upcoming: (scope?: MonitoringScope) => Promise<readonly TaskRow[]>;
  /** Tasks that failed in the last days (default 7), newest first, and the same counted by error. */
  failures: (scope?: MonitoringScope) => Promise<Failures>;
  /** Counts, calls, durations and lateness of tasks scheduled in the last days (default 7) or started in them. */
  stats: (scope?: MonitoringScope) => Promise<Stats>;
  /** Provider calls of the last days (default 1: today), by day, host, endpoint and outcome. */
  apiUsage: (scope?: { days?: number; hosts?: readonly string[] }) => Promise<readonly ApiUsageRow[]>;
  /** Tasks that are due and have not started; `in_words` of each says why. */
  pendingSeeds: (scope?: Omit<MonitoringScope, 'days'>) => Promise<readonly TaskRow[]>;
  /** How late first passes of the last days (default 7) started, with the latest of them. */
  latency: (scope?: MonitoringScope) => Promise<Latency>;
};

const DEFAULT_DAYS = 7;

export function createMonitoring({ db }: { db: Database }): Monitoring {
  function tasks(where: SQL, orderBy: SQL, limit: number | undefined): Promise<TaskRow[]> {
    return selectTasks(db, {
      source: sql`seeding_tasks as task join games as game on game.id = task.game_id join sports as sport on sport.id = game.sport_id`,
      where,
      orderBy,
      limit: pageSize(limit),
    });
  }

  return {
    upcoming({ days = DEFAULT_DAYS, sport, limit } = {}) {
      const within = sql`task.status = 'pending' and task.due_at <= now() + ${days} * interval '1 day'`;
      return tasks(sql`${within} and ${nameIs(sport)}`, sql`task.due_at, task.id`, limit);
    },

    failures: ({ days = DEFAULT_DAYS, ...scope } = {}) => readFailures(db, { days, ...scope }),
    stats: ({ days = DEFAULT_DAYS, sport } = {}) => readStats(db, { days, sport }),
    apiUsage: ({ days = 1, hosts } = {}) => readApiUsage(db, { days, hosts }),
    latency: ({ days = DEFAULT_DAYS, ...scope } = {}) => readLatency(db, { days, ...scope }),

    pendingSeeds({ sport, limit } = {}) {
      // Held tasks are due later by their hold, but their window has opened: they count as waiting too.
      const where = sql`task.status = 'pending' and task.scheduled_time <= now() and ${nameIs(sport)}`;
      return tasks(where, sql`task.scheduled_time, task.id`, limit);
    },
  };
}

function nameIs(sport: Sport | undefined): SQL {
  return sport ? sql`sport.display_name = ${sport}` : sql`true`;
}
