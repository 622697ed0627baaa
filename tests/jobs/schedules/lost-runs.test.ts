import { eq, sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jobSchedules } from '../../../src/db/schema/job-schedules.ts';
import type { RecurrentJobs } from '../../../src/jobs/schedules/recurrent-job.ts';
import { registerJobs } from '../../../src/jobs/schedules/register-jobs.ts';
import { claimDueJobs } from '../../../src/jobs/schedules/claim-due-jobs.ts';
import { type TestApp, createTestApp } from '../../support/test-app.ts';

const JOBS = {
  deadly: {
    description: 'Ends its process.',
    runsOn: 'both',
    cadence: { everyMs: 1_000 },
    timeoutMs: 60_000,
  },
} as const satisfies RecurrentJobs;

describe('a job whose process vanished in the middle of a run', () => {
  let test: TestApp;
  const db = () => test.app.database.db;
  beforeEach(async () => {
    test = await createTestApp();
    await registerJobs(db(), JOBS, Date.now());
  });
  afterEach(() => test.close());

  /** The job as such a process leaves it: so many runs failed before, and its lease is over since then. */
  async function lost(failuresInARow: number, secondsAgo: number, isRequested = false): Promise<boolean> {
    await db()
      .update(jobSchedules)
      .set({
        holder: 'gone',
        failuresInARow,
        leaseExpiresAt: sql`now() - ${secondsAgo} * interval '1 second'`,
        requestedAt: isRequested ? sql`now()` : null,
      })
      .where(eq(jobSchedules.name, 'deadly'));
    const { claims: claimed } = await claimDueJobs(db(), {
      names: ['deadly'],
      holder: 'next',
      ttlMs: 10_000,
    });
    return claimed.length === 1;
  }

  it.each([
    [0, 1, true],
    [1, 1, true],
    [2, 9, false],
    [2, 11, true],
    [5, 79, false],
    [5, 81, true],
    [400, 3_599, false],
    [400, 3_601, true],
  ])(
    'after %i failures in a row and %i s without a holder is taken: %s',
    async (failures, seconds, isTaken) => {
      expect(await lost(failures, seconds)).toBe(isTaken);
    },
  );

  it('is taken at once when somebody asks for it', async () => {
    expect(await lost(400, 1, true)).toBe(true);
  });
});
