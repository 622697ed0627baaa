import { afterEach, describe, expect, it } from 'vitest';
import { timeoutAtRetryMs } from '../../src/domain/timeouts.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { deadlineOf, withRunDeadline } from '../../src/seeding/run-deadline.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';

describe('a timeout', () => {
  it('grows by its first value at each retry, up to four times that', () => {
    expect([0, 1, 2, 3, 4, 50].map((retry) => timeoutAtRetryMs(30_000, retry))).toEqual([
      30_000, 60_000, 90_000, 120_000, 120_000, 120_000,
    ]);
  });
});

describe('the deadline of a run', () => {
  const untilAborted = (signal: AbortSignal): Promise<AbortSignal> =>
    new Promise((resolve) => signal.addEventListener('abort', () => resolve(signal), { once: true }));

  it('aborts the run with a reason of its own', async () => {
    const { signal } = new AbortController();
    const seen = await withRunDeadline(systemClock(), { signal, limitMs: 20 }, untilAborted);
    expect(deadlineOf(seen)).toMatchObject({ errorType: 'timeout' });
  });

  it('is not taken for the reason of a run that its worker stops, nor of one that is done', async () => {
    const stop = new AbortController();
    const stopped = withRunDeadline(systemClock(), { signal: stop.signal, limitMs: 60_000 }, untilAborted);
    stop.abort(new Error('the worker stops'));
    expect(deadlineOf(await stopped)).toBeUndefined();
    const done = await withRunDeadline(
      systemClock(),
      { signal: new AbortController().signal, limitMs: 60_000 },
      async (signal) => signal,
    );
    expect(deadlineOf(done)).toBeUndefined();
  });
});

describe('a game whose provider does not come to an end', () => {
  let world: SeedingWorld;
  afterEach(() => world?.close());

  it('is a failed attempt after its time, gets more of it at the retry, and is whole once the provider is quick', async () => {
    world = await createSeedingWorld({
      store: 'postgres',
      environment: {
        SEEDING_TIMEOUT_SECONDS: '1',
        API_SPORTS_TIMEOUT_SECONDS: '600',
        RETRY_BACKOFF_SECONDS: '1,600',
      },
    });
    world.provider.setDials({ latencyMs: 600_000 });
    await world.ingestDue([['LAL', 'GSW']]);
    const workers = await world.startWorkers();
    await world.until('(select retry_count = 2 from seeding_tasks)', 60_000);
    expect((await world.tasks())[0]).toMatchObject({
      status: 'pending',
      retryCount: 2,
      errorType: 'timeout',
      errorMessage: expect.stringContaining('2 s'),
    });
    world.provider.setDials({ latencyMs: 0 });
    await world.app.taskActions.retry(1, { name: 'test' });
    await world.until("(select status = 'completed' from seeding_tasks)", 60_000);
    await workers.stop();
  });
});
