import { afterEach, describe, expect, it } from 'vitest';
import { MAX_ID } from '../../src/domain/ids.ts';
import { JOB_KINDS } from '../../src/jobs/catalog.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';
import { redisIsAvailable } from '../support/test-app.ts';

const QUEUE = 'seeding-nba';

describe('a job that nobody can use', () => {
  let world: SeedingWorld;
  afterEach(() => world.close());

  it.each(['postgres', 'redis'] as const)(
    'ends as failed once where its ids are beyond any row, on the %s store',
    async (store) => {
      const isSkipped = store === 'redis' && !redisIsAvailable();
      world = await createSeedingWorld({ store: isSkipped ? 'postgres' : store });
      const { store: queue } = world.app;
      const payloads = [
        { taskId: MAX_ID + 1, gameId: 1, revision: 1 },
        { taskId: 1, gameId: 9_007_199_254_740_991, revision: 1 },
        { taskId: 1, gameId: 1, revision: 4_294_967_296 },
      ];
      const jobs = payloads.map((ids, index) => ({
        queueName: QUEUE,
        jobId: `by-hand-${index}`,
        kind: 'seed-game' as const,
        payload: { ...ids, label: 'by hand' },
        delayMs: 0,
        attempts: 4,
      }));
      await queue.addJobs(jobs);
      await world.startWorkers();
      for (const { jobId } of jobs) {
        await expect.poll(() => queue.jobState(QUEUE, jobId), { timeout: 20_000 }).toBe('failed');
      }
      const [first] = queue.bullQueues().filter(({ name }) => name === QUEUE);
      const failed = (await first?.getFailed()) ?? [];
      expect(failed).toHaveLength(jobs.length);
      for (const job of failed) {
        expect(job.attemptsMade).toBe(1);
        expect(job.failedReason).toMatch(/taskId|gameId|revision/);
      }
      expect(await queue.counts(QUEUE)).toMatchObject({ delayed: 0, waiting: 0, active: 0 });
    },
  );

  it('is told from one whose ids are the largest that there can be', () => {
    const ids = { taskId: MAX_ID, gameId: MAX_ID, revision: MAX_ID };
    expect(JOB_KINDS['seed-game'].payload.safeParse({ ...ids, label: '' }).success).toBe(true);
  });
});
