import type { JobStatus } from '../../jobs/schedules/job-status.ts';
import type { AlertKind } from './alert.ts';
import type { AlertFacts } from './facts.ts';
import type { OpenAlert } from '../facts/open-alerts.ts';

type Proof = (alert: OpenAlert, facts: AlertFacts) => boolean;

/** The look that did not find it any more asked what it is about, and got an answer. */
const ASKED: Proof = () => true;

const GAME_IS_SETTLED: Proof = ({ is_settled: isSettled }) => isSettled;

const WORKER_IS_ALIVE: Proof = (_alert, { workersAlive }) => workersAlive > 0;

const DAY_MS = 86_400_000;

/**
 * What proves for each kind that it is over. That a fact went quiet proves nothing: a night in which no worker asks the
 * provider any more has no failed calls either.
 */
const PROOFS: Record<AlertKind, Proof> = {
  // Its end is entered by the process that reaches the database again.
  database_lost: ASKED,
  queue_lost: ASKED,
  quarantine: ASKED,
  games_partial: ASKED,
  work_failed: ASKED,
  work_overdue: ASKED,
  work_unknown_kind: ASKED,
  dataset_late: ASKED,
  backfill_failed: ASKED,
  backfill_still: ASKED,
  workers_silent: WORKER_IS_ALIVE,
  workers_died: WORKER_IS_ALIVE,
  worker_stuck: (alert, { lastJobAt, stuckWorkers }) =>
    isAfter(lastJobAt, stuckWorkers.lastAt ?? alert.last_seen_at),
  key_invalid: keyIsTaken,
  provider_down: (alert, { providers }) => {
    const provider = providers.find(({ host }) => alert.key === `provider_down:${host}`);
    // No worker asks a provider that is off, or not configured any more.
    return (
      provider === undefined || provider.is_off || isAfter(provider.last_success_at, alert.first_seen_at)
    );
  },
  game_failed: GAME_IS_SETTLED,
  game_poison: GAME_IS_SETTLED,
  game_stuck: GAME_IS_SETTLED,
  game_incomplete: GAME_IS_SETTLED,
  quota: callsAreLeft,
  quota_nearly_spent: callsAreLeft,
  quota_short: (_alert, { forecast }) => forecast !== undefined,
  lateness: (_alert, { late }) => late.starts > 0,
  failures: (_alert, { ended }) => ended.completed > 0,
  drift: (_alert, { drift }) => drift !== null,
  refresh_failing: (alert, { lastRefreshedAt }) => isAfter(lastRefreshedAt, alert.first_seen_at),
  cancellations_held: (alert, { lastRefreshedAt }) => isAfter(lastRefreshedAt, alert.first_seen_at),
  job_late: (alert, { jobs }) => isJobWell(alert, jobs, (job) => job.last_started_at),
  job_failing: (alert, { jobs }) => isJobWell(alert, jobs, (job) => job.last_succeeded_at),
  backup_failed: (_alert, { lastBackup }) => lastBackup === 'backup_made',
};

/** Whether the job of an alert did since what it had not done, or is not expected to any more. */
function isJobWell(
  { key, first_seen_at: since }: OpenAlert,
  jobs: readonly JobStatus[],
  doneAt: (job: JobStatus) => Date | null,
): boolean {
  const job = jobs.find(({ name }) => key.endsWith(`:${name}`));
  return !job || job.state === 'off' || job.state === 'paused' || isAfter(doneAt(job), since);
}

/** Whether something was seen that proves the end of an open alert that a look does not find any more. Pure. */
export function provesEnd(alert: OpenAlert, facts: AlertFacts): boolean {
  return PROOFS[alert.kind](alert, facts);
}

/** A call that the provider took after the last one for which it refused the key; each provider that is asked counts. */
function keyIsTaken(alert: OpenAlert, { keyProblem, inactiveAccounts, providers }: AlertFacts): boolean {
  if (keyProblem !== undefined || inactiveAccounts.length > 0) return false;
  const asked = providers.filter(({ is_off: isOff }) => !isOff);
  const refusers = asked.filter(({ last_refused_at: at }) => at !== null);
  return (
    asked.length === 0 ||
    (asked.some(({ last_success_at: at }) => isAfter(at, alert.first_seen_at)) &&
      refusers.every(({ last_success_at: at, last_refused_at: refusedAt }) => isAfter(at, refusedAt)))
  );
}

/** A call that went well on a later day of the provider, or its own count below the mark. */
function callsAreLeft(
  { key, kind, last_seen_at: seenAt }: OpenAlert,
  { providers, quota }: AlertFacts,
): boolean {
  const [, host, day] = /^[^:]+:(.*):(\d{4}-\d{2}-\d{2})$/.exec(key) ?? [];
  const provider = providers.find((one) => one.host === host);
  if (provider === undefined || provider.is_off || day === undefined) return true;
  // The higher mark has an alert of its own.
  if (kind === 'quota' && quota.some((mark) => mark.host === host && mark.level >= 95)) return true;
  const { account } = provider;
  const hasRoom =
    account !== null &&
    isAfter(account.read_at, seenAt) &&
    account.used !== null &&
    account.day_limit !== null &&
    account.used * 100 < account.day_limit * 80;
  return hasRoom || isAfter(provider.last_success_at, new Date(Date.parse(day) + DAY_MS));
}

function isAfter(at: Date | null, other: Date | null): boolean {
  return at !== null && (other === null || at > other);
}
