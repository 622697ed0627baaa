import { type SQL, and, asc, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import type { PgUpdateSetSource } from 'drizzle-orm/pg-core';
import type { Database, Executor } from '../../db/database.ts';
import { recordSystemEvent } from '../../db/system-events.ts';
import { jobSchedules } from '../../db/schema/job-schedules.ts';
import { type JobRun, readJobRuns } from './job-runs.ts';
import { type JobStatus, toJobStatus } from './job-status.ts';

/** Who acts, and why where they say. */
export type JobActor = { name: string; reason?: string | undefined };

/** What an order came to; a refusal says why. */
export type JobOrder =
  | { ok: true; job: JobStatus; message: string }
  | { ok: false; name: string; reason: 'not_found' | 'conflict'; message: string };

/** Everything that people do with recurrent jobs. */
export type JobControl = {
  /** All of them by name. */
  list: () => Promise<readonly JobStatus[]>;
  find: (name: string) => Promise<JobStatus | undefined>;
  /** The newest runs of a job, from the run `before` backwards. */
  runs: (name: string, page: { limit: number; before?: number | undefined }) => Promise<readonly JobRun[]>;
  /** Has a job run at once, paused or not; one that runs right now runs once more afterwards. */
  run: (name: string, actor: JobActor) => Promise<JobOrder>;
  /** Keeps a job from coming by itself; a run in progress goes on. One that is paused already stays as it was paused. */
  pause: (name: string, actor: JobActor) => Promise<JobOrder>;
  /** Lets a job come by itself again; what it missed is made up by one run. */
  resume: (name: string, actor: JobActor) => Promise<JobOrder>;
};

/** What people do to a job: what it changes, where that is allowed, and how it is told. */
type Act = {
  set: (actor: JobActor) => PgUpdateSetSource<typeof jobSchedules>;
  allowed: SQL;
  kind: string;
  verb: string;
  /** Whether it is fine where it is not allowed: the job is already as wanted. */
  isRepeatable: boolean;
  words: (job: JobStatus, isDone: boolean) => string;
};

const ACTS = {
  run: {
    set: ({ name }) => ({ requestedAt: sql`clock_timestamp()`, requestedBy: name.slice(0, 200) }),
    allowed: isNull(jobSchedules.offBecause),
    kind: 'job_requested',
    isRepeatable: false,
    verb: 'asked for a run of',
    words: runWords,
  },
  pause: {
    set: ({ name, reason }) => ({
      pausedAt: sql`now()`,
      pausedBy: name.slice(0, 200),
      pauseReason: reason ?? null,
    }),
    allowed: isNull(jobSchedules.pausedAt),
    kind: 'job_paused',
    isRepeatable: true,
    verb: 'paused',
    words: (job, isDone) =>
      isDone
        ? `${job.name} comes no more by itself until it is resumed; ${isOff(job) ? offWords(job) : 'it can still be run'}.`
        : `${job.name} is paused already, ${pauseWords(job)}.`,
  },
  resume: {
    set: () => ({ pausedAt: null, pausedBy: null, pauseReason: null }),
    allowed: isNotNull(jobSchedules.pausedAt),
    kind: 'job_resumed',
    isRepeatable: true,
    verb: 'resumed',
    words: (job, isDone) =>
      !isDone
        ? `${job.name} is not paused.`
        : isOff(job)
          ? `${job.name} is no longer paused, and does not come by itself: ${offWords(job)}.`
          : `${job.name} comes by itself again.`,
  },
} as const satisfies Record<string, Act>;

export function createJobControl({ db }: { db: Database }): JobControl {
  const find = async (name: string): Promise<JobStatus | undefined> => (await readJobs(db, isNamed(name)))[0];
  const on =
    (act: Act) =>
    async (name: string, actor: JobActor): Promise<JobOrder> => {
      const isDone = await change(db, act, name, actor);
      const job = await find(name);
      if (!job)
        return { ok: false, name, reason: 'not_found', message: `there is no recurrent job named ${name}` };
      const message = act.words(job, isDone);
      return isDone || act.isRepeatable
        ? { ok: true, job, message }
        : { ok: false, name, reason: 'conflict', message };
    };
  return {
    list: () => readJobs(db, undefined),
    find,
    runs: async (name, page) => readJobRuns(db, { job: (await find(name))?.name ?? name, ...page }),
    run: on(ACTS.run),
    pause: on(ACTS.pause),
    resume: on(ACTS.resume),
  };
}

/** The job of that name, whether it is written with hyphens or with underscores. */
function isNamed(name: string): SQL {
  return sql`translate(${jobSchedules.name}, '_', '-') = translate(${name}::text, '_', '-')`;
}

/** Changes the row where that is allowed, and keeps an event of it in the same transaction. */
async function change(db: Database, act: Act, name: string, actor: JobActor): Promise<boolean> {
  return db.transaction(async (tx) => {
    const changed = await tx
      .update(jobSchedules)
      .set(act.set(actor))
      .where(and(isNamed(name), act.allowed))
      .returning({ name: jobSchedules.name });
    const job = changed[0]?.name;
    if (job === undefined) return false;
    const because = actor.reason ? ` (${actor.reason})` : '';
    await recordSystemEvent(tx, {
      kind: act.kind,
      subject: job,
      message: `${actor.name}${because} ${act.verb} the recurrent job ${job}.`,
    });
    return true;
  });
}

/** Asks for a run on behalf of the machinery itself, which leaves no event. */
export async function requestJob(executor: Executor, name: string, requestedBy: string): Promise<void> {
  await executor
    .update(jobSchedules)
    .set({ requestedAt: sql`clock_timestamp()`, requestedBy })
    .where(and(eq(jobSchedules.name, name), isNull(jobSchedules.offBecause)));
}

/** Recurrent jobs as people see them, by name. */
export async function readJobs(executor: Executor, where: SQL | undefined): Promise<readonly JobStatus[]> {
  const rows = await executor
    .select({ row: jobSchedules, now: sql`now()`.mapWith(jobSchedules.createdAt) })
    .from(jobSchedules)
    .where(where)
    .orderBy(asc(jobSchedules.name));
  return rows.map(({ row, now }) => toJobStatus(row, now));
}

const pauseWords = ({ paused_at: at, paused_by: by, pause_reason: why }: JobStatus): string =>
  `since ${at?.toISOString()} by ${by ?? 'somebody'}${why === null ? '' : `: ${why}`}`;

const isOff = ({ off_because: offBecause }: JobStatus): boolean => offBecause !== null;

const offWords = ({ off_because: offBecause }: JobStatus): string => `it is switched off: ${offBecause}`;

function runWords({
  name,
  off_because: offBecause,
  paused_at: pausedAt,
  state,
  runs_on: runsOn,
}: JobStatus): string {
  if (offBecause !== null) return `${name} is switched off: ${offBecause}`;
  const where =
    runsOn === 'control'
      ? 'a control process'
      : runsOn === 'workers'
        ? 'a worker'
        : 'a control process or a worker';
  const afterwards = pausedAt === null ? '' : ' It stays paused afterwards.';
  return state === 'running'
    ? `${name} runs right now; it runs once more as soon as that run has ended.${afterwards}`
    : `${name} runs as soon as ${where} takes it, within a second where one is alive.${afterwards}`;
}
