import { inBackground } from '../../platform/in-background.ts';
import { compareItem } from '../drift.ts';
import type { LedgerSource, OpenItem, OpenRef } from '../ledger/open-items.ts';
import type { JobLookUp, QueueStore } from '../store.ts';
import { type ComparisonRun, inGroups } from './comparison-run.ts';
import { removeOrphans } from './remove-orphans.ts';
import { createMissingRepair } from './repair-missing.ts';

const PAGE = 5_000;

/** A queue of the source, as far as it was compared. */
type ComparedQueue = { lookUp: JobLookUp; openJobs: number; matchedJobs: number };
type ComparedQueues = ReadonlyMap<string, ComparedQueue>;

/**
 * Compares one table of durable work with its queues in both directions, and repairs what differs. Items are read page by
 * page, and their jobs are looked up; a queue is listed only where it has more jobs than were looked up and found.
 */
export async function compareSource(source: LedgerSource, run: ComparisonRun): Promise<void> {
  const queues = new Map<string, ComparedQueue>();
  for (const queueName of source.queueNames) {
    const { waiting, delayed, active } = await run.store.counts(queueName);
    const openJobs = waiting + delayed + active;
    queues.set(queueName, { lookUp: run.store.lookUpJobs(queueName), openJobs, matchedJobs: 0 });
    run.report.queuedJobs += openJobs;
  }
  await compareItems(source, queues, run);
  for (const [queueName, { openJobs, matchedJobs }] of queues) {
    if (openJobs > matchedJobs) await removeOrphans(source, queueName, run);
  }
}

async function compareItems(source: LedgerSource, queues: ComparedQueues, run: ComparisonRun): Promise<void> {
  const { db, lease, report } = run;
  const repair = createMissingRepair(source, run);
  // All of an item is needed where its job is missing: then it is read at once, and not after the comparison.
  const isEmptied = [...queues.values()].every(({ openJobs }) => openJobs === 0);
  const read = isEmptied ? source.page : source.refs;
  let reading = inBackground(read(db, undefined, PAGE));
  for (;;) {
    const page = await reading;
    const last = page.at(-1);
    if (!last) break;
    // While the queue is asked about this page or takes its jobs, the database reads the next one.
    reading = inBackground(read(db, last, PAGE));
    const { missing, mistimed } = await comparePage(page, queues, run);
    // What was read before a long pause says nothing about now.
    if (missing.length + mistimed.length > 0) await lease?.assertHeld();
    await repair.add(missing);
    await repairMistimed(source, mistimed, run);
    report.openTasks += page.length;
  }
  await repair.done();
}

/** Names the items of a page whose jobs are not as they should be. */
async function comparePage(
  page: readonly OpenRef[],
  queues: ComparedQueues,
  { clock }: ComparisonRun,
): Promise<{ missing: OpenRef[]; mistimed: number[] }> {
  const missing: OpenRef[] = [];
  const mistimed: number[] = [];
  for (const [queueName, items] of Map.groupBy(page, (item) => item.queueName)) {
    const queue = queues.get(queueName);
    const found = (await queue?.lookUp(items.map(({ jobId }) => jobId))) ?? [];
    if (queue) queue.matchedJobs += found.length;
    const jobs = new Map(found.map((job) => [job.jobId, job]));
    const nowMs = clock.nowMs();
    for (const item of items) {
      const drift = compareItem(item, jobs.get(item.jobId), nowMs);
      if (drift === 'missing') missing.push(item);
      if (drift === 'mistimed') mistimed.push(item.itemId);
    }
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
