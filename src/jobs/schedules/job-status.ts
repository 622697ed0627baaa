import type { jobSchedules } from '../../db/schema/job-schedules.ts';
import type { RunsOn } from './recurrent-job.ts';

/** How a run ended; `lost`: its process vanished. */
export type JobOutcome = 'done' | 'skipped' | 'failed' | 'timed_out' | 'lost';

/** How a recurrent job stands: what is most worth knowing first. */
export type JobState = 'off' | 'running' | 'requested' | 'paused' | 'late' | 'failing' | 'waiting';

/** A recurrent job as people see it. Instants and durations by the database's clock. */
export type JobStatus = {
  name: string;
  description: string;
  runs_on: RunsOn;
  /** In words: `every 5 s`, `daily at 04:40 (UTC)`. */
  cadence: string;
  cadence_ms: number | null;
  cron: string | null;
  time_zone: string | null;
  state: JobState;
  /** Why it is off, late or failing, in a sentence; null where all is well. */
  problem: string | null;
  off_because: string | null;
  next_due_at: Date | null;
  /** How long it has been due without a start; 0 when it is not. */
  lateness_ms: number;
  late_after_ms: number;
  timeout_ms: number;
  last_started_at: Date | null;
  last_finished_at: Date | null;
  last_succeeded_at: Date | null;
  last_outcome: JobOutcome | null;
  last_note: string | null;
  last_error: string | null;
  last_duration_ms: number | null;
  last_lateness_ms: number | null;
  /** The process that runs it, or ran it last. */
  last_holder: string | null;
  failures_in_a_row: number;
  runs: number;
  failures: number;
  paused_at: Date | null;
  paused_by: string | null;
  /** As whoever paused it says. */
  pause_reason: string | null;
  requested_at: Date | null;
  requested_by: string | null;
};

/** So many failed runs in a row are no accident. */
export const FAILING_FROM = 3;

/** A job that comes this rarely is failing with its first failure: the next chance is far away. */
const RARE_FROM_MS = 3_600_000;

/** What a row says about its job at `now`. Pure. */
export function toJobStatus(row: typeof jobSchedules.$inferSelect, now: Date): JobStatus {
  const isOff = row.offBecause !== null;
  const isRunning = row.leaseExpiresAt !== null && row.leaseExpiresAt > now;
  const isWaitedFor = !isOff && !isRunning && row.pausedAt === null;
  const latenessMs = isWaitedFor ? Math.max(0, now.getTime() - row.nextDueAt.getTime()) : 0;
  const state = stateOf(row, { isOff, isRunning, latenessMs });
  return {
    name: row.name,
    description: row.description,
    runs_on: row.runsOn as RunsOn,
    cadence: cadenceWords(row),
    cadence_ms: row.cadenceMs,
    cron: row.cron,
    time_zone: row.timeZone,
    state,
    problem: problemOf(row, state, latenessMs),
    off_because: row.offBecause,
    next_due_at: isOff || row.pausedAt !== null ? null : row.nextDueAt,
    lateness_ms: latenessMs,
    late_after_ms: row.lateAfterMs,
    timeout_ms: row.timeoutMs,
    last_started_at: row.lastStartedAt,
    last_finished_at: row.lastFinishedAt,
    last_succeeded_at: row.lastSucceededAt,
    last_outcome: row.lastOutcome as JobOutcome | null,
    last_note: row.lastNote,
    last_error: row.lastError,
    last_duration_ms: row.lastDurationMs,
    last_lateness_ms: row.lastLatenessMs,
    last_holder: row.lastHolder,
    failures_in_a_row: row.failuresInARow,
    runs: row.runCount,
    failures: row.failureCount,
    paused_at: row.pausedAt,
    paused_by: row.pausedBy,
    pause_reason: row.pauseReason,
    requested_at: row.requestedAt,
    requested_by: row.requestedBy,
  };
}

type Row = typeof jobSchedules.$inferSelect;

function stateOf(
  row: Row,
  { isOff, isRunning, latenessMs }: { isOff: boolean; isRunning: boolean; latenessMs: number },
): JobState {
  if (isOff) return 'off';
  if (isRunning) return isFailing(row) ? 'failing' : 'running';
  if (latenessMs > row.lateAfterMs) return 'late';
  if (isFailing(row)) return 'failing';
  if (row.requestedAt !== null) return 'requested';
  return row.pausedAt === null ? 'waiting' : 'paused';
}

function isFailing({ failuresInARow, cadenceMs }: Row): boolean {
  const isRare = cadenceMs === null || cadenceMs >= RARE_FROM_MS;
  return failuresInARow >= (isRare ? 1 : FAILING_FROM);
}

function problemOf(row: Row, state: JobState, latenessMs: number): string | null {
  if (state === 'off') return `Switched off: ${row.offBecause}.`;
  if (state === 'failing')
    return `Failed ${row.failuresInARow === 1 ? 'once' : `${row.failuresInARow} times in a row`}: ${row.lastError ?? 'no reason is known'}`;
  if (state !== 'late') return null;
  const where =
    row.runsOn === 'workers' ? 'worker' : row.runsOn === 'control' ? 'control process' : 'process';
  return `Due for ${durationWords(latenessMs)}, and no ${where} takes it.`;
}

/** A cron pattern that names one time of each day. */
const DAILY = /^(\d{1,2}) (\d{1,2}) \* \* \*$/;

/** `every 5 s`, `daily at 04:40 (UTC)`, `at 40 4 * * 1 (UTC)`. */
export function cadenceWords({
  cadenceMs,
  cron,
  timeZone,
}: Pick<Row, 'cadenceMs' | 'cron' | 'timeZone'>): string {
  if (cadenceMs !== null) return `every ${durationWords(cadenceMs)}`;
  const [, minute, hour] = DAILY.exec(cron ?? '') ?? [];
  return minute === undefined || hour === undefined
    ? `at ${cron} (${timeZone})`
    : `daily at ${hour.padStart(2, '0')}:${minute.padStart(2, '0')} (${timeZone})`;
}

/** `500 ms`, `5 s`, `2 min`, `24 h`. */
export function durationWords(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 120_000) return `${Math.round(ms / 1_000)} s`;
  if (ms < 7_200_000) return `${Math.round(ms / 60_000)} min`;
  return `${Math.round(ms / 3_600_000)} h`;
}
