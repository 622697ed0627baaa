import { sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { firstRow, rowsOf } from '../../db/rows.ts';
import { alerts } from '../../db/schema/alerts.ts';
import { games } from '../../db/schema/games.ts';
import { seedingTasks } from '../../db/schema/tasks.ts';
import type { Alert, AlertSeverity } from '../alerts/alert.ts';
import { ALERT_COLUMNS } from '../alerts/records/alert-columns.ts';
import type { Fact } from './fact.ts';
import { HAS_FAILED, SHOULD_BE_FINAL, isIncomplete } from './games-in-trouble.ts';
import { task } from './scope.ts';

/** Open alerts that a page shows at the most. */
export const ALERTS_SHOWN = 12;

export const openAlerts: Fact<{ limit: number }, readonly Alert[]> = {
  name: 'open_alerts',
  meaning: 'The open alerts, the critical first, the newest first among each.',
  unit: 'alerts',
  window: 'now',
  read: (executor, { limit }) =>
    rowsOf<Alert>(
      executor,
      sql`
        select ${ALERT_COLUMNS} from ${alerts} where ${alerts.raisedAt} is not null and ${alerts.resolvedAt} is null
        order by ${alerts.severity}, ${alerts.id} desc limit ${limit}`,
    ),
};

export const openAlertCounts: Fact<null, Readonly<Record<AlertSeverity, number>>> = {
  name: 'open_alert_counts',
  meaning: 'How many alerts are open, by their severity.',
  unit: 'alerts',
  window: 'now',
  async read(executor) {
    const row = await firstRow<Record<AlertSeverity, number>>(
      executor,
      sql`
        select count(*) filter (where ${alerts.severity} = 'critical')::int as critical,
               count(*) filter (where ${alerts.severity} = 'warning')::int as warning
        from ${alerts} where ${alerts.resolvedAt} is null and ${alerts.raisedAt} is not null`,
    );
    return row ?? { critical: 0, warning: 0 };
  },
};

/** The game of an alert. */
const alertGame = alias(games, 'alert_game');

/** An alert that was told, or will be, and what is known of its game now. */
export type OpenAlert = Pick<Alert, 'key' | 'kind' | 'first_seen_at' | 'last_seen_at'> & {
  /** The same is still true of its game. */
  is_true: boolean;
  /** Its game has failed once more since the alert was seen last: somebody retried it, and it did not help. */
  is_repeated: boolean;
  /** Its game is complete, called off, put off, or not known any more. */
  is_settled: boolean;
};

export const alertsWithGames: Fact<{ incompleteMs: number }, readonly OpenAlert[]> = {
  name: 'alerts_with_games',
  meaning: 'Every open alert, with what is known now of the game that it is about.',
  unit: 'alerts',
  window: 'now',
  read: (executor, { incompleteMs }) => {
    const isOfFailure = sql`${alerts.kind} in ('game_failed', 'game_poison')`;
    return rowsOf<OpenAlert>(
      executor,
      sql`
        select ${alerts.key}, ${alerts.kind}, ${alerts.firstSeenAt}, ${alerts.lastSeenAt},
               coalesce(case when ${isOfFailure} then ${HAS_FAILED}
                             when ${alerts.kind} = 'game_stuck' then ${SHOULD_BE_FINAL}
                             when ${alerts.kind} = 'game_incomplete' then ${isIncomplete(incompleteMs)} end, false)
                 as is_true,
               coalesce(${isOfFailure} and ${HAS_FAILED} and ${task.completedAt} > ${alerts.lastSeenAt}, false)
                 as is_repeated,
               coalesce(${task.id} is null or ${task.status} in ('completed', 'cancelled')
                        or ${alertGame.status} in ('cancelled', 'postponed') or ${task.holdReason} = 'postponed'
                        or (${task.status} = 'pending' and ${task.scheduledTime} > now()), false) as is_settled
        from ${alerts}
        left join ${seedingTasks} as ${task}
          on ${task.id} = case when ${alerts.kind} ~ '^game_' then split_part(${alerts.key}, ':', 2)::int end
        left join ${games} as ${alertGame} on ${alertGame.id} = ${task.gameId}
        where ${alerts.resolvedAt} is null`,
    );
  },
};
