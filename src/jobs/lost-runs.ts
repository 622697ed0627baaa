import { eq, min, sql } from 'drizzle-orm';
import { unionAll } from 'drizzle-orm/pg-core';
import type { Database } from '../db/database.ts';
import { seedingTasks } from '../db/schema/tasks.ts';
import { workItems } from '../db/schema/work-items.ts';
import { workerHeartbeats } from '../db/schema/operations.ts';
import { MISSING_AFTER_MS } from './ledger/abandoned-claims.ts';
import { LEDGER_SOURCES } from './ledger/sources.ts';
import type { QueueStore } from './store.ts';

/** More than this were hardly lost at once; the rest has its turn at the next look. */
const LIMIT = 200;

export type LostRuns = {
  /** Returns how many jobs were brought to the front of their queue. */
  bringForward: () => Promise<number>;
  /**
   * How soon the next claim may run out or its worker be missing, and 0 where one has or is. Undefined while nothing
   * runs.
   */
  nextInMs: () => Promise<number | undefined>;
};

/**
 * Sees to the items of workers that are gone. The queue delivers their jobs again by itself once their locks are lost,
 * but behind everything that waits already: on a busy evening that would be minutes. They come to the front instead, each
 * of them once, and the delivery decides whether the claim has ended.
 */
export function createLostRuns({ db, store }: { db: Database; store: QueueStore }): LostRuns {
  let broughtForward: ReadonlySet<string> = new Set();
  return {
    nextInMs: () => nextLossMs(db),
    async bringForward() {
      const lost = await Promise.all(LEDGER_SOURCES.map((source) => source.lost(db, LIMIT)));
      const jobs = lost.flat();
      const before = broughtForward;
      const now = new Set<string>();
      for (const { queueName, jobId } of jobs) {
        if (before.has(jobId) || (await store.bringForward(queueName, jobId))) now.add(jobId);
      }
      broughtForward = now;
      return [...now].filter((jobId) => !before.has(jobId)).length;
    },
  };
}

async function nextLossMs(db: Database): Promise<number | undefined> {
  const missingAt = sql`${workerHeartbeats.lastSeenAt} + ${MISSING_AFTER_MS} * interval '1 millisecond'`;
  const endOf = (table: typeof seedingTasks | typeof workItems) =>
    db
      .select({ at: min(sql`least(${table.leaseExpiresAt}, ${missingAt})`).as('at') })
      .from(table)
      .leftJoin(workerHeartbeats, eq(workerHeartbeats.workerId, table.claimedBy))
      .where(eq(table.status, 'running'));
  const ends = unionAll(endOf(seedingTasks), endOf(workItems)).as('ends');
  const [next] = await db
    .select({ inMs: sql<string | null>`extract(epoch from min(${ends.at}) - now()) * 1000` })
    .from(ends);
  const inMs = next?.inMs ?? null;
  return inMs === null ? undefined : Math.max(0, Number(inMs));
}
