import { describe, expect, it } from 'vitest';
import { createLookLoop } from '../../../src/jobs/schedules/look-loop.ts';
import type { Clock } from '../../../src/platform/clock.ts';
import { silentLogger } from '../../../src/platform/logger.ts';

/** A clock that moves on when somebody sleeps, at once; a pause in which something happens ends early. */
function quickClock(onSleep: (nowMs: number) => void = () => undefined): Clock {
  let nowMs = 1_000_000;
  return {
    nowMs: () => nowMs,
    async sleep(delayMs, signal) {
      signal?.throwIfAborted();
      await Promise.resolve();
      onSleep(nowMs);
      signal?.throwIfAborted();
      nowMs += delayMs;
    },
  };
}

/** The pauses between looks, each of which expects something so much later. */
async function pausesBetween(
  expectations: readonly (number | undefined)[],
  restMs?: number,
): Promise<number[]> {
  const clock = quickClock();
  const looks: number[] = [];
  const done = Promise.withResolvers<void>();
  const loop = createLookLoop({
    async look() {
      looks.push(clock.nowMs());
      if (looks.length > expectations.length) done.resolve();
      return expectations[looks.length - 1];
    },
    pollMs: 500,
    restMs,
    clock,
    logger: silentLogger(),
  });
  await loop.start();
  await done.promise;
  await loop.stop();
  return looks.slice(1, expectations.length + 1).map((atMs, index) => atMs - (looks[index] ?? 0));
}

describe('looks for due jobs', () => {
  it('come when the next job is due, neither more often than the shortest pause nor rarer than twice that', async () => {
    expect(await pausesBetween([700, 0, -50, 60_000, undefined, 999])).toEqual([
      700, 500, 500, 1_000, 1_000, 999,
    ]);
  });

  it('come rarely where the process may rest, and in time for what is due', async () => {
    expect(await pausesBetween([700, 0, 60_000, undefined, 1_800], 2_000)).toEqual([
      700, 500, 2_000, 2_000, 1_800,
    ]);
  });

  it('come earlier when a job that has just ended is due earlier than was known', async () => {
    const looks: number[] = [];
    let isTold = false;
    const done = Promise.withResolvers<void>();
    const clock = quickClock((nowMs) => {
      if (isTold) return;
      isTold = true;
      loop.expectAt(nowMs + 600);
    });
    const loop = createLookLoop({
      async look() {
        looks.push(clock.nowMs());
        if (looks.length === 2) done.resolve();
        return undefined;
      },
      pollMs: 500,
      clock,
      logger: silentLogger(),
    });
    await loop.start();
    await done.promise;
    await loop.stop();
    expect((looks[1] ?? 0) - (looks[0] ?? 0)).toBe(600);
  });

  it('go on after one that failed', async () => {
    const clock = quickClock();
    let tries = 0;
    const done = Promise.withResolvers<void>();
    const loop = createLookLoop({
      async look() {
        tries += 1;
        if (tries === 1) throw new Error('the database is away');
        done.resolve();
        return undefined;
      },
      pollMs: 500,
      clock,
      logger: silentLogger(),
    });
    await loop.start();
    await done.promise;
    await loop.stop();
    expect(tries).toBeGreaterThan(1);
  });
});
