import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { ChoreLeaseLostError, type ChoreLeases, type HeldLease } from '../db/chore-leases.ts';
import type { Database } from '../db/database.ts';
import { firstRow } from '../db/rows.ts';
import { SPORTS, type Sport } from '../domain/sport.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import { seedingQueue } from './catalog.ts';
import { type DriftCounts, compareTask, noDrift } from './drift.ts';
import { parseSeedJobId, seedJobId } from './job-id.ts';
import {
  type OpenTask,
  jobOfTask,
  markEnqueued,
  selectOpenTaskPage,
  selectOpenTasksById,
} from './open-tasks.ts';
import type { QueueStore, QueuedJob } from './store.ts';

export type ReconcileReport = {
  /** False when another process was reconciling at the same moment; then nothing was compared. */
  isRun: boolean;
  isDryRun: boolean;
  openTasks: number;
  queuedJobs: number;
  drift: DriftCounts;
  /** Differences mended; the rest resolved themselves between comparison and repair. */
  repaired: number;
  durationMs: number;
};

export type Reconciler = {
  /** Compares open tasks with the queue and mends what differs; with `isDryRun` it only counts. */
  run: (options?: { isDryRun?: boolean }) => Promise<ReconcileReport>;
  /** True when the queue store is not the one that was last published to: emptied or replaced. */
  isStoreChanged: () => Promise<boolean>;
  /** True when nobody has compared for longer than this: the repeating job is lost, or no worker takes it. */
  isOverdue: (maxAgeMs: number) => Promise<boolean>;
};

export type ReconcilerOptions = {
  db: Database;
  leases: ChoreLeases;
  store: QueueStore;
  clock: Clock;
  logger: Logger;
};

const PAGE = 2_000;

/** Up to this many tasks of a page that look missing are asked for one by one. */
const VERIFY_LIMIT = 100;

const OPEN_STATES: ReadonlySet<string> = new Set(['delayed', 'waiting', 'active']);

