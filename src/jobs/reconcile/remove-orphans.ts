import type { LedgerSource } from '../ledger/open-items.ts';
import { type ComparisonRun, inGroups } from './comparison-run.ts';

/** Removes the jobs of a queue whose item is finished, gone, or at another revision. */
export async function removeOrphans(
  source: LedgerSource,
  queueName: string,
  { db, store, report, lease }: ComparisonRun,
): Promise<void> {
  const orphans = new Set<string>();
  // All of them are known before the first one goes: the pages of a list shift with each that is taken from it.
  for await (const page of store.listOpenJobs(queueName)) {
    const jobs = page.filter((job) => job.state !== 'active');
    for (const jobId of await source.orphans(db, jobs)) orphans.add(jobId);
  }
  report.drift.orphaned += orphans.size;
  if (report.isDryRun) return;
  for (const group of inGroups([...orphans])) {
    await lease?.assertHeld();
    // The item may have been opened again while the rest of the queue was read.
    const still = await source.orphans(
      db,
      group.map((jobId) => ({ jobId, state: 'waiting', dueAtMs: undefined })),
    );
    const removed = await Promise.all(still.map((jobId) => store.removeJob(queueName, jobId)));
    report.repaired += removed.filter(Boolean).length;
  }
}
