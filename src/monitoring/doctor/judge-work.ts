import type { Config } from '../../config/config.ts';
import { scoracleCommand } from '../../domain/shell-command.ts';
import { BOX_SCORE_SPORTS, RESULT_SPORTS, withoutBoxScores } from '../../domain/sport.ts';
import type { ReconcileReport } from '../../jobs/reconcile/comparison-run.ts';
import type { Tonight } from '../overview/tonight.ts';
import type { GameCounts } from '../facts/game-counts.ts';
import type { LastBackup } from '../facts/last-backup.ts';
import type { FailingRefresh } from '../facts/refreshes.ts';
import { type Verdict, fail, ok, warn } from './finding.ts';

/** Whether tonight is safe, by the decision that the dashboard shows. */
export function judgeTonight({ level, headline, reasons }: Tonight): Verdict {
  if (level === 'safe') return ok(headline);
  const detail = `${headline}. ${reasons.join(' ')}`;
  return level === 'danger'
    ? fail(
        detail,
        'Fix what the reasons name; `npm run -s scoracle -- alerts list --open` has a remedy for each.',
      )
    : warn(detail, 'Nothing is lost yet: see the reasons.');
}

/** Whether the queue holds what the open tasks ask for. */
export function judgeDrift(report: ReconcileReport): Verdict {
  if (!report.isRun) return ok('another process is reconciling right now');
  const { missing, orphaned, mistimed } = report.drift;
  const detail = `${report.openTasks} open tasks, ${report.queuedJobs} jobs: ${missing} missing, ${orphaned} orphaned, ${mistimed} mistimed`;
  return missing + orphaned + mistimed === 0
    ? ok(detail)
    : warn(detail, 'Run `npm run -s scoracle -- reconcile`, or let the control process correct it.');
}

/** Tasks whose time has come and that no worker has started. */
export function judgeOverdue({
  overdue: count,
  oldest_overdue_at: oldest,
}: Pick<GameCounts, 'overdue' | 'oldest_overdue_at'>): Verdict {
  if (count === 0) return ok('none');
  const detail = `${count} due games have not been started, the oldest since ${oldest?.toISOString()}`;
  return warn(detail, 'See whether workers are alive, paused (`scheduler status`) or too few.');
}

/** Games that should be final by now and are not. */
export function judgeStuck({
  stuck: count,
  oldest_stuck_at: oldest,
}: Pick<GameCounts, 'stuck' | 'oldest_stuck_at'>): Verdict {
  if (count === 0) return ok('none');
  return warn(
    `the provider does not have ${count} games final that should be, the first since ${oldest?.toISOString()}`,
    'See `npm run -s scoracle -- list-tasks` and `why`; they are looked at until they are final. Cancel those that never will be.',
  );
}

/** Rows of schedules that could not be used. */
export function judgeQuarantine(count: number): Verdict {
  if (count === 0) return ok('no rows wait');
  return warn(
    `${count} schedule rows wait`,
    'See `npm run -s scoracle -- quarantine list`; each row says how to fix it.',
  );
}

/** Games that are called completed although a side of theirs has no lines: earlier versions did that. */
export function judgeBoxScores(gameIds: readonly number[]): Verdict {
  if (gameIds.length === 0)
    return ok(
      `every completed game of ${BOX_SCORE_SPORTS.join(', ')} has lines of both sides; ${RESULT_SPORTS.map(withoutBoxScores).join('; ')}`,
    );
  const named = gameIds.slice(0, MAX_NAMED_GAMES);
  const more = gameIds.length > named.length ? ' and others' : '';
  const readAgain = scoracleCommand('seed-game', { options: { '--game-id': named[0], '--force': true } });
  return warn(
    `completed games without lines of one side: ${named.join(', ')}${more}`,
    `Read them again: \`${readAgain}\`. They are partial until both sides are there.`,
  );
}

/** Games that a finding names. */
export const MAX_NAMED_GAMES = 5;

/** Schedules and rosters that could not be refreshed when they were asked for last. */
export function judgeRefreshes(failing: readonly FailingRefresh[]): readonly Verdict[] {
  if (failing.length === 0) return [ok('no schedule or roster fails to be refreshed')];
  return failing.map(({ what, message }) =>
    warn(
      `${what}: ${message}`,
      'It is asked for again by itself; at once by refresh-schedules or refresh-rosters. SCHEDULE_REFRESH_HOURS=0 and ROSTER_REFRESH=off end it.',
    ),
  );
}

/** Whether a backup was made, and in time where they are scheduled. */
export function judgeBackup(last: LastBackup['made'], config: Config): Verdict {
  const { intervalMs } = config.backups;
  const detail = last ? `${last.subject}, made ${last.created_at.toISOString()}` : 'none was made';
  if (intervalMs === 0) {
    return last || !config.isProduction
      ? ok(last ? detail : `${detail}, and none are scheduled`)
      : warn(detail, 'Set BACKUP_SCHEDULE_HOURS and BACKUP_DIR, or run `backup create` from a timer.');
  }
  return last && last.age_ms < 2 * intervalMs
    ? ok(detail)
    : warn(detail, 'One is overdue: see the log of the control process for why it fails.');
}
