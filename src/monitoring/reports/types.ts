import type { Sport } from '../../domain/sport.ts';
import type { TaskStatus } from '../../domain/statuses.ts';
import type { Outcomes } from '../facts/ended-games.ts';
import type { Distribution } from '../facts/percentiles.ts';
import type { CallCounts } from '../facts/provider-calls.ts';
import type { FailureGroup } from '../facts/reported-tasks.ts';
import type { LatenessOfSport } from '../facts/starts.ts';
import type { TaskRow } from '../../read/tasks/task-rows.ts';

/** How far to look, and at which sport; `limit` caps lists. */
export type MonitoringScope = {
  days?: number | undefined;
  sport?: Sport | undefined;
  limit?: number | undefined;
};

/** Failures by where they stand; the total is their sum, and each is the figure of the same name in `Stats`. */
export type Failures = Pick<
  Outcomes,
  'failed' | 'retrying' | 'corrections_failed' | 'corrections_retrying'
> & {
  total: number;
  groups: readonly FailureGroup[];
  tasks: readonly TaskRow[];
};

/** Counts are of games, that is of first passes; `corrections` has the later looks. Calls are all calls. */
export type Stats = {
  days: number;
  by_status: Readonly<Record<TaskStatus, number>>;
  by_sport: readonly { sport: Sport; tasks: number; completed: number; failed: number }[];
  corrections: {
    pending: number;
    running: number;
    completed: number;
    failed: number;
    /** Among the pending and running: those that have failed so far. */
    retrying: number;
    changed_lines: number;
  };
  /** Completed among completed and failed, 0..1; null when there were none. What is tried again has not ended. */
  success_rate: number | null;
  /** Games that have failed so far and are tried again. */
  retrying: number;
  retries: number;
  player_lines: number;
  team_lines: number;
  /** Calls that left, whatever they were for; the account page is not among them. */
  provider_calls: CallCounts;
  /** Paid calls of first passes for each game that was asked about, whatever became of it. */
  calls_per_game: number | null;
  duration_seconds: Distribution;
  lateness_seconds: Distribution;
  /** Games that started, also those that do not tell how late. */
  started: number;
};

export type Latency = {
  /** Games that started; those that were scheduled when their window was open already tell no lateness. */
  started: number;
  distribution: Distribution;
  by_sport: readonly LatenessOfSport[];
  slowest: readonly TaskRow[];
};
