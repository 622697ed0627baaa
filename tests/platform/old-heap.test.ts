import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

/** What a program prints as JSON that runs in a process of its own, with the functions at hand. */
async function printedBy(program: string): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '-e',
    `import { collectOldHeapAfter, giveBackMemory } from './src/platform/old-heap.ts';
     import { PerformanceObserver, constants } from 'node:perf_hooks';
     import { setImmediate } from 'node:timers/promises';
     ${program}`,
  ]);
  return JSON.parse(stdout);
}

/** How often it is collected while objects live for long enough to count as old, and go. */
const COLLECTIONS = `
  const keep = () => Array.from({ length: 20_000 }, (_, index) => ({ index, word: 'x' + index }));
  const lasting = Array.from({ length: 20 }, keep);
  const passing = [];
  giveBackMemory();
  let collections = 0;
  const watch = new PerformanceObserver((list) => {
    for (const { detail } of list.getEntries())
      if (detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR) collections += 1;
  });
  watch.observe({ entryTypes: ['gc'] });
  for (let round = 0; round < 400; round += 1) {
    passing.push(keep());
    if (passing.length > 10) passing.shift();
    await setImmediate();
  }
  await setImmediate();
  console.log(collections);`;

describe('the heap for objects that live on', () => {
  it('is collected sooner, as it is told', async () => {
    const usual = (await printedBy(COLLECTIONS)) as number;
    const sooner = (await printedBy(`collectOldHeapAfter(20); ${COLLECTIONS}`)) as number;
    expect(sooner).toBeGreaterThan(2 * usual);
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
