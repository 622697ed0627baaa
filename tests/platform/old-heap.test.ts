import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

/** What a program prints as JSON that runs in a process of its own, with the functions at hand. */
async function printedBy(program: string): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '-e',
    `import { collectOldHeapAfter, giveBackMemory } from './src/platform/old-heap.ts';
     import { getHeapSpaceStatistics } from 'node:v8';
     import { setImmediate } from 'node:timers/promises';
     const oldMB = () =>
       getHeapSpaceStatistics().find((space) => space.space_name === 'old_space').space_size / 2 ** 20;
     ${program}`,
  ]);
  return JSON.parse(stdout);
}

/** How large it becomes at the most, in MB, while objects live for long enough to count as old, and go. */
const LARGEST_MB = `
  const keep = () => Array.from({ length: 20_000 }, (_, index) => ({ index, word: 'x' + index }));
  const lasting = Array.from({ length: 20 }, keep);
  const passing = [];
  giveBackMemory();
  let most = 0;
  for (let round = 0; round < 200; round += 1) {
    passing.push(keep());
    if (passing.length > 10) passing.shift();
    most = Math.max(most, oldMB());
    await setImmediate();
  }
  console.log(most);`;

describe('the heap for objects that live on', () => {
  it('grows less until it is collected', async () => {
    const usual = (await printedBy(LARGEST_MB)) as number;
    const small = (await printedBy(`collectOldHeapAfter(20); ${LARGEST_MB}`)) as number;
    expect(small).toBeLessThan(0.8 * usual);
  });

  it('is given back to the system with what is not needed any more', async () => {
    const [before, after, hasFlag] = (await printedBy(`
      globalThis.gone = Array.from({ length: 500_000 }, (_, index) => ({ index }));
      const before = process.memoryUsage().heapTotal;
      delete globalThis.gone;
      await setImmediate();
      giveBackMemory();
      console.log(JSON.stringify([before, process.memoryUsage().heapTotal, 'gc' in globalThis]))`)) as [
      number,
      number,
      boolean,
    ];
    expect(after).toBeLessThan(before / 2);
    expect(hasFlag).toBe(false);
  });
});
