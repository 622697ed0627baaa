import type { Executor } from '../../db/database.ts';
import { beginLook } from '../facts/fact.ts';
import { type GameCounts, gameCounts } from '../facts/game-counts.ts';
import {
  type HeldGames,
  type OverdueOfSport,
  type TasksOfSport,
  heldGames,
  overdueBySport,
  tasksBySport,
} from '../facts/games-by-sport.ts';
import { type LastBackup, lastBackup } from '../facts/last-backup.ts';
import { openAlertCounts } from '../facts/open-alerts.ts';
import { openQuarantine } from '../facts/open-matters.ts';
import { type ProcessCounts, processCounts } from '../facts/processes.ts';
import { type ApiUsageRow, apiUsageByDay } from '../facts/provider-calls.ts';
import { type LastReconciliation, lastReconciliation } from '../facts/queue-store.ts';
import { failedLastHour } from '../facts/reported-tasks.ts';
import type { AlertSeverity } from '../alerts/alert.ts';

/** The facts behind the gauges that come from PostgreSQL, of one look. */
export type MetricsSnapshot = {
  games: GameCounts;
  tasks: readonly TasksOfSport[];
  held: readonly HeldGames[];
  /** One row for each sport. */
  overdue: readonly OverdueOfSport[];
  /** Of the current UTC day. */
  calls: readonly ApiUsageRow[];
  reconciliation: LastReconciliation;
  quarantineOpen: number;
  /** Games that gave up for good within the last hour and were not retried since. */
  failedLastHour: number;
  alertsOpen: Readonly<Record<AlertSeverity, number>>;
  processes: ProcessCounts;
  backup: LastBackup['made'];
};

/** Reads the facts in one look; none of them reads tasks that ended long ago. */
export async function readMetricsSnapshot(db: Executor, storeName: string): Promise<MetricsSnapshot> {
  const look = beginLook(db);
  return {
    games: await look.ask(gameCounts),
    tasks: await look.ask(tasksBySport),
    held: await look.ask(heldGames),
    overdue: await look.ask(overdueBySport),
    calls: await look.ask(apiUsageByDay, { days: 1 }),
    reconciliation: await look.ask(lastReconciliation, { storeName }),
    quarantineOpen: (await look.ask(openQuarantine)).rows,
    failedLastHour: await look.ask(failedLastHour),
    alertsOpen: await look.ask(openAlertCounts),
    processes: await look.ask(processCounts),
    backup: (await look.ask(lastBackup)).made,
  };
}
