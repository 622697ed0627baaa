import { inBackground } from '../../platform/in-background.ts';
import { compareItem } from '../drift.ts';
import type { LedgerSource, OpenItem } from '../ledger/open-items.ts';
import type { QueueStore, QueuedJob } from '../store.ts';
import { type ComparisonRun, inGroups } from './comparison-run.ts';
import { createMissingRepair } from './repair-missing.ts';

const PAGE = 5_000;

/** The open jobs of each queue by their ids. */
type Snapshot = Map<string, Map<string, QueuedJob>>;

/** Compares one table of durable work with its queues in both directions, and repairs what differs. */
export async function compareSource(source: LedgerSource, run: ComparisonRun): Promise<void> {
  const snapshot: Snapshot = new Map();
  for (const queueName of source.queueNames) {
    const jobs = await snapshotQueue(run.store, queueName);
    snapshot.set(queueName, jobs);
    run.report.queuedJobs += jobs.size;
  }
  await compareItems(source, snapshot, run);
  for (const [queueName, jobs] of snapshot) await removeOrphans(source, queueName, jobs, run);
}

async function snapshotQueue(store: QueueStore, queueName: string): Promise<Map<string, QueuedJob>> {
  const jobs = new Map<string, QueuedJob>();
  for await (const page of store.listOpenJobs(queueName)) {
    for (const job of page) jobs.set(job.jobId, job);
  }
  return jobs;
}

/** What is left in the snapshot afterwards belongs to no item that was read. */
async function compareItems(source: LedgerSource, snapshot: Snapshot, run: ComparisonRun): Promise<void> {
  const { db, clock, lease, report } = run;
  const seen = new Set<number>();
  const repair = createMissingRepair(source, run);
  let reading = inBackground(source.page(db, undefined, PAGE));
  for (;;) {
    const page = await reading;
    const last = page.at(-1);
    if (!last) break;
    // While the queue takes the jobs of this page, the database reads the next one.
    reading = inBackground(source.page(db, last, PAGE));
    const { missing, mistimed } = comparePage(page, snapshot, seen, clock.nowMs());
    // What was read before a long pause says nothing about now.
    if (missing.length + mistimed.length > 0) await lease?.assertHeld();
    await repair.add(missing);
    await repairMistimed(source, mistimed, run);
  }
  await repair.done();
  report.openTasks += seen.size;
}

/** Takes the jobs of the page's items out of the snapshot, and names the items whose jobs are not as they should be. */
function comparePage(
  page: readonly OpenItem[],
  snapshot: Snapshot,
  seen: Set<number>,
  nowMs: number,
): { missing: OpenItem[]; mistimed: number[] } {
  const missing: OpenItem[] = [];
  const mistimed: number[] = [];
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
  return { missing, mistimed };
}

async function repairMistimed(
  source: LedgerSource,
  itemIds: readonly number[],
  { db, store, report }: ComparisonRun,
): Promise<void> {
  if (itemIds.length === 0) return;
  report.drift.mistimed += itemIds.length;
  if (report.isDryRun) return;
  for (const group of inGroups(await source.byId(db, itemIds))) {
    const repaired = await Promise.all(group.map((item) => repairTime(store, item)));
    report.repaired += repaired.filter(Boolean).length;
  }
}

async function repairTime(
  store: QueueStore,
  { isLeased, queueName, jobId, delayMs }: OpenItem,
): Promise<boolean> {
  return !isLeased && store.changeDelay(queueName, jobId, delayMs);
}

/** Jobs whose item is finished, gone, or at another revision. */
async function removeOrphans(
  source: LedgerSource,
  queueName: string,
  rest: Map<string, QueuedJob>,
  { db, store, report, lease }: ComparisonRun,
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
