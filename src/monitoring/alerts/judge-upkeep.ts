import type { Finding } from './alert.ts';
import type { AlertFacts } from './facts.ts';
import { WARNING, plural } from './finding-forms.ts';

/** The reconciler corrects drift each minute: what is still there after this long is not corrected. */
const DRIFT_LASTS_MS = 5 * 60_000;

/** What is wrong with what keeps the installation going: schedules, queue, processes, backups. Pure. */
export function judgeUpkeep(facts: AlertFacts): Finding[] {
  return [
    ...judgeQuarantine(facts),
    ...judgeDrift(facts),
    ...judgeDeaths(facts),
    ...judgeBackup(facts),
    ...judgeRefreshes(facts),
  ];
}

function judgeQuarantine({ quarantine: { rows, unknown_teams: teams } }: AlertFacts): Finding[] {
  if (rows === 0) return [];
  return [
    {
      ...WARNING,
      key: 'quarantine',
      kind: 'quarantine',
      count: rows,
      title: `${plural(rows, 'schedule row waits', 'schedule rows wait')} in quarantine`,
      detail: `${teams === 0 ? 'None' : teams} of them for a team that is not recognised. Their games are not seeded.`,
      remedy: 'Each row says how to fix it; give an unknown name its team, then retry.',
      command: 'quarantine list',
      path: '/quarantine',
    },
  ];
}

function judgeDrift({ drift }: AlertFacts): Finding[] {
  const differing = drift ? drift.missing + drift.orphaned + drift.mistimed : 0;
  if (!drift || differing === 0) return [];
  return [
    {
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
    },
  ];
}

function judgeDeaths({ diedWorkers: { count, message } }: AlertFacts): Finding[] {
  if (count === 0) return [];
  return [
    {
      ...WARNING,
      key: 'workers_died',
      kind: 'workers_died',
      count,
      title: `${plural(count, 'process', 'processes')} died without a word in the last day`,
      detail: message ?? '',
      remedy: 'See their logs and their memory; what they ran was taken over.',
      command: 'scheduler status',
      path: '/',
    },
  ];
}

function judgeBackup({ backupProblem }: AlertFacts): Finding[] {
  if (backupProblem === null) return [];
  return [
    {
      ...WARNING,
      key: 'backup_failed',
      kind: 'backup_failed',
      title: 'The last backup has failed',
      detail: backupProblem,
      remedy: 'See the room on the disk of BACKUP_DIR and the log, then make one by hand.',
      command: 'backup create',
      path: '/',
    },
  ];
}

function judgeRefreshes({ failingRefreshes }: AlertFacts): Finding[] {
  const { length: count } = failingRefreshes;
  if (count === 0) return [];
  return [
    {
      ...WARNING,
      key: 'refresh_failing',
      kind: 'refresh_failing',
      count,
      title: `${plural(count, 'refresh fails', 'refreshes fail')} at the provider`,
      detail: failingRefreshes.map(({ what, message }) => `${what}: ${message}`).join('; '),
      remedy: 'They are asked for again by themselves; at once by this command.',
      command: 'refresh-schedules',
      path: '/',
    },
  ];
}
