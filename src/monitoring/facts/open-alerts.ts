import { and, desc, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import { alias } from '../../db/alias.ts';
import { alerts } from '../../db/schema/alerts.ts';
import { games } from '../../db/schema/games.ts';
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
    executor
      .select(ALERT_COLUMNS)
      .from(alerts)
      .where(and(isNotNull(alerts.raisedAt), isNull(alerts.resolvedAt)))
      .orderBy(alerts.severity, desc(alerts.id))
      .limit(limit),
};

export const openAlertCounts: Fact<null, Readonly<Record<AlertSeverity, number>>> = {
  name: 'open_alert_counts',
  meaning: 'How many alerts are open, by their severity.',
  unit: 'alerts',
  window: 'now',
  async read(executor) {
    const [row] = await executor
      .select({
        critical: sql<number>`count(*) filter (where ${alerts.severity} = 'critical')::int`,
        warning: sql<number>`count(*) filter (where ${alerts.severity} = 'warning')::int`,
      })
      .from(alerts)
      .where(sql`${alerts.resolvedAt} is null and ${alerts.raisedAt} is not null`);
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
    return executor
      .select({
        key: alerts.key,
        kind: ALERT_COLUMNS.kind,
        first_seen_at: alerts.firstSeenAt,
        last_seen_at: alerts.lastSeenAt,
        is_true: sql<boolean>`coalesce(case when ${isOfFailure} then ${HAS_FAILED}
                             when ${alerts.kind} = 'game_stuck' then ${SHOULD_BE_FINAL}
                             when ${alerts.kind} = 'game_incomplete' then ${isIncomplete(incompleteMs)} end, false)`,
        is_repeated: sql<boolean>`coalesce(${isOfFailure} and ${HAS_FAILED} and ${task.completedAt} > ${alerts.lastSeenAt}, false)`,
        is_settled: sql<boolean>`coalesce(${task.id} is null or ${task.status} in ('completed', 'cancelled')
                        or ${alertGame.status} in ('cancelled', 'postponed') or ${task.holdReason} = 'postponed'
                        or (${task.status} = 'pending' and ${task.scheduledTime} > now()), false)`,
      })
      .from(alerts)
      .leftJoin(
        task,
        sql`${task.id} = case when ${alerts.kind} ~ '^game_' then split_part(${alerts.key}, ':', 2)::int end`,
      )
      .leftJoin(alertGame, eq(alertGame.id, task.gameId))
      .where(sql`${alerts.resolvedAt} is null`);
  },
};
