import type { AlertsConfig } from '../../config/areas/alerts.ts';
import type { Finding } from './alert.ts';
import type { AlertFacts } from './facts.ts';
import { CRITICAL, WARNING, plural } from './finding-forms.ts';
import { judgeBackfills } from './judge-backfills.ts';
import { judgeDatasets } from './judge-datasets.ts';
import { judgeGames } from './judge-games.ts';
import { judgeJobs } from './judge-jobs.ts';
import { judgeProviders, judgeQuota } from './judge-providers.ts';
import { judgeHeldCancellations } from './judge-schedules.ts';
import { judgeUpkeep } from './judge-upkeep.ts';
import { judgeWork } from './judge-work.ts';

const MINUTE_MS = 60_000;

/** A queue store that restarts is away for some seconds, and nothing is lost by it. */
const QUEUE_LASTS_MS = 30_000;

/** What is wrong, by what one look found. Pure. */
export function judgeFacts(facts: AlertFacts, thresholds: AlertsConfig): readonly Finding[] {
  return [
    ...judgeMachinery(facts, thresholds),
    ...judgeProviders(facts),
    ...judgeGames(facts, thresholds),
    ...judgeQuota(facts),
    ...judgeStarts(facts, thresholds),
    ...judgeUpkeep(facts),
    ...judgeJobs(facts.jobs),
    ...judgeWork(facts.work),
    ...judgeDatasets(facts.datasets),
    ...judgeBackfills(facts.backfills),
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

function judgeStarts({ late, ended }: AlertFacts, thresholds: AlertsConfig): Finding[] {
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
