import { afterEach, describe, expect, it } from 'vitest';
import type { QueuedJob } from '../../src/jobs/store.ts';
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
});
