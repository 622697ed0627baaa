import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import { lastKnown } from '../../src/platform/last-known.ts';

const options = { clock: systemClock(), patienceMs: 30 };

describe('what is known last', () => {
  it('is read anew while that is quick, and handed out while a reading hangs', async () => {
    let reads = 0;
    let release = (_number: number): void => undefined;
    const ask = lastKnown(async () => {
      reads += 1;
      return reads < 3 ? reads : new Promise<number>((resolve) => (release = resolve));
    }, options);
    expect([await ask(), await ask()]).toEqual([1, 2]);
    expect(await ask()).toBe(2);
    expect(await ask()).toBe(2);
    expect(reads).toBe(3);
    release(7);
    await expect.poll(ask).toBe(7);
  });

  it('is not made up where nothing ever came', async () => {
    const ask = lastKnown(() => new Promise<number>(() => undefined), options);
    await expect(ask()).rejects.toThrow('no answer');
  });

  it('does not hide that a reading fails', async () => {
    let reads = 0;
    const ask = lastKnown(async () => {
      reads += 1;
      if (reads === 2) throw new Error('away');
      return reads;
    }, options);
    expect(await ask()).toBe(1);
    await expect(ask()).rejects.toThrow('away');
    expect(await ask()).toBe(3);
  });
});
