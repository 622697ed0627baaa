import { inBackground } from '../../platform/in-background.ts';
import type { LedgerSource, OpenItem, OpenRef } from '../ledger/open-items.ts';
import type { OutgoingJob, QueueStore } from '../store.ts';
import type { ComparisonRun } from './comparison-run.ts';

/** Up to this many items of a page that look missing are asked for one by one. */
const VERIFY_LIMIT = 100;

const OPEN_STATES: ReadonlySet<string> = new Set(['delayed', 'waiting', 'active']);

/** Adds the jobs that are missing, page by page, and notes each page while the next one is added. */
export type MissingRepair = {
  add: (items: readonly OpenRef[]) => Promise<void>;
  /** Resolves when the last page is noted. */
  done: () => Promise<unknown>;
};

export function createMissingRepair(source: LedgerSource, run: ComparisonRun): MissingRepair {
  const { db, store, report } = run;
  const finishedIds = new Map<string, Promise<ReadonlySet<string>>>();
  let marking: Promise<unknown> = Promise.resolve();
  return {
    async add(items) {
      if (items.length === 0) return;
      // The page is older than what was found of it: what looks missing is read once more. Many at once mean an emptied
      // store: asking for each would take longer than adding them all, which leaves those alone that are there.
      const whole = await wholeItems(source, run, items);
      const missing = items.length > VERIFY_LIMIT ? whole : await stillMissing(store, whole);
      report.drift.missing += missing.length;
      if (report.isDryRun || missing.length === 0) return;
      const jobs = missing.map((item) => item.toJob());
      await removeFinished(store, finishedIds, jobs);
      await store.addJobs(jobs);
      await marking;
      // Nearly all of an emptied store had been acknowledged, and stay so.
      const unmarked = missing.filter(({ isEnqueued }) => !isEnqueued);
      if (unmarked.length > 0) marking = inBackground(source.markEnqueued(db, unmarked));
      report.repaired += missing.length;
    },
    done: () => marking,
  };
}

/** Removes finished jobs that hold an id which an open item's job must have. */
async function removeFinished(
  store: QueueStore,
  finishedIds: Map<string, Promise<ReadonlySet<string>>>,
  jobs: readonly OutgoingJob[],
): Promise<void> {
  for (const { queueName, jobId } of jobs) {
    const listed = finishedIds.get(queueName) ?? inBackground(store.listFinishedJobIds(queueName));
    finishedIds.set(queueName, listed);
    if ((await listed).has(jobId)) await store.removeJob(queueName, jobId);
  }
}

/** The items as they are now; those of a store that is filled anew were just read as a whole. */
async function wholeItems(
  source: LedgerSource,
  { db }: ComparisonRun,
  items: readonly OpenRef[],
): Promise<readonly OpenItem[]> {
  if (items.length > VERIFY_LIMIT && items.every(isWhole)) return items;
  return source.byId(
    db,
    items.map((item) => item.itemId),
  );
}

function isWhole(item: OpenRef): item is OpenItem {
  return 'toJob' in item;
}

async function stillMissing(store: QueueStore, items: readonly OpenItem[]): Promise<OpenItem[]> {
  const states = await Promise.all(items.map(({ queueName, jobId }) => store.jobState(queueName, jobId)));
  return items.filter((_, index) => !OPEN_STATES.has(states[index] ?? 'unknown'));
}
