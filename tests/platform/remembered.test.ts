import { describe, expect, it } from 'vitest';
import { remembered } from '../../src/platform/remembered.ts';
import { systemClock } from '../../src/platform/clock.ts';

describe('a remembered answer', () => {
  it('is read once while it is fresh, and again afterwards', async () => {
    let nowMs = 0;
    let reads = 0;
    const clock = { ...systemClock(), nowMs: () => nowMs };
    const read = remembered(async () => (reads += 1), { clock, freshMs: 1_000 });
    expect(await Promise.all([read(), read()])).toEqual([1, 1]);
    nowMs = 999;
    expect(await read()).toBe(1);
    nowMs = 1_000;
    expect(await read()).toBe(2);
  });

  it('is not kept when it failed', async () => {
    let reads = 0;
    const read = remembered(
      async () => {
        reads += 1;
        if (reads === 1) throw new Error('away');
        return reads;
      },
      { clock: systemClock(), freshMs: 60_000 },
    );
    await expect(read()).rejects.toThrow('away');
    expect(await read()).toBe(2);
  });
});
