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

  it('is read by one at a time, however long that takes', async () => {
    let nowMs = 0;
    let reads = 0;
    let finish = (_answer: number): void => undefined;
    const clock = { ...systemClock(), nowMs: () => nowMs };
    const read = remembered(
      () => {
        reads += 1;
        return new Promise<number>((resolve) => (finish = resolve));
      },
      { clock, freshMs: 1_000 },
    );
    const first = read();
    nowMs = 5_000;
    const second = read();
    finish(1);
    expect([await first, await second, reads]).toEqual([1, 1, 1]);
  });

  it('is read anew for whoever asks after something has changed, also while it is on its way', async () => {
    const finish: ((answer: string) => void)[] = [];
    const read = remembered(() => new Promise<string>((resolve) => finish.push(resolve)), {
      clock: systemClock(),
      freshMs: 60_000,
    });
    const before = read();
    read.forget();
    const after = read();
    finish[1]?.('new');
    finish[0]?.('old');
    expect([await before, await after, await read()]).toEqual(['old', 'new', 'new']);
  });
});
