import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { ChoreLeaseLostError, type ChoreLeases, type HeldLease } from '../db/chore-leases.ts';
import type { Database } from '../db/database.ts';
import { firstRow } from '../db/rows.ts';
import { SPORTS } from '../domain/sport.ts';
import type { Clock } from '../platform/clock.ts';
import { inBackground } from '../platform/in-background.ts';
import type { Logger } from '../platform/logger.ts';
import { type DriftCounts, compareItem, noDrift } from './drift.ts';
import type { LedgerSource, OpenItem } from './ledger/open-items.ts';
import { LEDGER_SOURCES } from './ledger/sources.ts';
import type { OutgoingJob, QueueStore, QueuedJob } from './store.ts';
import { seedingQueue } from './queue-names.ts';

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
};

export type ReconcilerOptions = {
  db: Database;
  leases: ChoreLeases;
  store: QueueStore;
  clock: Clock;
  logger: Logger;
};

const PAGE = 5_000;

/** Up to this many tasks of a page that look missing are asked for one by one. */
const VERIFY_LIMIT = 100;

/** Single jobs that are mended side by side: enough to fill the pipe, few enough for the queue's connections. */
const GROUP = 20;

/** The open jobs of each queue by their ids. */
type Snapshot = Map<string, Map<string, QueuedJob>>;

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
    for (const source of LEDGER_SOURCES) await compareSource(source, report, lease);
    report.durationMs = clock.nowMs() - startedAtMs;
    await lease?.assertHeld();
    if (epoch !== undefined) await remember(report, epoch);
    const { drift } = report;
    if (drift.missing + drift.orphaned + drift.mistimed > 0) {
      logger.info({ ...drift, repaired: report.repaired, isDryRun }, 'the queue differed from the tasks');
    }
    return report;
  }

  async function compareSource(
    source: LedgerSource,
    report: ReconcileReport,
    lease: HeldLease | undefined,
  ): Promise<void> {
    const snapshot: Snapshot = new Map();
    for (const queueName of source.queueNames) {
      const jobs = await snapshotQueue(queueName);
      snapshot.set(queueName, jobs);
      report.queuedJobs += jobs.size;
    }
    await compareItems(source, snapshot, report, lease);
    for (const [queueName, jobs] of snapshot) await removeOrphans(source, queueName, jobs, report, lease);
  }

  async function snapshotQueue(queueName: string): Promise<Map<string, QueuedJob>> {
    const jobs = new Map<string, QueuedJob>();
    for await (const page of store.listOpenJobs(queueName)) {
      for (const job of page) jobs.set(job.jobId, job);
    }
    return jobs;
  }

  /** What is left in the snapshot afterwards belongs to no item that was read. */
  async function compareItems(
    source: LedgerSource,
    snapshot: Snapshot,
    report: ReconcileReport,
    lease: HeldLease | undefined,
  ): Promise<void> {
    const seen = new Set<number>();
    const repair = createRepair(source, report);
    let reading = inBackground(source.page(db, undefined, PAGE));
    for (;;) {
      const page = await reading;
      const last = page.at(-1);
      if (!last) break;
      // While the queue takes the jobs of this page, the database reads the next one.
      reading = inBackground(source.page(db, last, PAGE));
      const missing: OpenItem[] = [];
      const mistimed: number[] = [];
      const nowMs = clock.nowMs();
      for (const item of page) {
        // One that was moved while the pages before were read comes again.
        if (seen.has(item.itemId)) continue;
        seen.add(item.itemId);
        const jobs = snapshot.get(item.queueName);
        const drift = compareItem(item, jobs?.get(item.jobId), nowMs);
        jobs?.delete(item.jobId);
        if (drift === 'missing') missing.push(item);
        if (drift === 'mistimed') mistimed.push(item.itemId);
      }
      // What was read before a long pause says nothing about now.
      if (missing.length + mistimed.length > 0) await lease?.assertHeld();
      await repair.missing(missing);
      await repairMistimed(source, mistimed, report);
    }
    await repair.done();
    report.openTasks += seen.size;
  }

  /** Adds what is missing, page by page, and notes each page while the next one is added. */
  function createRepair(source: LedgerSource, report: ReconcileReport) {
    const finishedIds = new Map<string, Promise<ReadonlySet<string>>>();
    let marking: Promise<unknown> = Promise.resolve();

    /** Finished jobs that hold an id which an open task's job must have. */
    async function removeFinished(jobs: readonly OutgoingJob[]): Promise<void> {
      for (const { queueName, jobId } of jobs) {
        const listed = finishedIds.get(queueName) ?? inBackground(store.listFinishedJobIds(queueName));
        finishedIds.set(queueName, listed);
        if ((await listed).has(jobId)) await store.removeJob(queueName, jobId);
      }
    }

    return {
      async missing(items: readonly OpenItem[]): Promise<void> {
        if (items.length === 0) return;
        // The snapshot is older than the page: what looks missing is read once more. Many at once mean an emptied
        // store: asking for each would take longer than adding them all, which leaves those alone that are there.
        const missing = items.length > VERIFY_LIMIT ? items : await stillMissing(source, items);
        report.drift.missing += missing.length;
        if (report.isDryRun || missing.length === 0) return;
        const jobs = missing.map((item) => item.toJob());
        await removeFinished(jobs);
        await store.addJobs(jobs);
        await marking;
        marking = inBackground(source.markEnqueued(db, missing));
        report.repaired += missing.length;
      },
      done: () => marking,
    };
  }

  async function stillMissing(source: LedgerSource, items: readonly OpenItem[]): Promise<OpenItem[]> {
    const current = await source.byId(
      db,
      items.map((item) => item.itemId),
    );
    return withoutJob(current);
  }

  async function withoutJob(items: readonly OpenItem[]): Promise<OpenItem[]> {
    const states = await Promise.all(items.map(({ queueName, jobId }) => store.jobState(queueName, jobId)));
    return items.filter((_, index) => !OPEN_STATES.has(states[index] ?? 'unknown'));
  }

  async function repairMistimed(
    source: LedgerSource,
    itemIds: readonly number[],
    report: ReconcileReport,
  ): Promise<void> {
    if (itemIds.length === 0) return;
    report.drift.mistimed += itemIds.length;
    if (report.isDryRun) return;
    for (const group of inGroups(await source.byId(db, itemIds))) {
      const mended = await Promise.all(group.map(mendTime));
      report.repaired += mended.filter(Boolean).length;
    }
  }

  async function mendTime({ isLeased, queueName, jobId, delayMs }: OpenItem): Promise<boolean> {
    return !isLeased && store.changeDelay(queueName, jobId, delayMs);
  }

  /** Jobs whose item is finished, gone, or at another revision. */
  async function removeOrphans(
    source: LedgerSource,
    queueName: string,
    rest: Map<string, QueuedJob>,
    report: ReconcileReport,
    lease: HeldLease | undefined,
  ): Promise<void> {
    for (const group of inGroups([...rest.values()].filter((job) => job.state !== 'active'))) {
      await lease?.assertHeld();
      const orphans = await source.orphans(db, group);
      report.drift.orphaned += orphans.length;
      if (report.isDryRun) continue;
      const removed = await Promise.all(orphans.map((jobId) => store.removeJob(queueName, jobId)));
      report.repaired += removed.filter(Boolean).length;
    }
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

  return { run, isStoreChanged };
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

function inGroups<T>(items: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / GROUP) }, (_, index) =>
    items.slice(index * GROUP, (index + 1) * GROUP),
  );
}
