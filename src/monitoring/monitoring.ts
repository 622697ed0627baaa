import { pageSize } from '../db/cursor.ts';
import type { Executor } from '../db/database.ts';
import type { TaskRow } from '../read/tasks/task-rows.ts';
import { type LiveLooks, liveLooks } from './facts/live-looks.ts';
import { type ApiUsageRow, type CreditsOfDay, apiUsageByDay, creditsByDay } from './facts/provider-calls.ts';
import { upcomingTasks, waitingTasks } from './facts/task-lists.ts';
import { readFailures } from './reports/failures.ts';
import { readLatency } from './reports/latency.ts';
import { readStats } from './reports/stats.ts';
import type { Failures, Latency, MonitoringScope, Stats } from './reports/types.ts';

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
  /** Credits by UTC day and host, of this calendar month and the last seven days. */
  credits: () => Promise<readonly CreditsOfDay[]>;
  /** What looks at games under way cost, by host. */
  liveLooks: () => Promise<readonly LiveLooks[]>;
  /** Tasks that are due and have not started; `in_words` of each says why. */
  pendingSeeds: (scope?: Omit<MonitoringScope, 'days'>) => Promise<readonly TaskRow[]>;
  /** How late first passes of the last days (default 7) started, with the latest of them. */
  latency: (scope?: MonitoringScope) => Promise<Latency>;
};

const DEFAULT_DAYS = 7;

/** Rows of the slowest starts, unless a limit says otherwise. */
const SLOWEST = 20;

export function createMonitoring({ db }: { db: Executor }): Monitoring {
  return {
    upcoming: ({ days = DEFAULT_DAYS, sport, limit } = {}) =>
      upcomingTasks.read(db, { days, sport, limit: pageSize(limit) }),
    failures: ({ days = DEFAULT_DAYS, sport, limit } = {}) =>
      readFailures(db, { days, sport, limit: pageSize(limit) }),
    stats: ({ days = DEFAULT_DAYS, sport } = {}) => readStats(db, { days, sport }),
    apiUsage: ({ days = 1, hosts } = {}) => apiUsageByDay.read(db, { days, hosts }),
    credits: () => creditsByDay.read(db, null),
    liveLooks: () => liveLooks.read(db, null),
    pendingSeeds: ({ sport, limit } = {}) => waitingTasks.read(db, { sport, limit: pageSize(limit) }),
    latency: ({ days = DEFAULT_DAYS, sport, limit = SLOWEST } = {}) =>
      readLatency(db, { days, sport, limit }),
  };
}
