import type { AlertsConfig } from '../../config/config.ts';
import { commandWords } from '../../domain/shell-command.ts';
import { firstShortDay, lateWords } from '../quota/quota-forecast.ts';
import type { Finding } from './alert.ts';
import type { AlertFacts, GameInTrouble } from './facts.ts';

const MINUTE_MS = 60_000;

/** The reconciler mends drift each minute: what is still there after this long is not mended. */
const DRIFT_LASTS_MS = 5 * MINUTE_MS;

/** A queue store that restarts is away for some seconds, and nothing is lost by it. */
const QUEUE_LASTS_MS = 30_000;

const CRITICAL = { severity: 'critical', isUrgent: true, lastsMs: 0, count: 1, since: null } as const;
const WARNING = { severity: 'warning', isUrgent: false, lastsMs: 0, count: 1, since: null } as const;

/** What is wrong, by what one look found. Pure. */
export function judgeFacts(facts: AlertFacts, thresholds: AlertsConfig): readonly Finding[] {
  return [
    ...judgeMachinery(facts, thresholds),
    ...facts.failedGames.map(failedGame),
    ...facts.stuckGames.map(stuckGame),
    ...judgeQuota(facts),
    ...judgeFigures(facts, thresholds),
    ...judgeUpkeep(facts),
  ];
}

function judgeMachinery(facts: AlertFacts, { heartbeatMs }: AlertsConfig): Finding[] {
  const found: Finding[] = [];
  const { openTasks, lastHeartbeatAt, workersAlive, keyRefused, stuckWorkers } = facts;
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
  const isKeyMissing = facts.keyProblem !== undefined;
  const refusals = [
    ...(keyRefused.tasks > 0
      ? [
          `${isKeyMissing ? 'there is no key' : 'the provider refuses the key'}, and ` +
            `${plural(keyRefused.tasks, 'task waits', 'tasks wait')} for a new one`,
        ]
      : []),
    ...facts.inactiveAccounts.map((host) => `the account at ${host} is not active`),
    ...(isKeyMissing && openTasks > 0 ? ['API_SPORTS_KEY is missing'] : []),
  ];
  if (refusals.length > 0) {
    found.push({
      ...CRITICAL,
      key: 'key_invalid',
      kind: 'key_invalid',
      since: keyRefused.since,
      count: Math.max(1, keyRefused.tasks),
      title: isKeyMissing ? 'No key for the provider is set' : 'The provider’s key is not valid',
      detail: `${sentence(refusals.join('; '))}. No game can be fetched.`,
      remedy: `${isKeyMissing ? 'Set API_SPORTS_KEY and restart control and workers' : 'Renew API_SPORTS_KEY and restart the workers'}; the tasks go on by themselves.`,
      command: 'doctor',
      path: '/',
    });
  }
  return found;
}

function failedGame(game: GameInTrouble): Finding {
  const isPoison = game.error_type === 'poison';
  const kind = isPoison ? 'game_poison' : 'game_failed';
  return {
    ...CRITICAL,
    key: `${kind}:${game.id}`,
    kind,
    since: game.since,
    title: isPoison
      ? `${game.label} was set aside: its workers died of it`
      : `${game.label} has failed for good`,
    detail: `${sentence(game.error_message ?? 'no reason is known')}.`.replace(/\.\.$/, '.'),
    remedy: isPoison
      ? 'See the logs and the memory of the workers that ran it, mend the cause, then retry it.'
      : 'See its timeline for the reason, mend it, then retry it.',
    command: commandWords('retry-task', { options: { '--task-id': game.id } }),
    path: `/games/${game.game_id}`,
  };
}

function stuckGame(game: GameInTrouble): Finding {
  return {
    ...CRITICAL,
    key: `game_stuck:${game.id}`,
    kind: 'game_stuck',
    since: game.since,
    title: `${game.label} should be over and is not`,
    detail: `${sentence(game.hold_detail ?? 'the provider does not have it as final')}.`.replace(
      /\.\.$/,
      '.',
    ),
    remedy:
      'Look the game up elsewhere: if it was put off or called off, say so; else wait for the provider.',
    command: commandWords('why', { operands: [game.game_id] }),
    path: `/games/${game.game_id}`,
  };
}

function judgeQuota({ quota, forecast }: AlertFacts): Finding[] {
  const worst = [...Map.groupBy(quota, ({ host }) => host).values()].flatMap((marks) =>
    marks.toSorted((one, other) => other.level - one.level).slice(0, 1),
  );
  const passed = worst.map(({ host, day, level, used, limit, crossed_at: crossedAt }): Finding => {
    const isUrgent = level >= 95;
    const kind = isUrgent ? 'quota_nearly_spent' : 'quota';
    return {
      ...WARNING,
      key: `${kind}:${host}:${day}`,
      kind,
      isUrgent,
      since: crossedAt,
      title: `${level >= 100 ? 'All' : `${level} %`} of today’s calls to ${host} are used`,
      detail: `${used} of ${limit} calls were used when this was noticed; the day ends at 00:00 UTC. What does not fit waits until then.`,
      remedy: 'See what used them and what is left to do; a larger plan helps, see API_SPORTS_PLAN.',
      command: 'monitor forecast',
      path: '/',
    };
  });
  const short = forecast.flatMap((host): Finding[] => {
    const day = firstShortDay(host);
    if (!day) return [];
    return [
      {
        ...WARNING,
        key: `quota_short:${host.host}`,
        kind: 'quota_short',
        title: `${day.day} has fewer calls to ${host.host} than it needs`,
        detail: `${day.needed} calls are needed of ${host.per_day} a day: ${day.late.map(lateWords).join(', ')}.`,
        remedy: 'Wait, weigh the leagues (LEAGUE_WEIGHTS), or take a larger plan (API_SPORTS_PLAN).',
        command: 'monitor forecast',
        path: '/',
      },
    ];
  });
  return [...passed, ...short];
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

function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