/** Finds what should be queued and is not, and the other way round, and mends it. */
export function createReconciler({ db, leases, store, clock, logger }: ReconcilerOptions): Reconciler {
  async function run({ isDryRun = false } = {}): Promise<ReconcileReport> {
    if (isDryRun) {
      const isBusy = (await leases.holderOf('reconcile')) !== undefined;
      return isBusy ? emptyReport(isDryRun) : compareAndRepair(undefined);
    }
    try {
      const outcome = await leases.run('reconcile', compareAndRepair);
      return outcome.isRun ? outcome.value : emptyReport(isDryRun);
    } catch (error) {
      if (!(error instanceof ChoreLeaseLostError)) throw error;
      logger.warn('reconciling took a pause longer than its lease: another process does it');
      return emptyReport(isDryRun);
    }
  }

  /** Without a lease nothing is written: a dry run. */
  async function compareAndRepair(lease: HeldLease | undefined): Promise<ReconcileReport> {
    const startedAtMs = clock.nowMs();
    const isDryRun = lease === undefined;
    const report: ReconcileReport = { ...emptyReport(isDryRun), isRun: true };
    // Before anything is compared: a store that is emptied meanwhile must be seen as changed by the next look.
    const epoch = isDryRun ? undefined : await ensureEpoch();
    if (!isDryRun) await enforcePauses();
    for (const sport of SPORTS) {
      const jobs = await snapshotQueue(sport);
      report.queuedJobs += jobs.size;
      await reconcileSport(sport, jobs, report, lease);
    }
    report.durationMs = clock.nowMs() - startedAtMs;
    await lease?.assertHeld();
    if (epoch !== undefined) await remember(report, epoch);
    const { drift } = report;
    if (drift.missing + drift.orphaned + drift.mistimed > 0) {
      logger.info({ ...drift, repaired: report.repaired, isDryRun }, 'the queue differed from the tasks');
    }
    return report;
  }

  async function snapshotQueue(sport: Sport): Promise<Map<string, QueuedJob>> {
    const jobs = new Map<string, QueuedJob>();
    for await (const page of store.listOpenJobs(seedingQueue(sport))) {
      for (const job of page) jobs.set(job.jobId, job);
    }
    return jobs;
  }

  async function reconcileSport(
    sport: Sport,
    jobs: Map<string, QueuedJob>,
    report: ReconcileReport,
    lease: HeldLease | undefined,
  ): Promise<void> {
    let after = 0;
    for (;;) {
      const page = await selectOpenTaskPage(db, sport, after, PAGE);
      if (page.length === 0) break;
      after = page.at(-1)?.taskId ?? after;
      report.openTasks += page.length;
      const missing: number[] = [];
      const mistimed: number[] = [];
      const nowMs = clock.nowMs();
      for (const task of page) {
        const jobId = seedJobId(task);
        const drift = compareTask(task, jobs.get(jobId), nowMs);
        jobs.delete(jobId);
        if (drift === 'missing') missing.push(task.taskId);
        if (drift === 'mistimed') mistimed.push(task.taskId);
      }
      // What was read before a long pause says nothing about now.
      if (missing.length + mistimed.length > 0) await lease?.assertHeld();
      await repairMissing(sport, missing, report);
      await repairMistimed(mistimed, report);
    }
    if (jobs.size > 0) await lease?.assertHeld();
    await removeOrphans(sport, jobs, report);
  }

  /** The snapshot is older than the page: what looks missing is read once more before anything is added. */
  async function repairMissing(
    sport: Sport,
    taskIds: readonly number[],
    report: ReconcileReport,
  ): Promise<void> {
    if (taskIds.length === 0) return;
    const candidates = await selectOpenTasksById(db, taskIds);
    // Many at once mean an emptied store: asking for each would take longer than adding them all, which leaves
    // those alone that are there.
    const missing = candidates.length > VERIFY_LIMIT ? candidates : await withoutJob(candidates);
    report.drift.missing += missing.length;
    if (report.isDryRun || missing.length === 0) return;
    const finished = await store.listFinishedJobIds(seedingQueue(sport));
    for (const { queueName, jobId } of missing.map(jobOfTask).filter((job) => finished.has(job.jobId))) {
      await store.removeJob(queueName, jobId);
    }
    const overdueFirst = missing.toSorted((a, b) => a.delayMs - b.delayMs);
    await store.addJobs(overdueFirst.map(jobOfTask));
    await markEnqueued(db, overdueFirst);
    report.repaired += overdueFirst.length;
  }

  async function withoutJob(tasks: readonly OpenTask[]): Promise<OpenTask[]> {
    const states = await Promise.all(
      tasks.map(jobOfTask).map(({ queueName, jobId }) => store.jobState(queueName, jobId)),
    );
    return tasks.filter((_, index) => !OPEN_STATES.has(states[index] ?? 'unknown'));
  }

  async function repairMistimed(taskIds: readonly number[], report: ReconcileReport): Promise<void> {
    if (taskIds.length === 0) return;
    report.drift.mistimed += taskIds.length;
    if (report.isDryRun) return;
    for (const task of await selectOpenTasksById(db, taskIds)) {
      const { queueName, jobId } = jobOfTask(task);
      if (!task.isLeased && (await store.changeDelay(queueName, jobId, task.delayMs))) report.repaired += 1;
    }
  }

  /** Jobs whose task is finished, gone, or at another revision. */
  async function removeOrphans(
    sport: Sport,
    rest: Map<string, QueuedJob>,
    report: ReconcileReport,
  ): Promise<void> {
    const queueName = seedingQueue(sport);
    for (const job of rest.values()) {
      const ref = parseSeedJobId(job.jobId);
      if (!ref || job.state === 'active' || (await isCurrent(ref))) continue;
      report.drift.orphaned += 1;
      if (!report.isDryRun && (await store.removeJob(queueName, job.jobId))) report.repaired += 1;
    }
  }

  async function isCurrent(ref: { gameId: number; pass: string; revision: number }): Promise<boolean> {
    const row = await firstRow(
      db,
      sql`select 1 as found from seeding_tasks where game_id = ${ref.gameId} and pass = ${ref.pass}
          and revision = ${ref.revision} and status in ('pending', 'running')`,
    );
    return row !== undefined;
  }

  /** The sport's pause lives in Postgres; the queue follows it, whatever was done to the queue by hand. */
  async function enforcePauses(): Promise<void> {
    for (const sport of SPORTS) {
      const row = await firstRow<{ is_paused: boolean }>(
        db,
        sql`select paused_at is not null as is_paused from sports where display_name = ${sport}`,
      );
      const isPaused = row?.is_paused ?? false;
      const counts = await store.counts(seedingQueue(sport));
      if (counts.isPaused !== isPaused) await store.setPaused(seedingQueue(sport), isPaused);
    }
  }

  async function isStoreChanged(): Promise<boolean> {
    const known = await firstRow<{ epoch: string }>(
      db,
      sql`select epoch from queue_stores where name = ${store.name}`,
    );
    return known === undefined || (await store.readEpoch()) !== known.epoch;
  }

  async function isOverdue(maxAgeMs: number): Promise<boolean> {
    const fresh = await firstRow(
      db,
      sql`select 1 as fresh from queue_stores
          where name = ${store.name} and last_reconciled_at > now() - ${maxAgeMs} * interval '1 millisecond'`,
    );
    return fresh === undefined;
  }

  async function ensureEpoch(): Promise<string> {
    const current = await store.readEpoch();
    const epoch = current ?? randomUUID();
    if (current === undefined) await store.writeEpoch(epoch);
    return epoch;
  }

  async function remember(report: ReconcileReport, epoch: string): Promise<void> {
    await db.execute(sql`
      insert into queue_stores (name, epoch, last_reconciled_at, last_drift)
      values (${store.name}, ${epoch}, now(), ${JSON.stringify(report.drift)}::jsonb)
      on conflict (name) do update
      set epoch = excluded.epoch, last_reconciled_at = now(), last_drift = excluded.last_drift`);
  }

  return { run, isStoreChanged, isOverdue };
}

function emptyReport(isDryRun: boolean): ReconcileReport {
  return {
    isRun: false,
    isDryRun,
    openTasks: 0,
    queuedJobs: 0,
    drift: noDrift(),
    repaired: 0,
    durationMs: 0,
  };
}
