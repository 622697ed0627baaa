import { type SQL, sql } from 'drizzle-orm';
import { jobSchedules } from '../../db/schema/job-schedules.ts';

/** When a lease ends that is taken or renewed now, by the database's clock. */
export function leaseEnd(ttlMs: number): SQL {
  return sql`now() + ${ttlMs} * interval '1 millisecond'`;
}

/** What every claim writes: the new holder with a higher fence, and when its lease ends. */
export function claimedBy(holder: string, ttlMs: number) {
  return {
    holder,
    lastHolder: holder,
    fence: sql`${jobSchedules.fence} + 1`,
    guardedFence: sql`${jobSchedules.fence} + 1`,
    leaseExpiresAt: leaseEnd(ttlMs),
    lastStartedAt: sql`now()`,
  };
}
