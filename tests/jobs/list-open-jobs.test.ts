import { afterEach, describe, expect, it } from 'vitest';
import type { OutgoingJob, QueuedJob } from '../../src/jobs/store.ts';
import { type TestApp, createTestApp, redisIsAvailable } from '../support/test-app.ts';
import { seedingQueue } from '../../src/jobs/queue-names.ts';

const QUEUE = seedingQueue('NBA');

describe.each(['postgres', 'redis'] as const)('the jobs that the %s store still has to deliver', (store) => {
  const test = it.skipIf(store === 'redis' && !redisIsAvailable());
  let world: TestApp;
  afterEach(() => world.close());

  test('are listed with their state and due time', async () => {
    world = await createTestApp({ store });
    const delaysMs = [0, 60_000, 3_600_000];
    const nowMs = Date.now();
    await world.app.store.addJobs(
      delaysMs.map((delayMs, index) => ({
        queueName: QUEUE,
        jobId: `game-${index}-first-r1`,
        kind: 'seed-game',
        payload: { taskId: index + 1, gameId: index + 1, revision: 1, label: 'LAL @ GSW 2026-01-15' },
        delayMs,
        attempts: 4,
      })),
    );
    const listed: QueuedJob[] = [];
    for await (const page of world.app.store.listOpenJobs(QUEUE)) listed.push(...page);
    listed.sort((a, b) => (a.jobId < b.jobId ? -1 : 1));
    expect(listed.map(({ jobId, state }) => `${jobId} ${state}`)).toEqual([
      'game-0-first-r1 waiting',
      'game-1-first-r1 delayed',
      'game-2-first-r1 delayed',
    ]);
    for (const [index, delayMs] of delaysMs.entries()) {
      if (delayMs === 0) continue;
      expect(Math.abs((listed[index]?.dueAtMs ?? 0) - nowMs - delayMs)).toBeLessThan(5_000);
    }
  });

  test('are looked up by their ids, also those that come to wait between two looks', async () => {
    world = await createTestApp({ store });
    const { store: jobs } = world.app;
    const job = (number: number, delayMs: number): OutgoingJob => ({
      queueName: QUEUE,
      jobId: `game-${number}-first-r1`,
      kind: 'seed-game',
      payload: { taskId: number, gameId: number, revision: 1, label: 'LAL @ GSW 2026-01-15' },
      delayMs,
      attempts: 4,
    });
    await jobs.addJobs([job(1, 0), job(2, 3_600_000), job(3, 3_600_000)]);
    const lookUp = jobs.lookUpJobs(QUEUE);
    const found = async (...numbers: number[]): Promise<string[]> =>
      (await lookUp(numbers.map((number) => `game-${number}-first-r1`)))
        .map(({ jobId, state, dueAtMs }) => `${jobId} ${state} ${dueAtMs === undefined ? 'now' : 'later'}`)
        .toSorted();
    expect(await lookUp([])).toEqual([]);
    expect(await found(1, 2, 9)).toEqual(['game-1-first-r1 waiting now', 'game-2-first-r1 delayed later']);
    await jobs.bringForward(QUEUE, 'game-3-first-r1');
    expect(await found(3)).toEqual(['game-3-first-r1 waiting now']);
    await jobs.removeJob(QUEUE, 'game-2-first-r1');
    expect(await found(1, 2)).toEqual(['game-1-first-r1 waiting now']);
  });

  test('are due at the instant that was asked for, however long they took to be added', async () => {
    world = await createTestApp({ store });
    const dueAtMs = Date.now() + 3_600_000;
    await world.app.store.addJobs([
      {
        queueName: QUEUE,
        jobId: 'game-1-first-r1',
        kind: 'seed-game',
        payload: { taskId: 1, gameId: 1, revision: 1, label: 'LAL @ GSW 2026-01-15' },
        // As it was before a page of jobs had to wait for its turn.
        delayMs: 3_660_000,
        dueAtMs,
        attempts: 4,
      },
    ]);
    const [job] = await world.app.store.lookUpJobs(QUEUE)(['game-1-first-r1']);
    expect(Math.abs((job?.dueAtMs ?? 0) - dueAtMs)).toBeLessThan(100);
  });
});
