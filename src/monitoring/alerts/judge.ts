import type { AlertsConfig } from '../../config/areas/alerts.ts';
import type { Finding } from './alert.ts';
import type { AlertFacts } from './facts.ts';
import { CRITICAL, WARNING, plural } from './finding-forms.ts';
import { judgeGames } from './judge-games.ts';
import { judgeJobs } from './judge-jobs.ts';
import { judgeProviders, judgeQuota } from './judge-providers.ts';
import { judgeHeldCancellations } from './judge-schedules.ts';
import { judgeWork } from './judge-work.ts';

const MINUTE_MS = 60_000;

/** The reconciler mends drift each minute: what is still there after this long is not mended. */
const DRIFT_LASTS_MS = 5 * MINUTE_MS;

/** A queue store that restarts is away for some seconds, and nothing is lost by it. */
const QUEUE_LASTS_MS = 30_000;

/** What is wrong, by what one look found. Pure. */
export function judgeFacts(facts: AlertFacts, thresholds: AlertsConfig): readonly Finding[] {
  return [
    ...judgeMachinery(facts, thresholds),
    ...judgeProviders(facts),
    ...judgeGames(facts, thresholds),
    ...judgeQuota(facts),
    ...judgeFigures(facts, thresholds),
    ...judgeUpkeep(facts),
    ...judgeJobs(facts.jobs),
    ...judgeWork(facts.work),
    ...judgeHeldCancellations(facts.heldCancellations),
  ];
}

function judgeMachinery(facts: AlertFacts, { heartbeatMs }: AlertsConfig): Finding[] {
  const found: Finding[] = [];
  const { openTasks, lastHeartbeatAt, workersAlive, stuckWorkers } = facts;
  if (facts.queueProblem !== null) {
    found.push({
      ...CRITICAL,
      key: 'queue_lost',
      kind: 'queue_lost',
      lastsMs: QUEUE_LASTS_MS,
      title: 'The queue store is out of reach',
      detail: `No game is delivered to workers until it is back: ${facts.queueProblem}. Tasks are safe in PostgreSQL.`,
      remedy: 'See that Redis runs and that REDIS_URL leads to it; the queue is filled again by itself.',
      command: 'doctor',
      path: '/',
    });
  }
  if (openTasks > 0 && workersAlive === 0) {
    found.push({
      ...CRITICAL,
      key: 'workers_silent',
      kind: 'workers_silent',
      since: lastHeartbeatAt,
      lastsMs: heartbeatMs,
      count: openTasks,
      title: 'No worker is alive',
      detail: `${plural(openTasks, 'task is', 'tasks are')} open, and no worker ${lastHeartbeatAt ? 'has been heard of since then' : 'is on the list'}.`,
      remedy:
        'Start a worker (`npm run worker`, or `systemctl start scoracle-worker@1`) and read its log; games go on by themselves.',
      command: 'scheduler status',
      path: '/',
    });
  }
  if (stuckWorkers.count > 0) {
    found.push({
      ...CRITICAL,
      key: 'worker_stuck',
      kind: 'worker_stuck',
      since: stuckWorkers.since,
      count: stuckWorkers.count,
      title: `${plural(stuckWorkers.count, 'worker', 'workers')} took no jobs any more and ended`,
      detail: stuckWorkers.message ?? 'New connections to the queue did not help.',
      remedy:
        'See that the supervisor started it anew, and the network and the load between worker and queue.',
      command: 'scheduler status',
      path: '/',
    });
  }
  return found;
}

function judgeFigures({ late, ended }: AlertFacts, thresholds: AlertsConfig): Finding[] {
  const found: Finding[] = [];
  if (late.count > 0) {
    const minutes = thresholds.latenessMs / MINUTE_MS;
    found.push({
      ...WARNING,
      key: 'lateness',
      kind: 'lateness',
      count: late.count,
      title: `${plural(late.count, 'game', 'games')} more than ${minutes} minutes late`,
      detail: `In the last day, the latest by ${Math.round((late.worst_seconds ?? 0) / 60)} minutes.`,
      remedy: 'See whether workers are alive, too few, or waiting for the provider.',
      command: 'monitor latency --days 1',
      path: '/',
    });
  }
  const total = ended.completed + ended.failed;
  const percent = total === 0 ? 0 : (100 * ended.failed) / total;
  if (percent > thresholds.failurePercent) {
    found.push({
      ...WARNING,
      key: 'failures',
      kind: 'failures',
      count: ended.failed,
      title: `${Math.round(percent)} % of the games of a day have failed`,
      detail: `${ended.failed} of ${total} games that ended in the last 24 hours.`,
      remedy: 'See the failures by their reason; many of one reason have one cause.',
      command: 'monitor failures --days 1',
      path: '/tasks?status=failed',
    });
  }
  return found;
}

function judgeUpkeep(facts: AlertFacts): Finding[] {
  const { quarantine, drift, diedWorkers, failingRefreshes, backupProblem } = facts;
  const found: Finding[] = [];
  if (quarantine.rows > 0) {
    const teams = quarantine.unknown_teams;
    found.push({
      ...WARNING,
      key: 'quarantine',
      kind: 'quarantine',
      count: quarantine.rows,
      title: `${plural(quarantine.rows, 'schedule row waits', 'schedule rows wait')} in quarantine`,
      detail: `${teams === 0 ? 'None' : teams} of them for a team that is not recognised. Their games are not seeded.`,
      remedy: 'Each row says how to mend it; give an unknown name its team, then retry.',
      command: 'quarantine list',
      path: '/quarantine',
    });
  }
  const differing = drift ? drift.missing + drift.orphaned + drift.mistimed : 0;
  if (drift && differing > 0) {
    found.push({
      ...WARNING,
      key: 'drift',
      kind: 'drift',
      lastsMs: DRIFT_LASTS_MS,
      count: differing,
      title: 'Tasks and queue differ, and go on differing',
      detail: `${drift.missing} jobs missing, ${drift.orphaned} orphaned, ${drift.mistimed} at the wrong time when they were compared last.`,
      remedy: 'Compare them by hand; if it stays, see the logs of workers and control processes.',
      command: 'reconcile',
      path: '/',
    });
  }
  if (diedWorkers.count > 0) {
    found.push({
      ...WARNING,
      key: 'workers_died',
      kind: 'workers_died',
      count: diedWorkers.count,
      title: `${plural(diedWorkers.count, 'process', 'processes')} died without a word in the last day`,
      detail: diedWorkers.message ?? '',
      remedy: 'See their logs and their memory; what they ran was taken over.',
      command: 'scheduler status',
      path: '/',
    });
  }
  if (backupProblem !== null) {
    found.push({
      ...WARNING,
      key: 'backup_failed',
      kind: 'backup_failed',
      title: 'The last backup has failed',
      detail: backupProblem,
      remedy: 'See the room on the disk of BACKUP_DIR and the log, then make one by hand.',
      command: 'backup create',
      path: '/',
    });
  }
  if (failingRefreshes.length > 0) {
    found.push({
      ...WARNING,
      key: 'refresh_failing',
      kind: 'refresh_failing',
      count: failingRefreshes.length,
      title: `${plural(failingRefreshes.length, 'refresh fails', 'refreshes fail')} at the provider`,
      detail: failingRefreshes.map(({ what, message }) => `${what}: ${message}`).join('; '),
      remedy: 'They are asked for again by themselves; at once by this command.',
      command: 'refresh-schedules',
      path: '/',
    });
  }
  return found;
}
