import type { Job } from 'bullmq';
import { afterEach, describe, expect, it } from 'vitest';
import type { QueueWorker } from '../../src/jobs/store.ts';
import { type TestApp, createTestApp, redisIsAvailable } from '../support/test-app.ts';
import { seedingQueue } from '../../src/jobs/queue-names.ts';

const QUEUE = seedingQueue('NBA');
const JOB = 'game-1-first-r1';

describe.each(['postgres', 'redis'] as const)(
  'a job that moves on while it is changed, on the %s store',
  (kind) => {
    const test = it.skipIf(kind === 'redis' && !redisIsAvailable());
    let app: TestApp;
    let worker: QueueWorker | undefined;
    let letGo = (): void => undefined;
    afterEach(async () => {
      letGo();
      await worker?.close();
      worker = undefined;
      await app.close();
    });

    async function addJob(delayMs: number): Promise<void> {
      app = await createTestApp({ store: kind });
      const payload = { taskId: 1, gameId: 1, revision: 1, label: 'LAL @ GSW' };
      await app.app.store.addJobs([
        { queueName: QUEUE, jobId: JOB, kind: 'seed-game', payload, delayMs, attempts: 1 },
      ]);
    }

    /** Lets something happen between the look at the job's state and the change that follows it. */
    function afterLook(happens: (job: Job) => Promise<unknown>): void {
      const queue = app.app.store.bullQueues().find(({ name }) => name === QUEUE);
      if (!queue) throw new Error('there is no such queue');
      const getJob = queue.getJob.bind(queue);
      queue.getJob = async (jobId) => {
        const job: Job | undefined = await getJob(jobId);
        if (!job) return undefined;
        const getState = job.getState.bind(job);
        let isFirst = true;
        job.getState = async () => {
          const state = await getState();
          if (isFirst) await happens(job);
          isFirst = false;
          return state;
        };
        return job;
      };
    }

    /** Resolves when a worker has the job, which it keeps. */
    async function take(): Promise<void> {
      const { promise: kept, resolve } = Promise.withResolvers<void>();
      letGo = resolve;
      const { promise: taken, resolve: noteTaken } = Promise.withResolvers<void>();
      worker = app.app.store.createWorker({
        queueName: QUEUE,
        concurrency: 1,
        lockMs: 10_000,
        workerName: 'test',
        async handle() {
          noteTaken();
          await kept;
          return { kind: 'done', note: '' };
        },
      });
      worker.start();
      await taken;
    }

    test('is not removed from under its worker', async () => {
      await addJob(0);
      afterLook(take);
      expect(await app.app.store.removeJob(QUEUE, JOB)).toBe(false);
      expect(await app.app.store.jobState(QUEUE, JOB)).toBe('active');
    });

    test('is not put off once it is due', async () => {
      await addJob(60_000);
      afterLook((job) => job.promote());
      expect(await app.app.store.changeDelay(QUEUE, JOB, 3_600_000)).toBe(false);
      expect(await app.app.store.jobState(QUEUE, JOB)).toBe('waiting');
    });

    test('need not be brought forward once it is due', async () => {
      await addJob(60_000);
      afterLook((job) => job.promote());
      expect(await app.app.store.bringForward(QUEUE, JOB)).toBe(false);
      expect(await app.app.store.jobState(QUEUE, JOB)).toBe('waiting');
    });
  },
);
